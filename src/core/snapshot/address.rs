//! Postal addresses.

use crate::read::field::Text;
use crate::read::snapshot;

snapshot! {
    /// A billing or shipping address, as WooCommerce stores it.
    Address {
        /// Given name.
        first_name / "firstName": Text,
        /// Family name.
        last_name / "lastName": Text,
        /// Company.
        company / "company": Text,
        /// Street and number.
        address_1 / "address1": Text,
        /// Second address line.
        address_2 / "address2": Text,
        /// City.
        city / "city": Text,
        /// State code or name, as the store has it.
        state / "state": Text,
        /// Postcode.
        postcode / "postcode": Text,
        /// ISO 3166 code of the country.
        country / "country": Text,
        /// Phone number, as typed.
        phone / "phone": Text,
        /// E-mail; only billing addresses have one.
        email / "email": Text,
    }
}

//! Postal addresses.

use crate::read::field::{Field, Text};
use crate::read::reader::{Need, Reader};
use crate::snapshot;
use crate::wire::once::Shared;
use crate::wire::record;
use alloc::boxed::Box;

/// An address and the e-mail that WooCommerce keeps in it, not read yet.
#[derive(Default)]
pub(crate) struct Addressed {
    pub(crate) address: Option<Shared<record::Address>>,
    pub(crate) email: Field<Text>,
}

/// Reads an address; none where every part of it is blank.
pub(crate) fn read(
    reader: &mut Reader,
    name: &'static str,
    field: Field<Box<snapshot::Address>>,
) -> Addressed {
    let Some(address) = reader.value(name, field, "a map", Need::Optional) else {
        return Addressed::default();
    };
    let mut reader = reader.within(name);
    let parts = record::Address {
        first_name: reader.text("firstName", address.first_name, Need::Optional),
        last_name: reader.text("lastName", address.last_name, Need::Optional),
        company: reader.text("company", address.company, Need::Optional),
        address1: reader.text("address1", address.address_1, Need::Optional),
        address2: reader.text("address2", address.address_2, Need::Optional),
        city: reader.text("city", address.city, Need::Optional),
        state: reader.text("state", address.state, Need::Optional),
        postcode: reader.text("postcode", address.postcode, Need::Optional),
        country: reader.text("country", address.country, Need::Optional),
        phone: reader.text("phone", address.phone, Need::Optional),
    };
    let kept = (parts != record::Address::default()).then(|| Shared::new(parts));
    Addressed {
        address: kept,
        email: address.email,
    }
}

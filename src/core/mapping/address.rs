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
    read: &mut Reader,
    name: &'static str,
    field: Field<Box<snapshot::Address>>,
) -> Addressed {
    let Some(address) = read.value(name, field, "a map", Need::Optional) else {
        return Addressed::default();
    };
    let mut read = read.within(name);
    let parts = record::Address {
        first_name: read.text("firstName", address.first_name, Need::Optional),
        last_name: read.text("lastName", address.last_name, Need::Optional),
        company: read.text("company", address.company, Need::Optional),
        address1: read.text("address1", address.address_1, Need::Optional),
        address2: read.text("address2", address.address_2, Need::Optional),
        city: read.text("city", address.city, Need::Optional),
        state: read.text("state", address.state, Need::Optional),
        postcode: read.text("postcode", address.postcode, Need::Optional),
        country: read.text("country", address.country, Need::Optional),
        phone: read.text("phone", address.phone, Need::Optional),
    };
    let kept = (parts != record::Address::default()).then(|| Shared::new(parts));
    Addressed {
        address: kept,
        email: address.email,
    }
}

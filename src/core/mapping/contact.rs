//! Contacts: WordPress users (S1), guest buyers (S2), and the contacts that orders need (S3).

use crate::mapping::{Mapped, Run, address, revenue};
use crate::read::field::{Field, List, Text};
use crate::read::reader::{Need, Reader};
use crate::snapshot;
use crate::value::id;
use crate::wire::item::{Item, Mode, Record};
use crate::wire::once::Shared;
use crate::wire::record::{Contact, Order, OrderContact};
use crate::wire::skip::SkipReason;
use alloc::boxed::Box;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;

const REGISTERED: &str = "registered";
const GUEST: &str = "guest";
const USER: &str = "user";

impl OrderContact {
    /// Its id.
    pub(crate) fn id(&self) -> String {
        match &self.user {
            Some(user) => id::join(USER, user),
            None => id::join(GUEST, &self.email),
        }
    }
}

/// Reads the call, and maps it. None where it cannot be answered at all.
pub(crate) fn answer(call: snapshot::MapContact, reader: &mut Reader) -> Option<Mapped> {
    Mapped::of(call.run, call.snapshot, reader, map)
}

/// S1: only customers and subscribers become contacts; one of the two roles is enough, whatever other role they have. A
/// name or an e-mail address that the account lacks is taken from the billing address, as phone and company are; without
/// any address there is no contact.
fn map(customer: Box<snapshot::Customer>, run: &Run, out: &mut Mapped) {
    let mut reader = Reader::new("snapshot", &mut out.issues);
    let user = reader
        .id("id", customer.id, Need::Required)
        .unwrap_or_default();
    let is_contact = is_contact(&mut reader, customer.roles, Need::Sound);
    let reason = match (is_contact, run.contacts, run.consent.person) {
        (false, _, _) => Some(SkipReason::Role),
        (true, false, _) => Some(SkipReason::SwitchedOff),
        (true, true, false) => Some(SkipReason::NoConsent),
        (true, true, true) => None,
    };
    if let Some(reason) = reason
        && !reader.is_fatal()
    {
        return out.skip("contact", user, reason);
    }

    let account_email = reader.email("email", customer.email, Need::Optional);
    let first_name = reader.text("firstName", customer.first_name, Need::Optional);
    let last_name = reader.text("lastName", customer.last_name, Need::Optional);
    let locale = reader.text("locale", customer.locale, Need::Optional);
    let billing = address::read(&mut reader, "billing", customer.billing);
    let email = account_email.or_else(|| {
        reader
            .within("billing")
            .email("email", billing.email, Need::Optional)
    });
    let billing = billing.address;
    let shipping = address::read(&mut reader, "shipping", customer.shipping).address;
    let created_at = reader.moment("createdAt", customer.created_at, Need::Optional);
    let modified_at = reader.moment("modifiedAt", customer.modified_at, Need::Optional);
    let revenue = revenue::read(&mut reader, customer.revenue);
    let fingerprint = reader.text("fingerprint", customer.fingerprint, Need::Optional);
    if reader.is_fatal() {
        return;
    }
    let Some(email) = email else {
        return out.skip("contact", user, SkipReason::NoEmail);
    };
    let contact = Contact {
        who: Arc::new(OrderContact {
            user: Some(user),
            email: Arc::new(email),
        }),
        kind: REGISTERED,
        first_name,
        last_name,
        locale,
        billing,
        shipping,
        marketing: run.consent.marketing.clone(),
        created_at: created_at.map(Shared::new),
        revenue,
        fingerprint,
    };
    let data = Record::Contact(Box::new(contact));
    let stamp = run.stamp(modified_at);
    out.items
        .push(run.item("contact", stamp, Mode::Upsert, data));
}

/// The user behind an order, not a contact yet.
pub(crate) struct Buyer {
    user: String,
    email: Option<String>,
}

/// Reads the user of an order; none where there is none, or one who is neither customer nor subscriber (S3).
pub(crate) fn buyer(reader: &mut Reader, field: Field<snapshot::Buyer>) -> Option<Buyer> {
    let buyer = reader.value("customer", field, "a map", Need::Optional)?;
    let mut reader = reader.within("customer");
    let user = reader.id("id", buyer.id, Need::Optional)?;
    if !is_contact(&mut reader, buyer.roles, Need::Optional) {
        return None;
    }
    let email = reader.email("email", buyer.email, Need::Optional);
    Some(Buyer { user, email })
}

/// Reads the contact of a cart, which has no billing address: an e-mail address typed at the checkout takes its place.
/// None for a shopper who is anonymous.
///
/// Whoever is logged in is known by the account's address, whatever the role (E1). One who is neither customer nor
/// subscriber is the guest of that address, as in an order (S3): a contact that is made once and never updated.
///
/// The second value is whether the address was typed, and nobody has proved that it is theirs.
pub(crate) fn of_cart(
    reader: &mut Reader,
    customer: Field<snapshot::Buyer>,
    typed: Field<Text>,
) -> Option<(OrderContact, bool)> {
    let shopper = shopper(reader, customer);
    let is_typed = shopper.is_none();
    let (user, email) = shopper.unwrap_or_default();
    let typed = reader.email("email", typed, Need::Optional);
    let email = Arc::new(email.or(typed)?);
    Some((OrderContact { user, email }, is_typed))
}

/// Reads who is logged in: the user, where that is a contact (S1), and the account's address.
fn shopper(
    reader: &mut Reader,
    field: Field<snapshot::Buyer>,
) -> Option<(Option<String>, Option<String>)> {
    let customer = reader.value("customer", field, "a map", Need::Optional)?;
    let mut reader = reader.within("customer");
    let user = reader.id("id", customer.id, Need::Optional)?;
    let is_contact = is_contact(&mut reader, customer.roles, Need::Optional);
    let email = reader.email("email", customer.email, Need::Optional);
    Some((is_contact.then_some(user), email))
}

/// The e-mail address of an order's billing address.
pub(crate) struct BillingEmail {
    pub(crate) email: Option<Arc<String>>,
    is_wrong: bool,
}

impl BillingEmail {
    /// Reads it.
    pub(crate) fn read(reader: &mut Reader, field: Field<Text>) -> Self {
        let mark = reader.mark();
        let email = reader
            .within("billing")
            .email("email", field, Need::Optional);
        Self {
            email: email.map(Arc::new),
            is_wrong: reader.mark() > mark,
        }
    }
}

/// The contact of an order: the buyer with the account's e-mail, else the guest of the billing address. A buyer whose
/// account has no e-mail goes by that of the billing address.
///
/// Where there is no address at all, the error is what the contact would have been of, to be skipped; where the address
/// is wrong, which was reported, there is nothing to say.
pub(crate) fn of_order(
    buyer: Option<Buyer>,
    billing_email: &BillingEmail,
    order: &str,
) -> Result<OrderContact, Option<String>> {
    let (user, email) = buyer.map_or((None, None), |buyer| {
        (Some(buyer.user), buyer.email.map(Arc::new))
    });
    match (email.or_else(|| billing_email.email.clone()), user) {
        (Some(email), user) => Ok(OrderContact { user, email }),
        (None, _) if billing_email.is_wrong => Err(None),
        (None, Some(user)) => Err(Some(id::join(USER, &user))),
        (None, None) => Err(Some(id::join("order", order))),
    }
}

/// The item that makes an order's contact, unless the backend has it already (S2, S3).
pub(crate) fn item_once(order: &Order, run: &Run) -> Option<Item> {
    let who = order.contact.clone()?;
    let guest = who.user.is_none();
    let record = Contact {
        who,
        kind: if guest { GUEST } else { REGISTERED },
        first_name: None,
        last_name: None,
        locale: None,
        billing: order.billing.clone(),
        shipping: order.shipping.clone(),
        marketing: run.consent.marketing.clone(),
        created_at: order.placed_at.clone().filter(|_| guest),
        revenue: Vec::new(),
        fingerprint: None,
    };
    Some(run.item(
        "contact",
        None,
        Mode::Create,
        Record::Contact(Box::new(record)),
    ))
}

/// S1: whether one of the roles makes a contact.
fn is_contact(reader: &mut Reader, roles: Field<List<Text>>, need: Need) -> bool {
    let mut found = false;
    for (index, role) in reader.list("roles", roles, need).into_iter().enumerate() {
        let role = reader
            .element("roles", index)
            .text("", role, Need::Optional);
        found |= role.is_some_and(|role| role == "customer" || role == "subscriber");
    }
    found
}

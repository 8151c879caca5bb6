//! Orders (S4), with the contact they need (S2, S3) and the money that moved for them (S5).

use crate::mapping::contact::BillingEmail;
use crate::mapping::order_status::{TRASH, is_draft, simplified};
use crate::mapping::refund::Refund;
use crate::mapping::{Mapped, Run, address, contact, line, refund, transaction};
use crate::read::field::{Field, List, Text};
use crate::read::reader::{Need, Reader, is_whole};
use crate::snapshot;
use crate::value::id;
use crate::value::time::Moment;
use crate::wire::item::{Mode, Record};
use crate::wire::once::Shared;
use crate::wire::record::{Order, OrderContact};
use crate::wire::skip::SkipReason;
use alloc::boxed::Box;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::mem;

/// What is known of an order before it is known whether it is wanted.
pub(crate) struct OrderHead {
    /// Its id; empty where it has none.
    pub(crate) object: String,
    number: Option<String>,
    /// What tells it from an order that had its id before.
    pub(crate) key: Option<String>,
    /// Whether the store has taken the person out of it.
    pub(crate) anonymized: bool,
    /// WooCommerce's own status.
    pub(crate) original_status: Option<String>,
    /// When it was made; none where nobody knows.
    made_at: Option<Moment>,
}

/// An order, read.
pub(crate) struct ReadOrder {
    /// Its record.
    pub(crate) record: Arc<Order>,
    /// Whose contact there cannot be, for there is no e-mail address.
    pub(crate) nobody: Option<String>,
    /// The payment provider's id of the payment.
    pub(crate) provider_id: Option<String>,
    /// Its refunds, oldest first.
    pub(crate) refunds: Vec<Refund>,
    /// Whether these are all there are.
    whole_refunds: bool,
}

impl ReadOrder {
    /// Leaves out who bought, and what somebody could be found by (see [`crate::owner::consent`]); gives the contact.
    fn forget_person(&mut self) -> Option<Arc<OrderContact>> {
        self.provider_id = None;
        for refund in &mut self.refunds {
            refund.reason = None;
        }
        let record = Arc::make_mut(&mut self.record);
        record.cart_id = None;
        record.billing_email = None;
        record.billing = None;
        record.shipping = None;
        record.coupons.clear();
        record.contact.take()
    }
}

/// Reads the call, and maps it. None where it cannot be answered at all.
pub(crate) fn answer(call: snapshot::MapOrder, reader: &mut Reader) -> Option<Mapped> {
    Mapped::of(call.run, call.snapshot, reader, map)
}

/// Maps an order: first its contact, made once, then the order, its payment and its refunds, as far as the run wants them.
///
/// Without the buyer's consent, and where the store itself has taken the person out of it, all of it goes without the
/// person (E7, F13): what WooCommerce writes in their place, `deleted@site.invalid`, is nobody. Drafts give nothing. An order in the trash is
/// Cancelled at the backend if it is there, and gives nothing else. An order without an e-mail address goes without a
/// contact.
///
/// An order always arrives (S13): only without an id is there no record. What WooCommerce reads as 0 is 0, such as a blank
/// amount; what is not known is null, and has an issue.
fn map(mut order: Box<snapshot::Order>, run: &Run, out: &mut Mapped) {
    let mut reader = Reader::new("snapshot", &mut out.issues);
    let head = read_head(&mut reader, &mut order);
    if reader.is_fatal() {
        return;
    }
    if let Some(reason) = skip_reason(&head, run) {
        return out.skip("order", head.object, reason);
    }
    let anonymized = head.anonymized;
    let mut whole = read_rest(&mut reader, head, order);
    if anonymized {
        whole.forget_person();
        whole.nobody = None;
        let of = id::join("order", &whole.record.id);
        out.skip("contact", of, SkipReason::Anonymized);
    }
    if !run.consent.person
        && let Some(contact) = whole.forget_person()
    {
        out.skip("contact", contact.id(), SkipReason::NoConsent);
    }
    let trashed = whole.record.original_status.as_deref() == Some(TRASH);
    if run.transactions && !trashed && whole.whole_refunds {
        let ids = transaction::ids(&whole.record, &whole.refunds);
        Arc::make_mut(&mut whole.record).transaction_ids = ids;
    }
    let ReadOrder {
        record,
        nobody,
        provider_id,
        refunds,
        ..
    } = whole;
    let stamp = run.stamp(record.modified_at);
    if run.orders {
        let mut mode = Mode::Update;
        if !trashed {
            mode = Mode::Upsert;
            out.items.extend(contact::item_once(&record, run));
        }
        let data = Record::Order(Arc::clone(&record));
        out.items.push(run.item("order", stamp.clone(), mode, data));
    }
    if run.transactions && !trashed {
        transaction::payment(&record, provider_id, &stamp, run, out);
        transaction::refunds(&record, refunds, &stamp, run, out);
    }
    if run.orders
        && !trashed
        && let Some(nobody) = nobody
    {
        out.skip("contact", nobody, SkipReason::NoEmail);
    }
}

impl OrderHead {
    /// The status; empty where there is none.
    pub(crate) fn status(&self) -> &str {
        self.original_status.as_deref().unwrap_or_default()
    }

    /// Whether it was ordered on a copy of the store, and is left out with all that becomes of it.
    pub(crate) fn is_on_copy(&self, run: &Run) -> bool {
        self.made_at.is_some_and(|at| run.on_copy.holds(at))
    }
}

/// Reads the head of an order. Without an id, which is a fatal fault, there is nothing to tell of it.
pub(crate) fn read_head(reader: &mut Reader, order: &mut snapshot::Order) -> OrderHead {
    let object = reader.id("id", mem::take(&mut order.id), Need::Required);
    let number = reader.text("number", mem::take(&mut order.number), Need::Optional);
    let key = reader.text("orderKey", mem::take(&mut order.order_key), Need::Optional);
    let original_status = reader.text("status", mem::take(&mut order.status), Need::Expected);
    let anonymized = reader.flag("anonymized", mem::take(&mut order.anonymized));
    // What is wrong about it is reported with the rest.
    let made_at = match &order.created_at {
        Field::Value(seconds) => Moment::from_seconds(seconds.0),
        Field::Missing | Field::Wrong => None,
    };
    OrderHead {
        object: object.unwrap_or_default(),
        number,
        key,
        anonymized,
        original_status,
        made_at,
    }
}

/// Reads the rest of an order.
pub(crate) fn read_rest(
    reader: &mut Reader,
    head: OrderHead,
    order: Box<snapshot::Order>,
) -> ReadOrder {
    let shop_currency = order.shop_currency;
    let currency = reader
        .currency("currency", order.currency, Need::Expected)
        .or_else(|| reader.currency("shopCurrency", shop_currency, Need::Optional));
    let exponent = currency.as_ref().map(|currency| currency.exponent);
    let prices_include_tax = reader.flag("pricesIncludeTax", order.prices_include_tax);
    let created_via = reader.text("createdVia", order.created_via, Need::Optional);
    let is_renewal = reader.flag("renewal", order.renewal);
    let cart_id = reader.id("cartId", order.cart_id, Need::Optional);
    let buyer = contact::buyer(reader, order.customer);
    let billing = address::read(reader, "billing", order.billing);
    let billing_email = BillingEmail::read(reader, billing.email);
    let (contact, nobody) = match contact::of_order(buyer, &billing_email, &head.object) {
        Ok(contact) => (Some(Arc::new(contact)), None),
        Err(nobody) => (None, nobody),
    };
    let shipping = address::read(reader, "shipping", order.shipping);
    let created_at = reader.moment("createdAt", order.created_at, Need::Expected);
    let modified_at = reader.moment("modifiedAt", order.modified_at, Need::Optional);
    let paid_at = reader.moment("paidAt", order.paid_at, Need::Optional);
    let completed_at = reader.moment("completedAt", order.completed_at, Need::Optional);
    let placed_at = created_at.or(paid_at).or(completed_at).or(modified_at);
    let discount_cents = reader.amount("discountTotal", &order.discount_total, exponent);
    let shipping_cents = reader.amount("shippingTotal", &order.shipping_total, exponent);
    let tax = reader.number("totalTax", &order.total_tax);
    let shipping_tax = reader.number("shippingTax", &order.shipping_tax);
    let tax_cents = reader.cents_of_both("totalTax", tax, shipping_tax, exponent);
    let total_cents = reader.amount("total", &order.total, exponent);
    let whole_lines = is_whole(&order.items);
    let list = reader.list("items", order.items, Need::Optional);
    let line_items = line::all(reader, list, exponent, prices_include_tax, false);
    let subtotal_cents = reader
        .total("items", line_items.iter().map(|line| line.subtotal_cents))
        .filter(|_| whole_lines);
    let fee_cents = fees(reader, order.fees, exponent);
    let coupons = reader.texts("coupons", order.coupons, Need::Optional);
    let payment_method = reader.text("paymentMethod", order.payment_method, Need::Optional);
    let payment_method_title = reader.text(
        "paymentMethodTitle",
        order.payment_method_title,
        Need::Optional,
    );
    let provider_id = reader.text("transactionId", order.transaction_id, Need::Optional);
    let fingerprint = reader.text("fingerprint", order.fingerprint, Need::Optional);
    let whole_refunds = is_whole(&order.refunds);
    let refunds = refund::all(reader, order.refunds, exponent, prices_include_tax);
    let refunded_cents = reader
        .total("refunds", refunds.iter().map(|refund| refund.amount_cents))
        .filter(|_| whole_refunds);

    let record = Order {
        number: head.number.unwrap_or_else(|| head.object.clone()),
        id: Arc::new(head.object),
        source: "External",
        sub_type: "WooCommerce",
        status: simplified(head.original_status.as_deref().unwrap_or_default()),
        original_status: head.original_status,
        currency: currency.map(|currency| currency.code),
        currency_exponent: exponent,
        prices_include_tax,
        created_via,
        is_renewal,
        // Renewals are copies of the first order, with all that was noted there.
        cart_id: cart_id.filter(|_| !is_renewal),
        contact,
        billing_email: billing_email.email,
        billing: billing.address,
        shipping: shipping.address,
        placed_at: placed_at.map(Shared::new),
        modified_at,
        paid_at: paid_at.map(Shared::new),
        completed_at,
        line_items,
        subtotal_cents,
        discount_cents,
        shipping_cents,
        fee_cents,
        tax_cents,
        total_cents,
        refunded_cents,
        transaction_ids: None,
        coupons,
        payment_method,
        payment_method_title,
        fingerprint,
    };
    ReadOrder {
        record: Arc::new(record),
        nobody,
        provider_id,
        refunds,
        whole_refunds,
    }
}

fn skip_reason(head: &OrderHead, run: &Run) -> Option<SkipReason> {
    let status = head.status();
    if is_draft(status) {
        Some(SkipReason::Draft)
    } else if !run.orders && !run.transactions {
        Some(SkipReason::SwitchedOff)
    } else if head.is_on_copy(run) {
        Some(SkipReason::OnCopy)
    } else if status == TRASH && !run.orders {
        Some(SkipReason::Trash)
    } else {
        None
    }
}

/// The fee lines in sum, each rounded by itself.
fn fees(reader: &mut Reader, field: Field<List<Text>>, exponent: Option<u32>) -> Option<i64> {
    if field == Field::Wrong {
        reader.list("fees", field, Need::Optional);
        return None;
    }
    let list = reader.list("fees", field, Need::Optional);
    let mut fees = Vec::with_capacity(list.len());
    for (index, fee) in list.iter().enumerate() {
        fees.push(reader.element("fees", index).amount("", fee, exponent));
    }
    reader.total("fees", fees.into_iter())
}

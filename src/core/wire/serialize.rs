//! How the records are written that do not hold all of their parts themselves: to keep a text twice is dear in PHP, so
//! what a record has in common with another part of the answer is taken from there.

use crate::value::joined;
use crate::wire::item::{Item, Record};
use crate::wire::record::{Contact, LineItem, OrderContact, PROVIDER, Transaction, TransactionId};
use crate::wire::text::Text;
use serde::ser::{Serialize, SerializeStruct, Serializer};

/// Writes a struct, as a derived [`Serialize`] does.
macro_rules! written {
    ($serializer:ident, $name:literal, { $($key:literal: $value:expr,)+ }) => {{
        let mut fields = $serializer.serialize_struct($name, [$($key),+].len())?;
        $(fields.serialize_field($key, &$value)?;)+
        fields.end()
    }};
}

/// What the host goes by, and the text that it sends.
impl Serialize for Item {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        written!(serializer, "Item", {
            "id": ItemId(self),
            "type": self.kind,
            "json": Text(OnTheWire(self)),
        })
    }
}

struct OnTheWire<'a>(&'a Item);

impl Serialize for OnTheWire<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        written!(serializer, "OnTheWire", {
            "id": ItemId(self.0),
            "type": self.0.kind,
            "mode": self.0.mode,
            "occurredAt": self.0.occurred_at,
            "data": self.0.data,
        })
    }
}

struct ItemId<'a>(&'a Item);

impl Serialize for ItemId<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let stamp = self.0.stamp.as_ref();
        let object = match &self.0.data {
            Record::Order(order) => {
                return joined::id(serializer, &["order:"], &order.id, stamp);
            }
            Record::Contact(contact) => {
                return match &contact.who.user {
                    Some(user) => joined::id(serializer, &["contact:user:"], user, stamp),
                    None => joined::id(serializer, &["contact:guest:"], &contact.who.email, stamp),
                };
            }
            Record::Transaction(transaction) => {
                return match &transaction.refund {
                    Some(refund) => joined::id(serializer, &["transaction:refund:"], refund, stamp),
                    None => {
                        let order = &transaction.order.id;
                        joined::id(serializer, &["transaction:payment:"], order, stamp)
                    }
                };
            }
            Record::Product(product) => &product.id,
            Record::ProductUnavailable(product) => &product.id,
            Record::Category(category) => &category.id,
            Record::Deleted(deleted) => &deleted.id,
            Record::OrderEvent(_)
            | Record::CartEvent(_)
            | Record::StockEvent(_)
            | Record::OptInEvent(_)
            | Record::WithdrawalEvent(_) => &self.0.of,
        };
        joined::id(serializer, &[self.0.kind, ":"], object, stamp)
    }
}

impl Serialize for OrderContact {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        written!(serializer, "OrderContact", {
            "id": ContactId(self),
            "email": self.email,
        })
    }
}

struct ContactId<'a>(&'a OrderContact);

impl Serialize for ContactId<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0.user {
            Some(user) => joined::id(serializer, &["user:"], user, None),
            None => joined::id(serializer, &["guest:"], &self.0.email, None),
        }
    }
}

impl Serialize for TransactionId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.is_refund {
            joined::id(serializer, &["refund:"], &self.object, None)
        } else {
            joined::id(serializer, &["payment:"], &self.object, None)
        }
    }
}

struct IdOf<'a>(&'a Transaction);

impl Serialize for IdOf<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0.refund {
            Some(refund) => joined::id(serializer, &["refund:"], refund, None),
            None => joined::id(serializer, &["payment:"], &self.0.order.id, None),
        }
    }
}

impl Serialize for Contact {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let billing = self.billing.as_deref();
        written!(serializer, "Contact", {
            "id": ContactId(&self.who),
            "kind": self.kind,
            "email": self.who.email,
            "firstName": self.first_name.as_ref().or_else(|| billing?.first_name.as_ref()),
            "lastName": self.last_name.as_ref().or_else(|| billing?.last_name.as_ref()),
            "phone": billing.and_then(|billing| billing.phone.as_ref()),
            "company": billing.and_then(|billing| billing.company.as_ref()),
            "locale": self.locale,
            "marketing": self.marketing,
            "billing": self.billing,
            "shipping": self.shipping,
            "createdAt": self.created_at,
            "revenue": self.revenue,
            "fingerprint": self.fingerprint,
        })
    }
}

impl Serialize for LineItem {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        written!(serializer, "LineItem", {
            "provider": PROVIDER,
            "providerProductId": self.product_id,
            "providerVariantId": self.variation_id.as_ref().unwrap_or(&self.product_id),
            "title": self.title,
            "quantity": self.quantity,
            "priceCents": self.price_cents,
            "id": self.id,
            "sku": self.sku,
            "quantityDecimal": self.quantity_decimal,
            "subtotalCents": self.subtotal_cents,
            "discountCents": self.discount_cents,
            "taxCents": self.tax_cents,
            "totalCents": self.total_cents,
        })
    }
}

impl Serialize for Transaction {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        written!(serializer, "Transaction", {
            "id": IdOf(self),
            "orderId": self.order.id,
            "kind": self.kind,
            "full": self.full,
            "currency": self.order.currency,
            "currencyExponent": self.order.currency_exponent,
            "amountCents": self.amount_cents,
            "paymentMethod": self.order.payment_method,
            "paymentMethodTitle": self.order.payment_method_title,
            "providerTransactionId": self.provider_transaction_id,
            "reason": self.reason,
            "movedAt": self.moved_at,
            "lineItems": self.line_items,
        })
    }
}

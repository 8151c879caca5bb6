//! How the records are written that do not hold all of their parts themselves: to keep a text twice is dear in PHP, so
//! what a record has in common with another part of the answer is taken from there.

use crate::mapping::line::PROVIDER;
use crate::record::{Contact, LineItem, Transaction};
use serde::ser::{Serialize, SerializeStruct, Serializer};

/// Writes a struct, as a derived [`Serialize`] does.
macro_rules! written {
    ($serializer:ident, $name:literal, { $($key:literal: $value:expr,)+ }) => {{
        let mut fields = $serializer.serialize_struct($name, [$($key),+].len())?;
        $(fields.serialize_field($key, &$value)?;)+
        fields.end()
    }};
}

impl Serialize for Contact {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let billing = self.billing.as_deref();
        written!(serializer, "Contact", {
            "id": self.who.id,
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
            "id": self.id,
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

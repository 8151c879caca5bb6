//! Orders, and what happens to them.

use crate::read::field::{Flag, Int, List, Text};
use crate::read::snapshot;
use crate::snapshot::fact::fact;
use crate::snapshot::run::map_call;
use crate::snapshot::{Address, Buyer};
use alloc::boxed::Box;

map_call! {
    /// An order, its buyer, its payment and its refunds, to be mapped.
    MapOrder: Order
}

fact! {
    /// Something that happened to an order. Its key is the refund's id for `refunded`, where it is needed, and names the
    /// transition for `fulfilled` and `cancelled`; `placed` and `paid` have none.
    OrderFact {
        /// `placed`, `paid`, `fulfilled`, `cancelled` or `refunded`.
        fact / "fact": Text,
        /// The highest order id there was when the store was connected; missing where nobody knows.
        last_order / "lastOrder": Int,
        /// Since when orders are placed whose events have ids with a mark, milliseconds since 1970 UTC; missing where all are.
        marked_since / "markedSince": Int,
        /// Whether nobody saw it happen: it was derived from the order.
        derived / "derived": Flag,
        /// The order, as it is now.
        snapshot / "snapshot": Box<Order>,
    }
}

snapshot! {
    /// An order with its lines and refunds.
    Order {
        /// Order id.
        id / "id": Text,
        /// Order number as shown to people.
        number / "number": Text,
        /// The order's key: random, made with it and never changed.
        order_key / "orderKey": Text,
        /// WooCommerce status without its `wc-` prefix.
        status / "status": Text,
        /// Whether WooCommerce has taken the person out of it, for a request or because it is old.
        anonymized / "anonymized": Flag,
        /// ISO 4217 code, or one that the shop made up.
        currency / "currency": Text,
        /// The shop's own currency, for an order that has none.
        shop_currency / "shopCurrency": Text,
        /// Whether prices were entered with tax.
        prices_include_tax / "pricesIncludeTax": Flag,
        /// What made the order: `checkout`, `admin`, `rest-api`, `store-api`, …
        created_via / "createdVia": Text,
        /// Whether this is the renewal of a subscription.
        renewal / "renewal": Flag,
        /// The cart that it came from, as the cart's own facts name it; missing where it was made elsewhere.
        cart_id / "cartId": Text,
        /// The buyer's user, where the order has one and it still exists.
        customer / "customer": Buyer,
        /// Billing address.
        billing / "billing": Box<Address>,
        /// Shipping address.
        shipping / "shipping": Box<Address>,
        /// When it was placed.
        created_at / "createdAt": Int,
        /// When it was last changed.
        modified_at / "modifiedAt": Int,
        /// When it was paid.
        paid_at / "paidAt": Int,
        /// When it was completed.
        completed_at / "completedAt": Int,
        /// Discounts without tax, a decimal.
        discount_total / "discountTotal": Text,
        /// Shipping without tax, a decimal.
        shipping_total / "shippingTotal": Text,
        /// Tax, a decimal.
        total_tax / "totalTax": Text,
        /// Tax on shipping, where that of the order is without it, a decimal.
        shipping_tax / "shippingTax": Text,
        /// What the buyer pays, a decimal.
        total / "total": Text,
        /// The products bought.
        items / "items": List<Box<LineItem>>,
        /// Totals of the fee lines, decimals without tax.
        fees / "fees": List<Text>,
        /// Codes of the coupons used.
        coupons / "coupons": List<Text>,
        /// Id of the payment method.
        payment_method / "paymentMethod": Text,
        /// Name of the payment method, as the buyer saw it.
        payment_method_title / "paymentMethodTitle": Text,
        /// The payment provider's id of the payment.
        transaction_id / "transactionId": Text,
        /// The refunds, oldest first.
        refunds / "refunds": List<Box<Refund>>,
        /// See [`crate::backend::inventory`].
        fingerprint / "fingerprint": Text,
    }
}

snapshot! {
    /// One product line of an order or of a refund. In a refund, quantity and amounts are negative.
    LineItem {
        /// Line id.
        id / "id": Text,
        /// Product id; "0" where the product is unknown.
        product_id / "productId": Text,
        /// Variation id; "0" for a simple product.
        variation_id / "variationId": Text,
        /// Title at the time of the order.
        name / "name": Text,
        /// Stock keeping unit, where the product still exists.
        sku / "sku": Text,
        /// Quantity, a decimal.
        quantity / "quantity": Text,
        /// Before discounts, without tax, a decimal.
        subtotal / "subtotal": Text,
        /// After discounts, without tax, a decimal.
        total / "total": Text,
        /// Tax after discounts, a decimal.
        total_tax / "totalTax": Text,
    }
}

snapshot! {
    /// A full or partial refund of an order.
    Refund {
        /// Refund id.
        id / "id": Text,
        /// Money given back, a decimal, not negative.
        amount / "amount": Text,
        /// The refund's total, a decimal, negative: what was given back where the amount is blank.
        total / "total": Text,
        /// Why, as typed.
        reason / "reason": Text,
        /// When.
        created_at / "createdAt": Int,
        /// The lines refunded; empty where only an amount was.
        items / "items": List<Box<LineItem>>,
    }
}

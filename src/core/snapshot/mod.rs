//! Wire-in: what a host read from WooCommerce. Untrusted: every field may be missing or of the wrong kind.
//!
//! Ids and decimals are texts ("501", "731.07"), moments are whole seconds since 1970 UTC, lists hold what their name
//! says. The order of the fields is the order in which faults are reported.
//!
//! Large structs are boxed: to move one is dear where memory is an array of PHP.

pub mod fact;

use crate::owner::consent::Observed;
use crate::read::field::{Flag, Int, List, Text, snapshot};
use alloc::boxed::Box;

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

snapshot! {
    /// A WordPress user.
    Customer {
        /// User id.
        id / "id": Text,
        /// Slugs of the roles the user has; several are possible, and none.
        roles / "roles": List<Text>,
        /// Account e-mail.
        email / "email": Text,
        /// Given name.
        first_name / "firstName": Text,
        /// Family name.
        last_name / "lastName": Text,
        /// WordPress locale, such as `de_DE`.
        locale / "locale": Text,
        /// Billing address.
        billing / "billing": Box<Address>,
        /// Shipping address.
        shipping / "shipping": Box<Address>,
        /// When the account was made.
        created_at / "createdAt": Int,
        /// When the customer was last changed.
        modified_at / "modifiedAt": Int,
        /// The user's orders in sums, one row for each currency, status and paid or not.
        revenue / "revenue": List<RevenueRow>,
        /// See [`crate::backend::inventory`].
        fingerprint / "fingerprint": Text,
    }
}

snapshot! {
    /// Sums over a customer's orders that share a currency, a status, and whether they have a paid date.
    RevenueRow {
        /// ISO 4217 code.
        currency / "currency": Text,
        /// WooCommerce status without its `wc-` prefix.
        status / "status": Text,
        /// Whether the orders of this row have a paid date.
        paid / "paid": Flag,
        /// How many orders.
        orders / "orders": Int,
        /// Sum of their totals, a decimal.
        total / "total": Text,
        /// Sum of their refunds, a decimal, not negative.
        refunded / "refunded": Text,
    }
}

snapshot! {
    /// A product of any type.
    Product {
        /// Product id.
        id / "id": Text,
        /// WooCommerce product type: `simple`, `variable`, `grouped`, …
        kind / "type": Text,
        /// Post status.
        status / "status": Text,
        /// Whether its page asks for a password.
        needs_password / "needsPassword": Flag,
        /// When it was made.
        created_at / "createdAt": Int,
        /// When it was last changed.
        modified_at / "modifiedAt": Int,
        /// Title.
        name / "name": Text,
        /// Stock keeping unit.
        sku / "sku": Text,
        /// Address of the product's page.
        permalink / "permalink": Text,
        /// Short description, as the store has it (may hold HTML).
        short_description / "shortDescription": Text,
        /// The store's currency, ISO 4217: products have no currency of their own.
        currency / "currency": Text,
        /// Price now, a decimal; empty where none is set.
        price / "price": Text,
        /// Price without a sale.
        regular_price / "regularPrice": Text,
        /// Price on sale; empty where there is none.
        sale_price / "salePrice": Text,
        /// Whether stock is counted for this product.
        manage_stock / "manageStock": Flag,
        /// Units in stock, a decimal; missing where stock is not counted.
        stock_quantity / "stockQuantity": Text,
        /// `instock`, `outofstock` or `onbackorder`.
        stock_status / "stockStatus": Text,
        /// Address of the main image.
        image_url / "imageUrl": Text,
        /// The product's categories.
        categories / "categories": List<Box<Category>>,
        /// The variations of a variable product, in menu order.
        variations / "variations": List<Box<Variation>>,
        /// See [`crate::backend::inventory`].
        fingerprint / "fingerprint": Text,
    }
}

snapshot! {
    /// One variation of a variable product.
    Variation {
        /// Variation id.
        id / "id": Text,
        /// Post status.
        status / "status": Text,
        /// Title.
        name / "name": Text,
        /// Stock keeping unit.
        sku / "sku": Text,
        /// Address that opens the product with this variation chosen.
        permalink / "permalink": Text,
        /// Price now, a decimal; empty where none is set.
        price / "price": Text,
        /// Price without a sale.
        regular_price / "regularPrice": Text,
        /// Price on sale; empty where there is none.
        sale_price / "salePrice": Text,
        /// Whether stock is counted (for the variation itself or for its parent).
        manage_stock / "manageStock": Flag,
        /// Units in stock, a decimal; missing where stock is not counted.
        stock_quantity / "stockQuantity": Text,
        /// `instock`, `outofstock` or `onbackorder`.
        stock_status / "stockStatus": Text,
        /// Address of the image.
        image_url / "imageUrl": Text,
        /// What sets it apart, such as Size: Large.
        attributes / "attributes": List<Attribute>,
    }
}

snapshot! {
    /// One attribute of a variation; an empty value stands for "any".
    Attribute {
        /// Label.
        name / "name": Text,
        /// Value.
        value / "value": Text,
    }
}

snapshot! {
    /// A product category.
    Category {
        /// Term id.
        id / "id": Text,
        /// Name.
        name / "name": Text,
        /// Slug.
        slug / "slug": Text,
        /// Term id of the parent; "0" at the top.
        parent_id / "parentId": Text,
        /// Address of the category's page.
        permalink / "permalink": Text,
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
    /// The user an order belongs to.
    Buyer {
        /// User id.
        id / "id": Text,
        /// Slugs of the roles the user has.
        roles / "roles": List<Text>,
        /// Account e-mail.
        email / "email": Text,
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

snapshot! {
    /// An object that was in the store and is no longer, not in the trash either.
    Gone {
        /// `contact` (a user), `product`, `category` or `order`.
        kind / "type": Text,
        /// Its id.
        id / "id": Text,
    }
}

snapshot! {
    /// What a synchronisation or a relay says about the records it wants.
    Run {
        /// Set apart what is to be applied again: the id of the sync run, or of the outbox row with its count of
        /// touches. It becomes part of the item ids, so that a retry carries the same ones.
        revision / "revision": Text,
        /// When the object was read, milliseconds since 1970 UTC.
        read_at / "readAt": Int,
        /// Whether contacts are wanted.
        contacts / "contacts": Flag,
        /// Whether orders are wanted.
        orders / "orders": Flag,
        /// Whether transactions are wanted.
        transactions / "transactions": Flag,
        /// Whether products are wanted.
        products / "products": Flag,
        /// Whether orders placed are told as events.
        order_received_trigger / "orderReceivedTrigger": Flag,
        /// Whether payments received are told as events.
        payment_received_trigger / "paymentReceivedTrigger": Flag,
        /// Whether what is deleted in the store is deleted at the backend.
        deletions / "deletions": Flag,
        /// What may go out about the shopper that the object is about (E7).
        consent / "consent": Box<Observed>,
    }
}

snapshot! {
    /// What came back from one HTTP request to the backend.
    Response {
        /// HTTP status; missing where no whole response came (refused, timed out, cut off).
        status / "status": Int,
        /// What the transport said where there is no status.
        failure / "failure": Text,
        /// Whether the request never left, for a reason of the host's own, which `failure` says.
        unsent / "unsent": Flag,
        /// The `Retry-After` header: seconds or an HTTP date.
        retry_after / "retryAfter": Text,
        /// Whether the body is the JSON object that the protocol asks for (an HTML page is not).
        json / "json": Flag,
        /// `error` of the body, by which a backend says why it refuses.
        error / "error": Text,
        /// `results` of the body, for a request that sent items.
        results / "results": List<ItemResult>,
    }
}

snapshot! {
    /// The backend's word on one item.
    ItemResult {
        /// The item's id.
        id / "id": Text,
        /// `accepted`, `duplicate` or `rejected`.
        status / "status": Text,
        /// Why it was rejected, in the backend's words.
        issues / "issues": List<Text>,
        /// Whether the backend had no use for it: the object is not there, and the item did not make it.
        unused / "unused": Flag,
    }
}

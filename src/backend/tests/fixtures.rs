//! Items as a store sends them.

use serde_json::{Value, json};

/// When most items were read.
pub const READ: &str = "2026-04-02T00:00:00.000Z";

pub fn item(id: &str, kind: &str, mode: &str, data: Value) -> Value {
    json!({"id": id, "type": kind, "mode": mode, "occurredAt": READ, "data": data})
}

/// The same item with another id and moment.
pub fn again(item: &Value, id: &str, occurred_at: &str) -> Value {
    let mut item = item.clone();
    item["id"] = id.into();
    item["occurredAt"] = occurred_at.into();
    item
}

pub fn guest(email: &str, first_name: &str) -> Value {
    let mut data = person(email, first_name);
    data["id"] = format!("guest:{email}").into();
    data["kind"] = "guest".into();
    item(&format!("contact:guest:{email}"), "contact", "create", data)
}

pub fn user(user: u32, email: &str, first_name: &str) -> Value {
    let mut data = person(email, first_name);
    data["id"] = format!("user:{user}").into();
    item(
        &format!("contact:user:{user}:r1"),
        "contact",
        "upsert",
        data,
    )
}

fn person(email: &str, first_name: &str) -> Value {
    json!({
        "id": "", "kind": "registered", "email": email, "firstName": first_name, "lastName": null, "phone": null,
        "company": null, "locale": null,
        "marketing": {"email": "unknown", "at": null, "source": null, "text": null}, "billing": null, "shipping": null, "createdAt": null,
        "revenue": [{"currency": "EUR", "currencyExponent": 2, "ordersCount": 2, "totalSpentCents": 5000,
                     "ltvCents": 5000, "aovCents": 2500}], "fingerprint": null,
    })
}

pub fn category(id: u32, name: &str) -> Value {
    let data =
        json!({"id": id.to_string(), "name": name, "slug": "slug", "parentId": null, "url": null});
    item(&format!("category:{id}:r1"), "category", "upsert", data)
}

pub fn product(id: u32, title: &str) -> Value {
    let id = id.to_string();
    let data = json!({
        "provider": "woocommerce", "id": id, "type": "simple", "title": title, "sku": "SKU", "url": null,
        "imageUrl": null, "shortDescription": null, "includeInOnlineStore": true, "currency": "EUR",
        "currencyExponent": 2, "priceCents": 1290, "categoryIds": ["18"],
        "variants": [{"id": id, "parentId": id, "title": title, "sku": null, "url": null, "imageUrl": null,
            "priceCents": 1290, "regularPriceCents": 1490, "salePriceCents": null, "stockStatus": "in_stock",
            "stockQuantity": -2, "attributes": [{"name": "Size", "value": ""}]}],
        "createdAt": READ, "modifiedAt": null, "fingerprint": null,
    });
    item(&format!("product:{id}:r1"), "product", "upsert", data)
}

pub fn unavailable(id: u32) -> Value {
    let data = json!({"provider": "woocommerce", "id": id.to_string(), "includeInOnlineStore": false,
                      "reason": "not published"});
    item(
        &format!("product_unavailable:{id}:r2"),
        "product_unavailable",
        "update",
        data,
    )
}

pub fn order(id: u32, status: &str) -> Value {
    let data = json!({
        "id": id.to_string(), "number": id.to_string(), "source": "External", "subType": "WooCommerce",
        "status": status, "originalStatus": "processing", "currency": "EUR", "currencyExponent": 2,
        "pricesIncludeTax": true, "createdVia": "checkout", "isRenewal": false, "cartId": null,
        "contact": {"id": "guest:ann@example.com", "email": "ann@example.com"}, "billingEmail": "ann@example.com",
        "billing": {"firstName": "Ann", "lastName": null, "company": null, "address1": null, "address2": null,
            "city": null, "state": null, "postcode": null, "country": "DE", "phone": null},
        "shipping": null, "placedAt": "2026-04-01T10:15:00.000Z", "modifiedAt": null, "paidAt": null,
        "completedAt": null, "lineItems": [line()], "subtotalCents": 5000, "discountCents": 0, "shippingCents": 490,
        "feeCents": -100, "taxCents": 800, "totalCents": 123456, "refundedCents": 0, "transactionIds": null, "coupons": ["SPRING"],
        "paymentMethod": "bacs", "paymentMethodTitle": "Bank transfer", "fingerprint": null,
    });
    item(&format!("order:{id}:r1"), "order", "upsert", data)
}

pub fn payment(order: u32) -> Value {
    let data = json!({
        "id": format!("payment:{order}"), "orderId": order.to_string(), "kind": "payment", "full": false,
        "currency": "JPY", "currencyExponent": 0, "amountCents": 5000, "paymentMethod": "bacs",
        "paymentMethodTitle": null, "providerTransactionId": null, "reason": null, "movedAt": READ, "lineItems": [],
    });
    item(
        &format!("transaction:payment:{order}:r1"),
        "transaction",
        "upsert",
        data,
    )
}

fn line() -> Value {
    json!({"provider": "woocommerce", "providerProductId": "101", "providerVariantId": "102", "title": "Coffee Beans",
        "quantity": 2, "priceCents": 2500, "id": "7", "sku": null, "quantityDecimal": null, "subtotalCents": 5000,
        "discountCents": 0, "taxCents": 800, "totalCents": 5000})
}

/// One of each event.
pub fn happened() -> Vec<Value> {
    let orders = [
        "order_placed",
        "payment_received",
        "order_fulfilled",
        "order_cancelled",
        "order_refunded",
    ];
    let others = [
        "cart_started",
        "cart_cleared",
        "checkout_started",
        "stock_changed",
        "marketing_subscribed",
        "back_in_stock_withdrawn",
    ];
    let orders = orders.map(|topic| order_event(501, topic));
    let others = others.map(|topic| event(&format!("ecommerce.{topic}")));
    orders.into_iter().chain(others).collect()
}

pub fn order_event(id: u32, topic: &str) -> Value {
    let refund = json!({"id": "629", "amountCents": 2500, "full": false, "reason": null, "refundedAt": READ,
        "lineItems": [line()]});
    let data = json!({
        "name": format!("ecommerce.{topic}"), "orderId": id.to_string(), "orderedAt": READ, "lineItems": [line()],
        "number": id.to_string(), "status": "Pending", "originalStatus": "processing", "currency": "EUR",
        "currencyExponent": 2, "pricesIncludeTax": true, "subtotalCents": 5000, "discountCents": 0,
        "shippingCents": 490, "feeCents": 0, "taxCents": 800, "totalCents": 123456, "coupons": ["SPRING"],
        "isRenewal": false, "createdVia": "checkout", "paymentMethod": "bacs", "paymentMethodTitle": "Bank transfer",
        "paidAt": null, "contact": {"id": "guest:ann@example.com", "email": "ann@example.com"},
        "billingEmail": "ann@example.com", "cartId": null,
        "refund": if topic == "order_refunded" { refund } else { Value::Null },
    });
    item(&format!("event:{topic}:{id}"), "event", "create", data)
}

/// An event of no order.
pub fn event(name: &str) -> Value {
    let contact = json!({"id": "user:12", "email": "ann@example.com"});
    let data = match name {
        "ecommerce.stock_changed" => {
            json!({"name": name, "provider": "woocommerce", "id": "102", "parent_id": "101",
            "stockStatus": "out_of_stock", "stockQuantity": -3})
        }
        "ecommerce.marketing_subscribed" => json!({"name": name, "contact": contact,
            "marketing": {"email": "subscribed", "at": READ, "source": "checkout", "text": "Send me news."}}),
        "ecommerce.back_in_stock_withdrawn" => json!({"name": name, "provider": "woocommerce",
            "providerProductId": "501", "providerVariantId": "501", "email": "ann@example.com", "withdrawnAt": READ}),
        _ => json!({
            "name": name, "cartId": "c1", "startedAt": READ, "lineItems": [line()], "currency": "EUR",
            "currencyExponent": 2, "pricesIncludeTax": true, "subtotalCents": 5000, "discountCents": 0,
            "taxCents": 800, "totalCents": 5800, "coupons": [],
            "recoveryUrl": "https://shop.example/cart/?storewire_cart=x",
            "contact": contact,
        }),
    };
    item(&format!("event:{name}:1"), "event", "create", data)
}

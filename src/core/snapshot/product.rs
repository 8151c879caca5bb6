//! Products and their variations.

use crate::read::field::{Flag, Int, List, Text};
use crate::read::snapshot;
use crate::snapshot::Category;
use crate::snapshot::run::map_call;
use alloc::boxed::Box;

map_call! {
    /// A product, its variations and its categories, to be mapped.
    MapProduct: Product
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

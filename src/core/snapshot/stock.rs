//! Changes of stock.

use crate::read::field::{Flag, Text};
use crate::read::snapshot;
use crate::snapshot::fact::fact;
use alloc::boxed::Box;

fact! {
    /// A change of what is in stock. Its key is needed.
    StockFact {
        /// The stock, as it was then.
        snapshot / "snapshot": Box<Stock>,
    }
}

snapshot! {
    /// How many there are of a product or variation.
    Stock {
        /// Its id.
        id / "id": Text,
        /// Id of the product, for a variation; "0" for a product.
        parent_id / "parentId": Text,
        /// WooCommerce type of the product, for a variation that of its parent.
        kind / "type": Text,
        /// Post status.
        status / "status": Text,
        /// Post status of the product, for a variation.
        parent_status / "parentStatus": Text,
        /// Whether the product's page asks for a password.
        needs_password / "needsPassword": Flag,
        /// Whether stock is counted.
        manage_stock / "manageStock": Flag,
        /// Units in stock, a decimal; missing where stock is not counted.
        stock_quantity / "stockQuantity": Text,
        /// `instock`, `outofstock` or `onbackorder`.
        stock_status / "stockStatus": Text,
    }
}

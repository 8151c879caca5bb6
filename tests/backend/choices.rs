//! What an owner chooses: what to import (C6) and what to keep in sync (C7).

use serde::{Deserialize, Serialize};

/// Both sets of choices. Whatever is not said is on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Choices {
    /// What the first sync brings.
    pub imports: Imports,
    /// What follows.
    pub sync: Toggles,
}

macro_rules! switches {
    ($(#[$doc:meta])* $name:ident { $($field:ident / $key:literal / $label:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(default)]
        pub struct $name { $(#[doc = $label] #[serde(rename = $key)] pub $field: bool,)+ }

        impl Default for $name {
            fn default() -> Self {
                Self { $($field: true,)+ }
            }
        }

        impl $name {
            /// Key, label and state of each switch, in the order in which people see them.
            pub fn each(&self) -> Vec<(&'static str, &'static str, bool)> {
                vec![$(($key, $label, self.$field),)+]
            }

            /// Reads each switch by its key.
            pub fn read(mut is_on: impl FnMut(&str) -> bool) -> Self {
                Self { $($field: is_on($key),)+ }
            }
        }
    };
}

switches! {
    /// C6: what to import after approval.
    Imports {
        contacts / "contacts" / "Contacts",
        orders / "orders" / "Orders",
        transactions / "transactions" / "Transactions",
        products / "products" / "Products",
    }
}

switches! {
    /// C7: what to keep in sync afterwards.
    Toggles {
        contacts / "contacts" / "Contact Sync",
        orders / "orders" / "Order Sync",
        transactions / "transactions" / "Transaction Sync",
        products / "products" / "Product Sync",
        order_received / "orderReceivedTrigger" / "Order Received Trigger",
        payment_received / "paymentReceivedTrigger" / "Payment Received Trigger",
    }
}

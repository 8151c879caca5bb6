//! What an owner chooses: what to import (C6) and what to keep in sync (C7).

use serde::{Deserialize, Serialize};

/// Both sets of choices. Whatever is not said is on, but for deletions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Choices {
    /// What the first sync brings.
    pub imports: Imports,
    /// What follows.
    pub sync: Toggles,
}

macro_rules! switches {
    ($(#[$doc:meta])* $name:ident { $($field:ident / $key:literal / $label:literal / $default:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(default)]
        pub struct $name { $(#[doc = $label] #[serde(rename = $key)] pub $field: bool,)+ }

        impl Default for $name {
            fn default() -> Self {
                Self { $($field: $default,)+ }
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
        contacts / "contacts" / "Contacts" / true,
        orders / "orders" / "Orders" / true,
        transactions / "transactions" / "Transactions" / true,
        products / "products" / "Products" / true,
    }
}

switches! {
    /// C7: what to keep in sync afterwards; S8: whether what is deleted in the store is deleted here.
    Toggles {
        contacts / "contacts" / "Contact Sync" / true,
        orders / "orders" / "Order Sync" / true,
        transactions / "transactions" / "Transaction Sync" / true,
        products / "products" / "Product Sync" / true,
        order_received / "orderReceivedTrigger" / "Order Received Trigger" / true,
        payment_received / "paymentReceivedTrigger" / "Payment Received Trigger" / true,
        deletions / "deletions" / "Deletion Sync" / false,
    }
}

//! An order as a purchase: who bought what, and whether it stands.

use crate::time::{Millis, millis};
use serde::Deserialize;
use std::collections::BTreeSet;

/// What of an order matters here; its shape was checked when it came.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Order {
    /// Its id.
    pub id: String,
    /// What the store calls it.
    pub number: String,
    /// `Completed`, `Cancelled` or `Pending`.
    pub status: String,
    /// WooCommerce's own word.
    pub original_status: Option<String>,
    /// When it was placed.
    pub placed_at: Option<String>,
    /// When it was paid.
    pub paid_at: Option<String>,
    /// ISO 4217, or what the shop made up.
    pub currency: Option<String>,
    /// How many decimals that has.
    pub currency_exponent: Option<u32>,
    /// What it cost.
    pub total_cents: Option<i64>,
    /// What was given back of that.
    pub refunded_cents: Option<i64>,
    /// Its product lines.
    pub line_items: Vec<Line>,
    contact: Option<Contact>,
}

/// A product line.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Line {
    /// The product.
    pub provider_product_id: String,
    /// The variation, or the product itself.
    pub provider_variant_id: String,
    /// As it was sold.
    pub title: String,
    /// Units; negative where they came back.
    pub quantity: Option<i64>,
}

impl Line {
    /// Units; 0 where nobody knows.
    pub fn units(&self) -> i64 {
        self.quantity.unwrap_or_default()
    }
}

#[derive(Clone, Debug, Deserialize)]
struct Contact {
    email: String,
}

impl Order {
    /// Reads a record.
    pub fn read(data: &str) -> Option<Self> {
        serde_json::from_str(data).ok()
    }

    /// Who bought; empty where nobody knows.
    pub fn email(&self) -> &str {
        self.contact.as_ref().map_or("", |contact| &contact.email)
    }

    /// When it was placed.
    pub fn placed(&self) -> Millis {
        self.placed_at
            .as_deref()
            .and_then(millis)
            .unwrap_or_default()
    }

    /// Whether it is a purchase: not cancelled, and not all given back.
    pub fn stands(&self) -> bool {
        self.status != "Cancelled" && self.original_status.as_deref() != Some("refunded")
    }

    /// Ids of what whoever bought it waits for no longer: each variant, and the product for those who wait for any.
    pub fn wanted(&self) -> BTreeSet<&String> {
        // Who brings something back has not bought it.
        let lines = self.line_items.iter().filter(|line| line.units() >= 0);
        lines
            .flat_map(|line| [&line.provider_variant_id, &line.provider_product_id])
            .collect()
    }

    /// The lines of a product, or only those of one variant of it; lines without units are none.
    pub fn lines<'a>(
        &'a self,
        product_id: &'a str,
        variant_id: Option<&'a str>,
    ) -> impl Iterator<Item = &'a Line> {
        self.line_items.iter().filter(move |line| {
            line.units() > 0
                && line.provider_product_id == product_id
                && variant_id.is_none_or(|variant| line.provider_variant_id == variant)
        })
    }
}

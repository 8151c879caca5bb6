//! What somebody has bought, from their orders: the formulas of S11, which the store works out only for accounts.

use super::order::Order;
use storewire_core::value::decimal::rounded;

/// Sums of one currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revenue {
    /// ISO 4217.
    pub currency: String,
    /// How many decimals that has.
    pub exponent: u32,
    /// Orders that count: paid, and not cancelled or all given back.
    pub orders: i64,
    /// Their totals less what was given back.
    pub spent_cents: i64,
}

impl Revenue {
    /// What an order is worth on average.
    pub fn average_cents(&self) -> i64 {
        rounded(self.spent_cents, self.orders)
    }
}

/// Sums up orders for each currency, sorted by code.
pub fn of(orders: &[Order]) -> Vec<Revenue> {
    let mut sums: Vec<Revenue> = Vec::new();
    for order in orders {
        if order.paid_at.is_none() || !order.stands() {
            continue;
        }
        // An order of which this is not known is in nobody's sum.
        let (Some(currency), Some(exponent), Some(total)) =
            (&order.currency, order.currency_exponent, order.total_cents)
        else {
            continue;
        };
        let spent = total.saturating_sub(order.refunded_cents.unwrap_or_default());
        match sums.iter_mut().find(|sum| sum.currency == *currency) {
            Some(sum) => {
                sum.orders += 1;
                sum.spent_cents = sum.spent_cents.saturating_add(spent);
            }
            None => sums.push(Revenue {
                currency: currency.clone(),
                exponent,
                orders: 1,
                spent_cents: spent,
            }),
        }
    }
    sums.sort_by(|left, right| left.currency.cmp(&right.currency));
    sums
}

//! Back in stock (B4, K3): when somebody who waits is told, and when that is over.
//!
//! A request is told of once: `waiting` → `notified` (`ecommerce.back_in_stock`) → `sold_out`
//! (`ecommerce.back_in_stock_out_of_stock`). Stock that comes and goes any number of times after that tells nobody
//! anything; whoever still wants the product asks again. Buying it ends a request wherever it is.
//!
//! Withdrawing it (K4) ends it likewise, and nobody is told of it any more.
//!
//! What a store reports is in its own time and may arrive late: a report that is older than what is known says nothing.

use crate::time::Millis;

/// What is known of one variant's stock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Level {
    /// Whether it can be bought: in stock, or on backorder, as WooCommerce's own stock notifications have it.
    pub available: bool,
    /// Since when, as far as is known.
    pub since: Millis,
    /// The moment of the newest report.
    pub as_of: Millis,
}

impl Level {
    /// The level after a report; none where the report is older than what is known.
    pub fn reported(known: Option<Self>, at: Millis, available: bool) -> Option<Self> {
        match known {
            Some(known) if at < known.as_of => None,
            Some(known) if available == known.available => Some(Self { as_of: at, ..known }),
            _ => Some(Self {
                available,
                since: at,
                as_of: at,
            }),
        }
    }
}

/// How far a request is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Nobody was told yet.
    Waiting,
    /// The shopper was told that the product is back at this moment, and the sequence runs.
    Notified(Millis),
    /// It sold out again after that.
    SoldOut,
    /// The shopper bought it.
    Bought,
    /// The shopper withdrew it.
    Withdrawn,
}

impl State {
    /// Whether anything can still come of it.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Waiting | Self::Notified(_))
    }
}

/// One shopper's request for one variant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    /// When the shopper asked.
    pub requested_at: Millis,
    /// In the store's time: reports of earlier moments say nothing about this request.
    pub after: Millis,
    /// How far it is.
    pub state: State,
}

/// What is triggered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trigger {
    /// `ecommerce.back_in_stock`, with the moment since when.
    BackInStock(Millis),
    /// `ecommerce.back_in_stock_out_of_stock`, with both moments.
    OutOfStock(Millis, Millis),
}

/// When a shopper asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// The store says when, in its own time.
    At(Millis),
    /// Nobody says, so it was now.
    Now(Millis),
}

/// Whether a request is one that is there already: something still waits, or the store sends the same request again. What
/// was withdrawn is not there: whatever comes after that is new.
pub fn is_repeated(entries: &[Entry], asked: Asked) -> bool {
    entries.iter().any(|entry| match (entry.state, asked) {
        (State::Waiting, _) => true,
        (State::Withdrawn, _) => false,
        (_, Asked::At(moment)) => moment <= entry.requested_at,
        (_, Asked::Now(_)) => false,
    })
}

impl Entry {
    /// A new request. One that arrives late, after the store has said that the product is back, is told of at once.
    pub fn new(asked: Asked, level: Option<Level>) -> (Self, Option<Trigger>) {
        let known = level.map_or(Millis::MIN, |level| level.as_of);
        let (requested_at, after) = match asked {
            Asked::At(moment) => (moment, moment),
            // Our clock and the store's may differ, so what counts is what comes after what we know.
            Asked::Now(moment) => (moment, known),
        };
        let mut entry = Self {
            requested_at,
            after,
            state: State::Waiting,
        };
        let trigger = match (asked, level) {
            (Asked::At(_), Some(level)) if level.since >= after => {
                entry.report(level.since, level.available)
            }
            (Asked::At(_), Some(level)) => entry.report(level.as_of, level.available),
            _ => None,
        };
        (entry, trigger)
    }

    /// Takes a report that is news.
    pub fn report(&mut self, at: Millis, available: bool) -> Option<Trigger> {
        match self.state {
            State::Waiting if available && at >= self.after => {
                self.state = State::Notified(at);
                Some(Trigger::BackInStock(at))
            }
            State::Notified(back) if !available => {
                self.state = State::SoldOut;
                Some(Trigger::OutOfStock(back, at))
            }
            _ => None,
        }
    }

    /// Takes a withdrawal; whether that ends the request.
    pub fn withdrawn(&mut self) -> bool {
        let ends = self.state.is_open();
        if ends {
            self.state = State::Withdrawn;
        }
        ends
    }

    /// Takes a purchase of the same variant by the same shopper; whether that ends the request.
    pub fn bought(&mut self, at: Millis) -> bool {
        let ends = self.state.is_open() && at >= self.requested_at;
        if ends {
            self.state = State::Bought;
        }
        ends
    }
}

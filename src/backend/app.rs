//! The state that all handlers share.

use crate::store::Store;
use crate::testing::contract::Contract;
use crate::testing::faults::Faults;
use crate::testing::traffic::Traffic;
use crate::time::{Calendar, Clock};
use std::sync::Arc;

/// What every handler can reach.
#[derive(Clone)]
pub struct App {
    /// The database.
    pub store: Store,
    /// The time.
    pub clock: Clock,
    /// The time by which reminders come due.
    pub calendar: Calendar,
    /// The server's own key.
    pub key: Arc<str>,
    /// `http://host:port`, where owners reach the pages.
    pub public_url: Arc<str>,
    /// Faults that were switched on (B7).
    pub faults: Faults,
    /// What came in lately, where the test API is on.
    pub traffic: Option<Traffic>,
    /// Checks traffic against openapi.yaml, where asked for.
    pub contract: Option<Arc<Contract>>,
}

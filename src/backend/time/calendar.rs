//! The time by which reminders come due. A test may set it ahead, so that nobody has to wait for a month; sessions and
//! signatures keep the real time.

use super::{Clock, Millis};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// A clock that can be set ahead.
#[derive(Clone)]
pub struct Calendar {
    clock: Clock,
    ahead: Arc<AtomicI64>,
}

impl Calendar {
    /// A calendar that goes by a clock.
    pub fn of(clock: Clock) -> Self {
        Self {
            clock,
            ahead: Arc::default(),
        }
    }

    /// Now.
    pub fn now(&self) -> Millis {
        self.clock.now().saturating_add(self.ahead())
    }

    /// How far it is ahead of the clock.
    pub fn ahead(&self) -> Millis {
        self.ahead.load(Ordering::SeqCst)
    }

    /// Sets it ahead of the clock by so much; 0 is the clock's own time.
    pub fn set_ahead(&self, ahead: Millis) {
        self.ahead.store(ahead, Ordering::SeqCst);
    }
}

//! Time: the clock that everything goes by, and the calendar of what comes due.

mod calendar;
mod clock;

pub use calendar::Calendar;
pub use clock::{Clock, Millis, iso, millis};

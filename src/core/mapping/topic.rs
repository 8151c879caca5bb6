//! Topics of facts: the event's name without its `ecommerce.`. The host files what happened under them, and they are part of
//! the events' ids.

pub(crate) const CART_STARTED: &str = "cart_started";
pub(crate) const CART_CLEARED: &str = "cart_cleared";
pub(crate) const CHECKOUT_STARTED: &str = "checkout_started";
pub(crate) const ORDER_PLACED: &str = "order_placed";
pub(crate) const PAYMENT_RECEIVED: &str = "payment_received";
pub(crate) const ORDER_FULFILLED: &str = "order_fulfilled";
pub(crate) const ORDER_CANCELLED: &str = "order_cancelled";
pub(crate) const ORDER_REFUNDED: &str = "order_refunded";
pub(crate) const STOCK_CHANGED: &str = "stock_changed";
pub(crate) const MARKETING_SUBSCRIBED: &str = "marketing_subscribed";
pub(crate) const BACK_IN_STOCK_WITHDRAWN: &str = "back_in_stock_withdrawn";

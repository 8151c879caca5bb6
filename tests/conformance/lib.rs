//! One suite, every host.

//! What holds for every value, not just for those of the golden cases. `STOREWIRE_DEEP=1` tries ten times as many.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod laws {
    pub mod inventory;
    pub mod money;
    pub mod reading;
    pub mod replies;
    pub mod settling;
    pub mod tables;
    pub mod time;
    pub mod url;

    pub fn config() -> proptest::test_runner::Config {
        let deep = std::env::var_os("STOREWIRE_DEEP").is_some();
        proptest::test_runner::Config {
            cases: if deep { 20_000 } else { 2_000 },
            failure_persistence: None,
            ..Default::default()
        }
    }
}

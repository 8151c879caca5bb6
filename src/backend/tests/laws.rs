//! What holds for every course of events, not just for those of the other tests. `STOREWIRE_DEEP=1` tries ten times as
//! many.

mod replenishment;
mod stories;
mod waitlist;

fn config() -> proptest::test_runner::Config {
    let deep = std::env::var_os("STOREWIRE_DEEP").is_some();
    proptest::test_runner::Config {
        cases: if deep { 40_000 } else { 4_000 },
        failure_persistence: None,
        ..Default::default()
    }
}

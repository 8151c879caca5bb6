//! E5: the calendar, against the `time` crate, and against counting days one by one.

use super::config;
use proptest::prelude::*;
use storewire_core::value::time::{Moment, parse_http_date};
use time::OffsetDateTime;
use time::macros::format_description;

const FIRST: i64 = -62_135_596_800;
const LAST: i64 = 253_402_300_799;

fn written(moment: Moment) -> String {
    serde_json::to_string(&moment)
        .unwrap()
        .trim_matches('"')
        .to_string()
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_moment_is_written_as_iso_8601(millis in FIRST * 1000..=LAST * 1000 + 999) {
        let format = format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:3]Z");
        let expected = OffsetDateTime::from_unix_timestamp_nanos(i128::from(millis) * 1_000_000).unwrap();
        prop_assert_eq!(written(Moment::from_millis(millis).unwrap()), expected.format(&format).unwrap());
    }

    #[test]
    fn seconds_come_back(seconds in FIRST..=LAST) {
        prop_assert_eq!(Moment::from_seconds(seconds).unwrap().seconds(), seconds);
    }

    #[test]
    fn no_moment_lies_outside_of_the_calendar(seconds: i64) {
        prop_assert_eq!(Moment::from_seconds(seconds).is_some(), (FIRST..=LAST).contains(&seconds));
    }

    #[test]
    fn an_http_date_is_read(seconds in FIRST..=LAST) {
        let format = format_description!("[weekday repr:short], [day] [month repr:short] [year] [hour]:[minute]:[second] GMT");
        let text = OffsetDateTime::from_unix_timestamp(seconds).unwrap().format(&format).unwrap();
        prop_assert_eq!(parse_http_date(&text), Some(seconds));
    }

    #[test]
    fn any_text_is_an_http_date_or_none(text in "\\PC{0,40}|[A-Z][a-z]{2}, [0-9]{2} (Jan|Feb) [0-9]{4} [0-9:]{8} GMT") {
        let _ = parse_http_date(&text);
    }
}

/// Every day of the calendar with `STOREWIRE_DEEP=1`, else those of every 40th year.
#[test]
fn days_follow_one_another() {
    let deep = std::env::var_os("STOREWIRE_DEEP").is_some();
    let mut seconds = FIRST;
    for year in 1..=9999u32 {
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let lengths = [
            31,
            if leap { 29 } else { 28 },
            31,
            30,
            31,
            30,
            31,
            31,
            30,
            31,
            30,
            31,
        ];
        for (month, length) in (1..).zip(lengths) {
            for day in 1..=length {
                if deep || year % 40 == 0 {
                    let expected = format!("{year:04}-{month:02}-{day:02}T00:00:00.000Z");
                    assert_eq!(written(Moment::from_seconds(seconds).unwrap()), expected);
                }
                seconds += 86_400;
            }
        }
    }
    assert_eq!(seconds, LAST + 1);
}

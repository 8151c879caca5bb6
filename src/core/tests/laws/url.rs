//! C5: store URLs; and e-mail addresses.

use super::config;
use proptest::prelude::*;
use storewire_core::value::{email, url};

proptest! {
    #![proptest_config(config())]

    #[test]
    fn what_was_normalized_is_normal(
        text in " ?(?i:https?)://(www\\.)?([a-zA-Z0-9.-]{1,12}|localhost|127\\.0\\.0\\.1|\\[::1\\])(:[0-9]{0,5})?(/[a-zA-Z0-9%~/-]{0,8})? ?|\\PC{0,30}",
    ) {
        if let Ok(first) = url::parse(&text) {
            let second = url::parse(&first.url).unwrap();
            prop_assert_eq!(&second.url, &first.url);
            prop_assert_eq!(&second.identity, &first.identity);
            prop_assert!(second.notes.is_empty());
            prop_assert!(first.url.starts_with("https://") || first.url.starts_with("http://"));
            prop_assert!(!first.url.ends_with('/'));
            prop_assert_eq!(first.notes.is_empty(), first.url == text);
        }
    }

    #[test]
    fn a_refusal_names_at_least_one_fault(text in "\\PC{0,30}|https?://[a-z@?#:/]{0,8}") {
        if let Err(faults) = url::parse(&text) {
            prop_assert!(!faults.is_empty());
        }
    }

    #[test]
    fn the_scheme_and_www_do_not_change_the_identity(host in "[a-z][a-z0-9]{1,9}\\.localhost", path in "(/[a-z]{1,5})?") {
        let identity = |start: &str| url::parse(&format!("{start}{host}{path}")).unwrap().identity;
        prop_assert_eq!(identity("https://"), identity("http://www."));
    }

    #[test]
    fn an_address_that_was_read_reads_the_same(text in "[a-zA-Z0-9.+]{1,8}@[a-zA-Z0-9-]{1,6}(\\.[a-zA-Z0-9-]{1,4}){0,2}|\\PC{0,20}") {
        if let Some(email) = email::parse(text.clone()) {
            prop_assert_eq!(&email, &text.trim_ascii().to_ascii_lowercase());
            prop_assert_eq!(email::parse(email.clone()), Some(email));
        }
    }
}

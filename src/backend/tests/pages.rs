//! What owners see of the records: B2, S4, S6, E5.

use crate::fixtures::{again, category, guest, order, payment, product, unavailable, user};
use crate::support::{Browser, Server};

#[test]
fn b2_every_list_shows_what_came() {
    let server = Server::start();
    let plugin = server.connected();
    let gone = again(
        &unavailable(102),
        "product_unavailable:102:r2",
        "2026-05-01T00:00:00.000Z",
    );
    plugin.send(&[
        guest("ann@example.com", "Ann"),
        user(12, "bob@example.com", "Bob"),
        category(18, "Tea & Mugs"),
        product(101, "Beans"),
        product(102, "Old Beans"),
        gone,
        order(501, "Completed"),
        payment(501),
    ]);
    let mut owner = Browser::signed_in(&server, "owner@acme.test");
    for (path, shown) in [
        (
            "/contacts",
            vec!["Ann", "ann@example.com", "Guest", "Registered", "50.00 EUR"],
        ),
        (
            "/products",
            vec![
                "Beans",
                "12.90 EUR",
                "Included",
                "Unavailable",
                "not published",
            ],
        ),
        ("/categories", vec!["Tea &amp; Mugs", "slug"]),
        (
            "/orders",
            vec![
                "#501",
                "Completed",
                "processing",
                "External",
                "WooCommerce",
                "1,234.56 EUR",
                "ann@example.com",
                "2026-04-01 10:15 UTC",
            ],
        ),
        (
            "/transactions",
            vec!["payment:501", "Payment", "#501", "5,000 JPY"],
        ),
        ("/events", vec!["An import or a sync never makes any"]),
    ] {
        let page = plain(&owner.get(path).body);
        for text in shown {
            assert!(page.contains(text), "{path}: {text} is not in {page}");
        }
    }
}

#[test]
fn lists_are_searched_filtered_and_paged() {
    let server = Server::start();
    let plugin = server.connected();
    let orders: Vec<_> = (1..=120)
        .map(|id| order(id, if id % 2 == 0 { "Completed" } else { "Pending" }))
        .collect();
    plugin.send(&orders);
    let mut owner = Browser::signed_in(&server, "owner@acme.test");
    let rows = |page: &str| page.matches("<tr>").count() - 1;
    let first = owner.get("/orders").body;
    assert_eq!((rows(&first), first.contains("Page 1 of 3")), (50, true));
    assert_eq!(rows(&owner.get("/orders?page=3").body), 20);
    assert_eq!(rows(&owner.get("/orders?filter=Completed&page=2").body), 10);
    assert_eq!(rows(&owner.get("/orders?search=120").body), 1);
    let none = owner.get("/orders?search=%25%27%22%3Cx").body;
    assert!(
        none.contains("Nothing matches") && none.contains("%&#39;&quot;&lt;x")
            || none.contains("%'&quot;&lt;x")
    );
    for odd in [
        "?page=0",
        "?page=-1",
        "?page=99999999999",
        "?page=4294967295",
        "?filter=x&search=%00",
    ] {
        assert_eq!(owner.get(&format!("/orders{odd}")).status, 200, "{odd}");
    }
}

#[test]
fn what_a_store_sends_is_shown_as_text() {
    let server = Server::start();
    let plugin = server.connected();
    let attack = "<script>alert(1)</script>\"'";
    plugin.send(&[
        guest("ann@example.com", attack),
        category(1, attack),
        product(1, attack),
    ]);
    let mut owner = Browser::signed_in(&server, "owner@acme.test");
    for path in [
        "/contacts",
        "/categories",
        "/products",
        "/products?search=%3Cscript%3E&filter=%22",
    ] {
        let page = owner.get(path).body;
        assert!(!page.contains("<script>"), "{path}");
    }
    assert!(owner.get("/categories").body.contains("&lt;script&gt;"));
}

#[test]
fn a_company_sees_only_its_own_records() {
    let server = Server::start();
    server.connected().send(&[category(1, "Secret Blend")]);
    let mut owner = Browser::signed_in(&server, "owner@acme.test");
    assert!(owner.get("/categories").body.contains("Secret Blend"));
    let switched = owner.submit(
        "/categories",
        "/company",
        &[("company", "beta-tea"), ("next", "/categories")],
    );
    assert_eq!(switched.location, "/categories");
    let page = owner.get("/categories").body;
    assert!(!page.contains("Secret Blend") && page.contains("No categories yet"));
    let mut admin = Browser::signed_in(&server, "admin@acme.test");
    let token = admin.form_token("/categories");
    admin.post(
        "/company",
        &[("form_token", &token), ("company", "beta-tea")],
    );
    assert!(
        admin.get("/categories").body.contains("Secret Blend"),
        "who is nobody there stays here"
    );
}

#[test]
fn every_page_asks_to_sign_in_first_and_then_goes_on() {
    let server = Server::start();
    let pages = [
        "/contacts",
        "/products",
        "/categories",
        "/orders",
        "/transactions",
        "/events",
        "/settings/integrations",
        "/settings/faults",
    ];
    for path in pages {
        let reply = Browser::new(&server).get(path);
        assert_eq!(reply.status, 303, "{path}");
        assert!(reply.location.starts_with("/sign-in?next="), "{path}");
    }
    assert_eq!(Browser::new(&server).get("/nowhere").status, 404);
    assert_eq!(Browser::new(&server).get("/style.css").status, 200);
}

/// A page's text without tags.
fn plain(page: &str) -> String {
    let mut text = String::new();
    let mut is_tag = false;
    for c in page.chars() {
        match c {
            '<' => is_tag = true,
            '>' => is_tag = false,
            c if !is_tag => text.push(c),
            _ => {}
        }
    }
    text
}

//! C4: the connection that begins at the backend.

use crate::support::{Browser, MINUTE, STORE, Server, VERIFIER, introduction};
use serde_json::json;

const PATH: &str = "/settings/integrations/connect";

fn draft(owner: &mut Browser, fields: &[(&str, &str)]) -> String {
    let mut all = vec![("url", "HTTPS://127.0.0.1:9/"), ("step", "approve")];
    all.extend(fields);
    let sent = owner.submit(PATH, PATH, &all);
    let target = format!("{STORE}/wp-admin/admin.php?page=storewire&storewire_draft=");
    sent.location
        .strip_prefix(&target)
        .expect("the plugin's screen")
        .to_owned()
}

#[test]
fn c4_from_the_stores_url_to_the_choices_in_the_plugin() {
    let server = Server::start();
    let mut owner = Browser::signed_in(&server, "owner@acme.test");
    let next = owner.submit(PATH, PATH, &[("url", "HTTPS://127.0.0.1:9/")]);
    assert_eq!(next.status, 200);
    for shown in [
        "Step 2 of 2",
        "What should come from https://127.0.0.1:9?",
        "Transactions",
        "Payment Received Trigger",
    ] {
        assert!(next.body.contains(shown), "{shown} is not on the page");
    }
    assert!(
        next.body.contains("role=\"status\""),
        "what was normalized is said (C5)"
    );
    let draft = draft(
        &mut owner,
        &[("imports.orders", "on"), ("sync.products", "on")],
    );

    let mut body = introduction(STORE);
    body["draftId"] = draft.into();
    let begun = server.post("/api/woocommerce/connections", &body);
    assert_eq!(begun.status, 201, "{}", begun.body);
    let id = begun.json()["connectionId"].as_str().unwrap().to_owned();
    let page = owner.get(&format!("/authorize/{id}")).body;
    assert!(
        page.contains("name=\"imports.orders\" checked")
            && !page.contains("name=\"imports.products\" checked")
    );
    let approve = [
        ("company", "acme-coffee"),
        ("decision", "approve"),
        ("imports.orders", "on"),
        ("sync.products", "on"),
    ];
    let path = format!("/authorize/{id}");
    let approved = owner.submit(&path, &path, &approve);
    let code = approved.location.split_once("code=").unwrap().1;
    let given = server.exchange(&id, VERIFIER, code).json();
    let imports =
        json!({"contacts": false, "orders": true, "transactions": false, "products": false});
    assert_eq!(
        (given["imports"].clone(), given["sync"]["products"].clone()),
        (imports, json!(true))
    );
}

#[test]
fn c4_the_company_where_it_began_is_chosen_already() {
    let server = Server::start();
    let mut owner = Browser::signed_in(&server, "owner@acme.test");
    owner.submit(PATH, "/company", &[("company", "beta-tea"), ("next", PATH)]);
    let draft = draft(&mut owner, &[]);
    owner.submit(
        PATH,
        "/company",
        &[("company", "acme-coffee"), ("next", PATH)],
    );
    let mut body = introduction(STORE);
    body["draftId"] = draft.into();
    let id = server.post("/api/woocommerce/connections", &body).json()["connectionId"]
        .as_str()
        .unwrap()
        .to_owned();
    let page = owner.get(&format!("/authorize/{id}")).body;
    assert!(
        page.contains("value=\"beta-tea\" required checked"),
        "{page}"
    );
}

#[test]
fn c4_a_draft_is_for_one_store_and_a_quarter_of_an_hour() {
    let server = Server::start();
    let mut owner = Browser::signed_in(&server, "owner@acme.test");
    let draft = draft(&mut owner, &[]);
    let begin = |store: &str| {
        let mut body = introduction(store);
        body["draftId"] = draft.clone().into();
        server.post("/api/woocommerce/connections", &body)
    };
    assert_eq!(begin("https://evil.example").status, 422);
    assert_eq!(begin(STORE).status, 201);
    server.advance(15 * MINUTE);
    let late = begin(STORE);
    assert_eq!(late.status, 422);
    assert!(
        late.json()["issues"][0]
            .as_str()
            .unwrap()
            .starts_with("draftId: it has expired")
    );
}

#[test]
fn c5_the_owner_reads_what_is_wrong_with_an_address() {
    let server = Server::start();
    let mut owner = Browser::signed_in(&server, "owner@acme.test");
    for (typed, said) in [
        ("shop.example", "Start the address with https://"),
        (
            "http://shop.example",
            "The address must start with https://",
        ),
        (
            "https://ann:secret@shop.example",
            "Leave out the user name and password",
        ),
        ("https://shop.example/?a=1", "Leave out the question mark"),
        ("https://shop.example/#top", "Leave out the #"),
        ("", "Start the address with https://"),
    ] {
        let reply = owner.submit(PATH, PATH, &[("url", typed)]);
        assert_eq!(reply.status, 422, "{typed}");
        assert!(reply.body.contains(said), "{typed}: {said}");
        let straight_to_approval = owner.submit(PATH, PATH, &[("url", typed), ("step", "approve")]);
        assert_eq!(straight_to_approval.status, 422, "{typed}");
    }
}

#[test]
fn c2_a_member_cannot_begin_one() {
    let server = Server::start();
    let mut member = Browser::signed_in(&server, "member@acme.test");
    assert_eq!(member.get(PATH).status, 403);
}

#[test]
fn c8_reconnect_begins_with_the_stores_url_and_its_choices() {
    let server = Server::start();
    server.connected();
    let mut owner = Browser::signed_in(&server, "owner@acme.test");
    let page = owner.get("/settings/integrations").body;
    let link = page
        .split_once(&format!("{PATH}?store="))
        .unwrap()
        .1
        .split('"')
        .next()
        .unwrap()
        .to_owned();
    assert!(
        owner
            .get(&format!("{PATH}?store={link}"))
            .body
            .contains(&format!("value=\"{STORE}\""))
    );
    let next = owner.submit(PATH, PATH, &[("url", STORE)]).body;
    assert!(
        next.contains("name=\"imports.orders\" checked")
            && !next.contains("name=\"sync.orders\" checked")
    );
}

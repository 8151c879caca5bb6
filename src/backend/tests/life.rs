//! After connecting: heartbeat, choices, Sync Store, disconnect, reconnect (B1, C7, C8, D5).

use crate::fixtures::category;
use crate::shop::Shop;
use crate::support::{Browser, INTEGRATIONS as PAGE, MINUTE, Plugin, STORE, Server};
use serde_json::{Value, json};

#[test]
fn b1_d5_the_page_shows_how_the_store_is() {
    let server = Server::start();
    let mut owner = Browser::signed_in(&server, "owner@acme.test");
    assert!(owner.get(PAGE).body.contains("No store is connected yet"));
    let plugin = server.connected();
    plugin.heartbeat(&json!({"health": {"versions": {"plugin": "0.1.1"}, "sync": {"state": "idle", "message": ""}}}));
    server.advance(5 * MINUTE);
    let page = owner.get(PAGE).body;
    for shown in [
        "Connected",
        STORE,
        "5 minutes ago",
        "plugin 0.1.1",
        "sync state idle",
        "Sync Store",
        "Reconnect",
        "Disconnect",
    ] {
        assert!(page.contains(shown), "{shown} is not on the page");
    }
    let mut member = Browser::signed_in(&server, "member@acme.test");
    let page = member.get(PAGE).body;
    assert!(page.contains("Connected") && !page.contains("Sync Store"));
}

/// A11: a deactivated plugin says so, and every heartbeat after that says that it runs again.
#[test]
fn c8_the_page_shows_that_the_plugin_is_deactivated() {
    let server = Server::start();
    let mut owner = Browser::signed_in(&server, "owner@acme.test");
    let plugin = server.connected();
    let mut page_after = |paused: Value| {
        let mut beat = json!({"health": {}});
        if paused != Value::Null {
            beat["paused"] = paused;
        }
        assert_eq!(plugin.heartbeat(&beat).status, 200);
        owner.get(PAGE).body
    };
    let page = page_after(json!(true));
    assert!(page.contains("Paused") && page.contains("deactivated in the store"));
    assert!(page_after(json!(true)).contains("Paused"), "told twice");
    for again in [json!(false), Value::Null] {
        let page = page_after(again);
        assert!(page.contains("Connected") && !page.contains("Paused"));
        assert!(page_after(json!(true)).contains("Paused"));
    }
    plugin.post("/disconnect", &json!({}));
    let page = owner.get(PAGE).body;
    assert!(page.contains("Disconnected") && !page.contains("deactivated in the store"));
}

/// U1: what is said of a site that says where it is and where its database was.
fn copy(plugin: &Plugin, here: &str, known: &[&str], moved: bool) -> bool {
    let mut site = json!({"here": here, "known": known});
    if moved {
        site["moved"] = json!(true);
    }
    let answer = plugin
        .heartbeat(&json!({"health": {"at": here}, "site": site}))
        .json();
    answer.get("copy") == Some(&json!(true))
}

/// U1: a copy of the database knows where the original is, the original knows nothing of it.
#[test]
fn u1_of_two_databases_with_one_token_the_later_one_is_paused() {
    let server = Server::start();
    let plugin = server.connected();
    let beat = |here: &str, known: &[&str], moved: bool| {
        server.advance(MINUTE);
        copy(&plugin, here, known, moved)
    };
    assert!(!beat("old", &["old"], false));
    assert!(!beat("new", &["old", "new"], false), "it may have moved");
    assert!(!beat("old", &["old"], false), "it was first");
    assert!(beat("new", &["old", "new"], false));
    assert!(beat("new", &["old", "new"], false), "until it has answered");
    assert!(!beat("old", &["old"], false));
    let mut owner = Browser::signed_in(&server, "owner@acme.test");
    let page = owner.get(PAGE).body;
    assert!(page.contains("at old") && !page.contains("at new"));
    assert!(!beat("new", &["old", "new"], true), "the owner said so");
    assert!(beat("old", &["old"], false), "now this is the copy");
    assert!(!beat("new", &["old", "new"], false));
}

/// U1: one database at several places at once, and one that moves and never comes back, are nobody's copies.
#[test]
fn u1_web_nodes_and_stores_that_moved_are_no_copies() {
    let server = Server::start();
    let plugin = server.connected();
    let all = ["one", "two", "three"];
    for (here, known) in [
        ("one", &all[..1]),
        ("two", &all[..2]),
        ("one", &all[..2]),
        ("three", &all),
        ("one", &all),
        ("two", &all),
    ] {
        server.advance(MINUTE);
        assert!(!copy(&plugin, here, known, false), "{here}");
    }
    let plugin = server.connected();
    for (here, known) in [("one", &all[..1]), ("two", &all[..2]), ("two", &all[..2])] {
        server.advance(MINUTE);
        assert!(!copy(&plugin, here, known, false), "{here}");
    }
    // A week later nobody is at the old place, and the list there was restored from a backup.
    server.advance(8 * 24 * 60 * MINUTE);
    assert!(!copy(&plugin, "one", &["one"], false));
}

#[test]
fn c8_sync_store_is_a_command_until_it_is_done() {
    let server = Server::start();
    let plugin = server.connected();
    plugin.heartbeat(&json!({"health": {}}));
    let mut owner = Browser::signed_in(&server, "owner@acme.test");
    assert_eq!(owner.press("sync", &[]), 303);
    assert_eq!(
        owner.press("sync", &[]),
        303,
        "pressing again does not ask twice"
    );
    assert!(owner.get(PAGE).body.contains("A fresh sync was asked for"));
    let commands = plugin.heartbeat(&json!({"health": {}})).json()["commands"].clone();
    assert_eq!(commands.as_array().unwrap().len(), 1);
    assert_eq!(commands[0]["type"], "sync");
    let id = commands[0]["id"].clone();
    let again = plugin.heartbeat(&json!({"health": {}})).json();
    assert_eq!(
        again["commands"][0]["id"], id,
        "an answer that got lost costs nothing"
    );
    let done = plugin
        .heartbeat(&json!({"health": {}, "done": [id, "unknown"]}))
        .json();
    assert_eq!(done["commands"], json!([]));
}

#[test]
fn c7_choices_change_from_either_side() {
    let server = Server::start();
    let plugin = server.connected();
    let choices = |on: bool| {
        json!({
            "health": {},
            "imports": {"contacts": on, "orders": on, "transactions": on, "products": on},
            "sync": {"contacts": on, "orders": on, "transactions": on, "products": on,
                     "orderReceivedTrigger": on, "paymentReceivedTrigger": on},
        })
    };
    plugin.heartbeat(&choices(true));
    let mut owner = Browser::signed_in(&server, "owner@acme.test");
    let is_on = |owner: &mut Browser, name: &str| {
        owner
            .get(PAGE)
            .body
            .contains(&format!("name=\"{name}\" checked"))
    };
    assert!(
        is_on(&mut owner, "sync.orders"),
        "the store's own choice is shown"
    );

    assert_eq!(owner.press("choices", &[("sync.contacts", "on")]), 303);
    assert!(!is_on(&mut owner, "sync.orders"));
    let commands = plugin.heartbeat(&choices(true)).json()["commands"].clone();
    assert_eq!(commands[0]["type"], "settings");
    assert_eq!(
        (
            commands[0]["sync"]["contacts"].clone(),
            commands[0]["sync"]["orders"].clone()
        ),
        (json!(true), json!(false))
    );
    assert!(
        !is_on(&mut owner, "sync.orders"),
        "what waits for the store wins"
    );
    let mut settled = choices(false);
    settled["done"] = json!([commands[0]["id"]]);
    plugin.heartbeat(&settled);
    assert!(
        !is_on(&mut owner, "sync.contacts"),
        "afterwards the store's word counts again"
    );
    assert_eq!(server.violations("request"), Vec::<Value>::new());
}

#[test]
fn c8_disconnected_at_the_backend_the_token_is_gone_and_reconnecting_brings_a_new_one() {
    let server = Server::start();
    let plugin = server.connected();
    plugin.send(&[category(1, "A")]);
    let mut owner = Browser::signed_in(&server, "owner@acme.test");
    owner.press("sync", &[]);
    assert_eq!(owner.press("disconnect", &[]), 303);
    assert!(owner.get(PAGE).body.contains("Disconnected"));
    for path in ["/items", "/heartbeat", "/disconnect"] {
        let refused = plugin.post(path, &json!({"items": [], "health": {}}));
        assert_eq!(
            (refused.status, refused.json()["error"].clone()),
            (410, "disconnected".into()),
            "{path}"
        );
    }
    let again = server.connected();
    assert_ne!(again.token, plugin.token);
    assert_eq!(
        again.heartbeat(&json!({"health": {}})).json()["commands"],
        json!([]),
        "old requests are forgotten"
    );
    assert_eq!(plugin.heartbeat(&json!({"health": {}})).status, 410);
    assert_eq!(
        server.export("acme-coffee")["counts"]["categories"],
        1,
        "what was sent stays"
    );
}

#[test]
fn c8_disconnected_at_the_store() {
    let server = Server::start();
    let plugin = server.connected();
    plugin.heartbeat(&json!({"health": {}}));
    assert_eq!(
        plugin.post("/disconnect", &json!([])).json(),
        json!({"disconnected": true})
    );
    assert_eq!(plugin.heartbeat(&json!({"health": {}})).status, 410);
    let mut owner = Browser::signed_in(&server, "owner@acme.test");
    assert!(owner.get(PAGE).body.contains("Disconnected"));
}

#[test]
fn c3_a_new_connection_ends_the_old_token_only_when_it_is_used() {
    let server = Server::start();
    let old = server.connected();
    assert_eq!(old.heartbeat(&json!({"health": {}})).status, 200);
    let new = server.connected();
    assert_eq!(
        old.heartbeat(&json!({"health": {}})).status,
        200,
        "the new one may never arrive"
    );
    assert_eq!(
        new.post("/disconnect", &json!({})).status,
        200,
        "the owner thought better of it"
    );
    assert_eq!(old.heartbeat(&json!({"health": {}})).status, 200);
    let newer = server.connected();
    assert_eq!(newer.heartbeat(&json!({"health": {}})).status, 200);
    assert_eq!(old.heartbeat(&json!({"health": {}})).status, 410);
}

#[test]
fn c2_only_those_who_manage_the_company_can_press_buttons() {
    let server = Server::start();
    let plugin = server.connected();
    plugin.heartbeat(&json!({"health": {}}));
    let mut member = Browser::signed_in(&server, "member@acme.test");
    let mut owner = Browser::signed_in(&server, "owner@acme.test");
    let token = member.form_token(PAGE);
    let page = owner.get(PAGE).body;
    let id = page
        .split_once(&format!("action=\"{PAGE}/"))
        .unwrap()
        .1
        .split('/')
        .next()
        .unwrap()
        .to_owned();
    for button in ["sync", "choices", "disconnect"] {
        let path = format!("{PAGE}/{id}/{button}");
        assert_eq!(
            member.post(&path, &[("form_token", &token)]).status,
            403,
            "{button}"
        );
    }
    owner.submit(PAGE, "/company", &[("company", "beta-tea"), ("next", PAGE)]);
    let other_company = owner.form_token(PAGE);
    for button in ["sync", "choices", "disconnect"] {
        owner.post(
            &format!("{PAGE}/{id}/{button}"),
            &[("form_token", &other_company)],
        );
    }
    assert_eq!(
        plugin.heartbeat(&json!({"health": {}})).json()["commands"],
        json!([])
    );
}

#[test]
fn c10_a_store_that_moved_says_where_it_is() {
    let server = Server::start();
    let plugin = server.connected();
    let shop = Shop::answering("200 OK");
    let old = server.connected_at(shop.home(), "acme-coffee");
    assert_eq!(old.heartbeat(&json!({"health": {}})).status, 200);
    let moved = |store: &str, commands: &str| {
        plugin.heartbeat(&json!({"health": {}, "storeUrl": store, "commandsUrl": commands}))
    };
    for (store, commands, named) in [
        (
            "ftp://new.example",
            "https://new.example/commands",
            "storeUrl",
        ),
        ("https://new.example", "nowhere", "commandsUrl"),
        ("https://new.example", &shop.url, "commandsUrl"),
    ] {
        let refused = moved(store, commands);
        assert_eq!(refused.status, 422, "{}", refused.body);
        assert!(refused.body.contains(named), "{}", refused.body);
    }
    let mut owner = Browser::signed_in(&server, "owner@acme.test");
    assert!(owner.get(PAGE).body.contains(STORE), "nothing was changed");

    assert_eq!(moved(&format!("{}/", shop.home()), &shop.url).status, 200);
    let page = owner.get(PAGE).body;
    assert!(!page.contains(STORE) && page.contains("(moved)"), "{page}");
    let sent = server.post(
        "/test/command",
        &json!({"storeUrl": shop.home(), "command": {"type": "sync"}}),
    );
    assert_eq!(sent.json()["answers"][0]["status"], 200, "{}", sent.body);
    assert_eq!(
        shop.received().len(),
        1,
        "commands go where the store is now"
    );
    let again = server.connected_at(shop.home(), "acme-coffee");
    assert_eq!(again.heartbeat(&json!({"health": {}})).status, 200);
    assert_eq!(
        plugin.heartbeat(&json!({"health": {}})).status,
        410,
        "reconnecting at the new address is the same store"
    );
}

#[test]
fn s8_deletion_sync_is_off_until_somebody_switches_it_on() {
    let server = Server::start();
    let plugin = server.connected();
    plugin.heartbeat(&json!({"health": {}}));
    let mut owner = Browser::signed_in(&server, "owner@acme.test");
    let on = "name=\"sync.deletions\" checked";
    assert!(owner.get(PAGE).body.contains("Deletion Sync") && !owner.get(PAGE).body.contains(on));
    assert_eq!(owner.press("choices", &[("sync.deletions", "on")]), 303);
    assert!(owner.get(PAGE).body.contains(on));
    let commands = plugin.heartbeat(&json!({"health": {}})).json()["commands"].clone();
    assert_eq!(commands[0]["sync"]["deletions"], true);
}

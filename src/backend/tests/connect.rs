//! Connecting: C1, C2, C3, C6, C7, B1.

use crate::support::{Browser, MINUTE, STORE, Server, VERIFIER, challenge, introduction};
use serde_json::{Value, json};
use storewire_backend::connect::choices::Toggles;

#[test]
fn c1_c3_from_the_plugins_request_to_its_token() {
    let server = Server::start();
    let begun = server.post("/api/woocommerce/connections", &introduction(STORE));
    assert_eq!(begun.status, 201);
    let id = begun.json()["connectionId"].as_str().unwrap().to_owned();
    assert_eq!(
        begun.json()["authorizeUrl"],
        format!("{}/authorize/{id}", server.base)
    );
    assert_eq!(begun.json()["expiresAt"], "2026-04-02T00:15:00.000Z");
    assert_eq!(server.state(&id), "pending");
    assert_eq!(
        server.exchange(&id, VERIFIER, "code").status,
        409,
        "nobody has approved"
    );

    let mut owner = Browser::new(&server);
    let authorize = format!("/authorize/{id}");
    let asked = owner.get(&authorize);
    assert_eq!(
        (asked.status, asked.location),
        (303, format!("/sign-in?next=%2Fauthorize%2F{id}"))
    );
    let fields = [
        ("email", "Owner@Acme.test "),
        ("password", "storewire"),
        ("next", &authorize),
    ];
    let signed_in = owner.submit("/sign-in", "/sign-in", &fields);
    assert_eq!(
        (signed_in.status, signed_in.location),
        (303, authorize.clone())
    );
    let page = owner.get(&authorize).body;
    for shown in [
        "Example Shop",
        STORE,
        "Acme Coffee",
        "Beta Tea",
        "Send contacts",
        "Send orders",
        "Approve",
        "Deny",
    ] {
        assert!(page.contains(shown), "{shown} is not on the page");
    }

    // A20: all that a store may send, each in the words of its switch.
    let (_, permissions) = page.split_once("What it will be allowed to do").unwrap();
    let (permissions, _) = permissions.split_once("</ul>").unwrap();
    for (_, switch, _) in Toggles::default().each() {
        assert!(permissions.contains(switch), "{switch}");
    }
    for named in [
        "cart",
        "checkout",
        "stock",
        "events",
        "back-in-stock requests",
        "Delete",
    ] {
        assert!(permissions.contains(named), "{named}");
    }

    let approved = owner.decide(&id, "beta-tea", "approve");
    let back = format!("{STORE}/wp-admin/admin.php?page=storewire&storewire_state=abc&code=");
    let code = approved
        .location
        .strip_prefix(&back)
        .expect("back to returnUrl with the code");
    assert_eq!(server.state(&id), "approved");
    let first = server.exchange(&id, VERIFIER, code);
    assert_eq!(first.status, 200);
    let given = first.json();
    assert_eq!(
        given["company"],
        json!({"id": "beta-tea", "name": "Beta Tea"})
    );
    assert!(
        given["signingSecret"]
            .as_str()
            .unwrap()
            .starts_with("whsec_")
    );
    assert_eq!(
        given["imports"]["orders"], true,
        "C6: the boxes that were ticked"
    );
    assert_eq!(
        given["sync"]["orders"], false,
        "C7: the boxes that were not"
    );
    assert_eq!(
        server.exchange(&id, VERIFIER, code).json(),
        given,
        "the same again until the first use"
    );

    let token = given["installationToken"].as_str().unwrap().to_owned();
    let plugin = crate::support::Plugin {
        server: &server,
        secret: String::new(),
        token,
    };
    assert_eq!(plugin.heartbeat(&json!({"health": {}})).status, 200);
    let reused = server.exchange(&id, VERIFIER, code);
    assert_eq!(
        (reused.status, reused.json()["error"].clone()),
        (410, "used".into())
    );
    assert_eq!(server.violations("request"), Vec::<Value>::new());
}

#[test]
fn c3_the_token_is_not_kept_in_clear() {
    let server = Server::start();
    let plugin = server.connected();
    plugin.heartbeat(&json!({"health": {}}));
    let kept: Vec<u8> = server
        .files()
        .into_iter()
        .flat_map(|file| std::fs::read(file).unwrap())
        .collect();
    let holds = |text: &str| {
        kept.windows(text.len())
            .any(|window| window == text.as_bytes())
    };
    assert!(holds("owner@acme.test"), "the database is what is searched");
    assert!(!holds(&plugin.token));
    assert!(!holds(VERIFIER));
}

#[test]
fn c1_only_verifier_and_code_together_get_the_token() {
    let server = Server::start();
    let mut owner = Browser::signed_in(&server, "owner@acme.test");
    let id = server.begin(STORE);
    let code = owner.approve(&id, "acme-coffee");
    let stranger = server.exchange(&id, &"x".repeat(43), &code);
    assert_eq!(
        (stranger.status, stranger.json()["error"].clone()),
        (403, "wrong_verifier".into())
    );
    let without_code = server.exchange(&id, VERIFIER, "wrong");
    assert_eq!(
        (without_code.status, without_code.json()["error"].clone()),
        (403, "wrong_code".into())
    );
    assert_eq!(server.exchange("nonsense", VERIFIER, &code).status, 404);
    assert_eq!(server.exchange(&id, VERIFIER, &code).status, 200);
}

#[test]
fn c1_denial_is_told_to_store_and_owner() {
    let server = Server::start();
    let mut owner = Browser::signed_in(&server, "owner@acme.test");
    let id = server.begin(STORE);
    let denied = owner.decide(&id, "acme-coffee", "deny");
    assert!(
        denied.location.ends_with("&error=access_denied"),
        "{}",
        denied.location
    );
    assert_eq!(server.state(&id), "denied");
    assert_eq!(server.exchange(&id, VERIFIER, "code").status, 403);
    let page = owner.get(&format!("/authorize/{id}"));
    assert_eq!(page.status, 409);
    assert!(page.body.contains("Already denied"));
}

#[test]
fn c1_after_a_quarter_of_an_hour_it_is_too_late() {
    let server = Server::start();
    let mut owner = Browser::signed_in(&server, "owner@acme.test");
    let (undecided, approved) = (server.begin(STORE), server.begin(STORE));
    server.advance(14 * MINUTE);
    let code = owner.approve(&approved, "acme-coffee");
    let token_of_undecided = owner.form_token(&format!("/authorize/{undecided}"));
    server.advance(MINUTE);
    assert_eq!(server.state(&undecided), "expired");
    assert_eq!(server.exchange(&approved, VERIFIER, &code).status, 410);
    let page = owner.get(&format!("/authorize/{undecided}"));
    assert_eq!(page.status, 410);
    assert!(page.body.contains("click Connect again"));
    let fields = [
        ("form_token", token_of_undecided.as_str()),
        ("company", "acme-coffee"),
        ("decision", "approve"),
    ];
    assert_eq!(
        owner
            .post(&format!("/authorize/{undecided}"), &fields)
            .status,
        410,
        "a page left open"
    );
    assert_eq!(server.state(&undecided), "expired");
}

#[test]
fn c2_a_member_cannot_approve_an_admin_can() {
    let server = Server::start();
    let id = server.begin(STORE);
    let mut member = Browser::signed_in(&server, "member@acme.test");
    let page = member.get(&format!("/authorize/{id}")).body;
    assert!(page.contains("Only an owner or admin"), "said at once");
    assert!(!page.contains("value=\"approve\""), "nothing to click");
    let mut admin = Browser::signed_in(&server, "admin@acme.test");
    let path = format!("/authorize/{id}");

    let token = member.form_token("/settings/integrations");
    let refused = member.post(
        &path,
        &[
            ("form_token", &token),
            ("company", "acme-coffee"),
            ("decision", "approve"),
        ],
    );
    assert_eq!(refused.status, 403);
    assert!(refused.body.contains("Only an owner or admin"));
    let elsewhere = admin.decide(&id, "beta-tea", "approve");
    assert_eq!(
        elsewhere.status, 403,
        "an admin of one company is nobody in another"
    );
    assert_eq!(server.state(&id), "pending");
    admin.approve(&id, "acme-coffee");
    assert_eq!(server.state(&id), "approved");
}

#[test]
fn forms_of_other_sites_are_refused() {
    let server = Server::start();
    let mut owner = Browser::signed_in(&server, "owner@acme.test");
    let mut other = Browser::signed_in(&server, "admin@acme.test");
    let id = server.begin(STORE);
    let path = format!("/authorize/{id}");
    let stolen = other.form_token(&path);
    for token in ["", "guess", &stolen] {
        let posted = owner.post(
            &path,
            &[
                ("form_token", token),
                ("company", "acme-coffee"),
                ("decision", "approve"),
            ],
        );
        assert_eq!(posted.status, 403, "{token:?}");
    }
    for path in [
        "/sign-in",
        "/sign-out",
        "/company",
        "/settings/faults",
        "/settings/integrations/connect",
    ] {
        assert_eq!(owner.post(path, &[]).status, 403, "{path}");
    }
    assert_eq!(server.state(&id), "pending");
}

#[test]
fn the_session_cookie_is_kept_from_scripts_and_renewed_at_sign_in() {
    let server = Server::start();
    let mut browser = Browser::new(&server);
    let planted = browser.get("/sign-in");
    assert!(planted.set_cookie.contains("HttpOnly") && planted.set_cookie.contains("SameSite=Lax"));
    let wrong = browser.submit(
        "/sign-in",
        "/sign-in",
        &[("email", "owner@acme.test"), ("password", "guess")],
    );
    assert_eq!(wrong.status, 422);
    assert!(wrong.body.contains("do not fit together"));
    let before = browser.cookie.clone();
    browser.submit(
        "/sign-in",
        "/sign-in",
        &[("email", "owner@acme.test"), ("password", "storewire")],
    );
    assert_ne!(
        browser.cookie, before,
        "a cookie that somebody planted is worth nothing"
    );
    assert_eq!(browser.get("/contacts").status, 200);
    browser.submit("/contacts", "/sign-out", &[]);
    assert_eq!(browser.get("/contacts").status, 303);
}

#[test]
fn c5_what_a_plugin_says_of_itself_is_checked_all_at_once() {
    let server = Server::start();
    let faulty = |key: &str, value: Value| {
        let mut body = introduction(STORE);
        body[key] = value;
        let reply = server.post("/api/woocommerce/connections", &body);
        (
            reply.status,
            reply.json()["issues"][0]
                .as_str()
                .unwrap_or_default()
                .to_owned(),
        )
    };
    assert_eq!(faulty("storeUrl", json!("ftp://shop.example")).0, 422);
    assert!(
        faulty("storeUrl", json!("http://shop.example"))
            .1
            .starts_with("storeUrl: The address must start with https")
    );
    for elsewhere in [
        "https://evil.example/",
        "http://shop.example/",
        "https://shop.example@evil.example/",
        "/wp-admin",
    ] {
        // R27: commands, too, go nowhere but to the store that is approved.
        for name in ["returnUrl", "commandsUrl"] {
            let (status, issue) = faulty(name, json!(elsewhere));
            assert_eq!(
                (status, issue.starts_with(&format!("{name}:"))),
                (422, true),
                "{elsewhere}: {issue}"
            );
        }
    }
    assert_eq!(faulty("challenge", json!("short")).0, 422);
    assert_eq!(faulty("commandsUrl", json!("javascript:alert(1)")).0, 422);
    assert_eq!(faulty("currency", json!("euro")).0, 422);
    assert_eq!(faulty("draftId", json!("unknown")).0, 422);
    assert_eq!(faulty("imports", json!([])).0, 400);
    assert_eq!(faulty("storeName", json!(7)).0, 400);
    let mut all = introduction("https://");
    all["challenge"] = challenge("").replace('A', "!").into();
    all["currency"] = "".into();
    assert!(
        server.post("/api/woocommerce/connections", &all).json()["issues"]
            .as_array()
            .unwrap()
            .len()
            >= 2
    );
}

#[test]
fn c5_a_store_url_is_kept_in_its_normal_form() {
    let server = Server::start();
    let mut owner = Browser::signed_in(&server, "owner@acme.test");
    let mut body = introduction("https://shop.example");
    body["storeUrl"] = "https://SHOP.example:443/".into();
    let id = server.post("/api/woocommerce/connections", &body).json()["connectionId"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(
        owner
            .get(&format!("/authorize/{id}"))
            .body
            .contains("<strong>https://shop.example</strong>")
    );
}

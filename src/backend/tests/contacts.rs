//! Who is the same person: S1, S2, S3.

use crate::fixtures::{again, event, guest, user};
use crate::support::{Browser, Server};
use serde_json::{Value, json};

const EARLIER: &str = "2026-04-01T00:00:00.000Z";
const LATER: &str = "2026-04-03T00:00:00.000Z";

fn people(server: &Server) -> Vec<(String, String, String)> {
    let text = |contact: &Value, key: &str| contact[key].as_str().unwrap().to_owned();
    let export = server.export("acme-coffee");
    let contacts = export["contacts"].as_array().unwrap();
    contacts
        .iter()
        .map(|contact| {
            (
                text(contact, "id"),
                text(contact, "email"),
                text(contact, "firstName"),
            )
        })
        .collect()
}

fn person(id: &str, email: &str, name: &str) -> (String, String, String) {
    (id.to_owned(), email.to_owned(), name.to_owned())
}

#[test]
fn s2_a_guest_is_made_once_and_never_updated() {
    let server = Server::start();
    let plugin = server.connected();
    assert_eq!(
        plugin.send(&[guest("ann@example.com", "Ann")]),
        ["accepted"]
    );
    assert_eq!(
        plugin.send(&[guest("ann@example.com", "Anna")]),
        ["duplicate"]
    );
    let other_item = again(
        &guest("ann@example.com", "Anna"),
        "contact:guest:ann@example.com:b",
        LATER,
    );
    assert_eq!(plugin.send(&[other_item]), ["accepted"]);
    assert_eq!(
        people(&server),
        [person("guest:ann@example.com", "ann@example.com", "Ann")]
    );
    let mut upsert = guest("ann@example.com", "Anna");
    upsert["mode"] = "upsert".into();
    assert!(plugin.rejected(&upsert).contains("a guest is made once"));
}

#[test]
fn s2_a_user_takes_over_the_guest_with_the_same_address_and_updates() {
    let server = Server::start();
    let plugin = server.connected();
    plugin.send(&[
        guest("ann@example.com", "Ann"),
        user(12, "ann@example.com", "Anna"),
    ]);
    assert_eq!(
        people(&server),
        [person("user:12", "ann@example.com", "Anna")]
    );
    plugin.send(&[again(
        &user(12, "ann@example.com", "Annika"),
        "contact:user:12:r2",
        LATER,
    )]);
    plugin.send(&[again(
        &guest("ann@example.com", "Guest"),
        "contact:guest:ann@example.com:b",
        LATER,
    )]);
    assert_eq!(
        people(&server),
        [person("user:12", "ann@example.com", "Annika")]
    );
    plugin.send(&[again(
        &user(12, "ann@example.com", "Stale"),
        "contact:user:12:r0",
        EARLIER,
    )]);
    assert_eq!(
        people(&server),
        [person("user:12", "ann@example.com", "Annika")]
    );
}

#[test]
fn s3_a_buyer_that_only_an_order_asked_for_is_not_overwritten_by_another_order() {
    let server = Server::start();
    let plugin = server.connected();
    let mut buyer = user(12, "ann@example.com", "Ann");
    buyer["mode"] = "create".into();
    plugin.send(&[buyer.clone()]);
    let mut later = again(
        &user(12, "ann@example.com", "Anna"),
        "contact:user:12:b",
        LATER,
    );
    later["mode"] = "create".into();
    plugin.send(&[later]);
    assert_eq!(
        people(&server),
        [person("user:12", "ann@example.com", "Ann")]
    );
}

#[test]
fn two_users_are_two_people_and_a_changed_address_moves_with_its_user() {
    let server = Server::start();
    let plugin = server.connected();
    plugin.send(&[
        user(12, "ann@example.com", "Ann"),
        user(13, "bob@example.com", "Bob"),
    ]);
    assert_eq!(people(&server).len(), 2);
    plugin.send(&[again(
        &user(12, "anna@example.com", "Ann"),
        "contact:user:12:r2",
        LATER,
    )]);
    assert_eq!(
        people(&server)[0],
        person("user:12", "anna@example.com", "Ann")
    );

    plugin.send(&[guest("ann@new.example", "Guest")]);
    let onto_guest = again(
        &user(12, "ann@new.example", "Ann"),
        "contact:user:12:r3",
        LATER,
    );
    plugin.send(&[onto_guest]);
    let expected = [
        person("user:12", "ann@new.example", "Ann"),
        person("user:13", "bob@example.com", "Bob"),
    ];
    assert_eq!(
        people(&server),
        expected,
        "user and guest are one person now"
    );
}

#[test]
fn users_who_swap_addresses_end_as_the_newest_news_say() {
    let server = Server::start();
    let plugin = server.connected();
    plugin.send(&[
        user(12, "ann@example.com", "Ann"),
        user(13, "bob@example.com", "Bob"),
    ]);
    plugin.send(&[again(
        &user(13, "ann@example.com", "Bob"),
        "contact:user:13:r2",
        LATER,
    )]);
    plugin.send(&[again(
        &user(12, "ann@example.com", "Ann"),
        "contact:user:12:r2",
        "2026-04-02T12:00:00.000Z",
    )]);
    assert_eq!(
        people(&server),
        [person("user:13", "ann@example.com", "Bob")],
        "older news do not take it back"
    );
    plugin.send(&[again(
        &user(12, "bob@example.com", "Ann"),
        "contact:user:12:r3",
        LATER,
    )]);
    let expected = [
        person("user:12", "bob@example.com", "Ann"),
        person("user:13", "ann@example.com", "Bob"),
    ];
    assert_eq!(people(&server), expected);
}

#[test]
fn one_person_who_buys_in_two_stores_of_a_company_is_one_contact() {
    let server = Server::start();
    let first = server.connected();
    let second = server.connected_at("https://other.example", "acme-coffee");
    first.send(&[guest("ann@example.com", "Ann")]);
    second.send(&[
        guest("ann@example.com", "Anna"),
        user(7, "bob@example.com", "Bob"),
    ]);
    first.send(&[user(7, "cy@example.com", "Cy")]);
    let names: Vec<_> = people(&server)
        .into_iter()
        .map(|(_, email, name)| format!("{name} {email}"))
        .collect();
    assert_eq!(
        json!(names),
        json!([
            "Ann ann@example.com",
            "Cy cy@example.com",
            "Bob bob@example.com"
        ])
    );
}

#[test]
fn a_contact_says_what_it_is() {
    let server = Server::start();
    let plugin = server.connected();
    let mut odd = user(12, "ann@example.com", "Ann");
    odd["data"]["kind"] = "robot".into();
    assert_eq!(
        plugin.rejected(&odd),
        "data.kind: expected `registered` or `guest`, found `robot`"
    );
    odd["data"]["kind"] = "guest".into();
    assert_eq!(
        plugin.rejected(&odd),
        "data.id: a guest contact's id begins with `guest:`"
    );
}

/// The page of a person, in one line.
fn standing(server: &Server, email: &str) -> String {
    let mut owner = Browser::signed_in(server, "owner@acme.test");
    let page = owner.get(&format!("/contacts/{}", email.replace('@', "%40")));
    let (_, rest) = page.body.split_once("<dt>Marketing</dt>").unwrap();
    rest.split("</dd>").next().unwrap().replace("<dd>", "")
}

#[test]
fn e7_a_sync_subscribes_nobody_and_only_an_act_does_once() {
    let server = Server::start();
    let plugin = server.connected();
    let says = |word: &str, at: &str| {
        let mut contact = again(
            &user(12, "ann@example.com", "Ann"),
            &format!("contact:user:12:{at}"),
            at,
        );
        contact["data"]["marketing"]["email"] = word.into();
        contact
    };
    let ticked = again(
        &event("ecommerce.marketing_subscribed"),
        "event:marketing_subscribed:1",
        EARLIER,
    );
    plugin.send(&[says("subscribed", EARLIER)]);
    assert!(standing(&server, "ann@example.com").contains("Not subscribed"));
    plugin.send(std::slice::from_ref(&ticked));
    assert!(standing(&server, "ann@example.com").contains("Subscribed, "));
    plugin.send(&[says("unsubscribed", LATER)]);
    assert!(standing(&server, "ann@example.com").contains("Unsubscribed, "));
    assert_eq!(plugin.send(std::slice::from_ref(&ticked)), ["duplicate"]);
    plugin.send(&[
        says("subscribed", "2026-04-04T00:00:00.000Z"),
        again(&ticked, "event:marketing_subscribed:late", EARLIER),
    ]);
    assert!(
        standing(&server, "ann@example.com").contains("Unsubscribed, "),
        "a sync does not resubscribe"
    );
    plugin.send(&[again(
        &ticked,
        "event:marketing_subscribed:2",
        "2026-04-05T00:00:00.000Z",
    )]);
    assert!(standing(&server, "ann@example.com").contains("Subscribed, "));
    assert_eq!(server.violations("request"), Vec::<Value>::new());
    let mut wrong = says("yes", LATER);
    wrong["id"] = "contact:wrong".into();
    assert!(plugin.rejected(&wrong).contains("data.marketing.email"));
}

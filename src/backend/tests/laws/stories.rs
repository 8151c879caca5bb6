//! B4, B5: whole stories of two shoppers and two variants of a product, through everything that follows up what a store
//! sends, against the naive models of the two rules.

use super::replenishment::{Bought, Model};
use super::waitlist::{Op as Wait, by_model, running_by_model};
use crate::story::{DAY, START, bought, cancelled, stock};
use proptest::prelude::*;
use rusqlite::{Connection as Db, params};
use serde_json::Value;
use serde_json::value::RawValue;
use std::collections::BTreeMap;
use std::sync::OnceLock;
use storewire_backend::ingest::check;
use storewire_backend::rules::replenishment::{Purchase, Rule};
use storewire_backend::rules::waitlist::{Asked, Trigger};
use storewire_backend::store::replenishment::{self, Setting};
use storewire_backend::store::waitlist::{self, Request};
use storewire_backend::store::{Store, follow_up, items};
use storewire_backend::test_api::follow_ups;
use storewire_backend::time::iso;

const PEOPLE: [&str; 2] = ["ann@example.com", "bob@example.com"];
const VARIANTS: [&str; 2] = ["601", "602"];

#[derive(Clone, Debug)]
enum Op {
    Order {
        who: usize,
        lines: Vec<(usize, i64)>,
        days_ago: i64,
    },
    Turn(prop::sample::Index),
    Stock {
        variant: usize,
        available: bool,
        days_ago: i64,
    },
    Ask {
        who: usize,
        variant: usize,
    },
    /// Time passes; nobody looks at what is due by that.
    Step {
        days: i64,
    },
    Tick,
    Set(Setting),
}

fn setting() -> impl Strategy<Value = Setting> {
    (any::<bool>(), any::<bool>(), 5..30_u32, any::<bool>()).prop_map(
        |(enabled, by_variant, days, by_quantity)| Setting {
            enabled,
            by_variant,
            rule: Rule { days, by_quantity },
        },
    )
}

fn op() -> impl Strategy<Value = Op> {
    let lines = prop::collection::vec((0..2_usize, 1..3_i64), 1..3);
    prop_oneof![
        3 => (0..2_usize, lines, 0..30_i64)
            .prop_map(|(who, lines, days_ago)| Op::Order { who, lines, days_ago }),
        1 => any::<prop::sample::Index>().prop_map(Op::Turn),
        3 => (0..2_usize, any::<bool>(), 0..4_i64)
            .prop_map(|(variant, available, days_ago)| Op::Stock { variant, available, days_ago }),
        2 => (0..2_usize, 0..2_usize).prop_map(|(who, variant)| Op::Ask { who, variant }),
        2 => (1..15_i64).prop_map(|days| Op::Step { days }),
        1 => Just(Op::Tick),
        1 => setting().prop_map(Op::Set),
    ]
}

/// An order as it was sent, and whether it stands.
struct Sent {
    who: usize,
    placed_at: i64,
    units: [i64; 2],
    item: Value,
    stands: bool,
}

/// A shop in the backend's own database, and the models beside it.
struct Shop<'a> {
    db: &'a Db,
    id: i64,
    now: i64,
    setting: Setting,
    orders: Vec<Sent>,
    waits: BTreeMap<(usize, usize), Vec<Wait>>,
    models: BTreeMap<(usize, Option<usize>), Model>,
    sent: usize,
}

impl Shop<'_> {
    fn carry_out(&mut self, op: Op) {
        match op {
            Op::Order {
                who,
                lines,
                days_ago,
            } => {
                let placed_at = self.now - days_ago * DAY;
                let mut units = [0, 0];
                lines
                    .iter()
                    .for_each(|(variant, quantity)| units[*variant] += quantity);
                let lines: Vec<_> = lines
                    .iter()
                    .map(|(variant, quantity)| ("600", VARIANTS[*variant], *quantity))
                    .collect();
                let id = u32::try_from(self.orders.len()).unwrap();
                let item = bought(id, PEOPLE[who], &iso(placed_at), &lines);
                self.orders.push(Sent {
                    who,
                    placed_at,
                    units,
                    item,
                    stands: true,
                });
                self.send_order(self.orders.len() - 1);
            }
            Op::Turn(_) if self.orders.is_empty() => {}
            Op::Turn(which) => {
                let which = which.index(self.orders.len());
                self.orders[which].stands = !self.orders[which].stands;
                self.send_order(which);
            }
            Op::Stock {
                variant,
                available,
                days_ago,
            } => {
                let at = self.now - days_ago * DAY;
                let status = if available {
                    "in_stock"
                } else {
                    "out_of_stock"
                };
                self.send(stock("600", VARIANTS[variant], status, &iso(at)));
                for who in 0..2 {
                    self.wait(who, variant).push(Wait::Report { at, available });
                }
            }
            Op::Ask { who, variant } => {
                let request = Request {
                    email: PEOPLE[who].to_owned(),
                    product_id: "600".to_owned(),
                    variant_id: VARIANTS[variant].to_owned(),
                    product_title: "Beans".to_owned(),
                    variant_title: None,
                    consent: None,
                    confirmed_at: None,
                    withdraw_url: None,
                };
                let asked = Asked::Now(self.now);
                waitlist::ask(self.db, self.id, &request, asked, self.now).unwrap();
                self.wait(who, variant).push(Wait::Ask(asked));
            }
            Op::Step { days } => self.now += days * DAY,
            Op::Tick => {
                replenishment::fall_due(self.db, self.now).unwrap();
                self.look();
            }
            Op::Set(setting) => {
                replenishment::fall_due(self.db, self.now).unwrap();
                self.setting = setting;
                replenishment::set(self.db, self.id, "600", &setting, self.now).unwrap();
                self.look();
            }
        }
    }

    fn send_order(&mut self, which: usize) {
        let Sent {
            who,
            placed_at,
            units,
            stands,
            ..
        } = self.orders[which];
        let item = self.orders[which].item.clone();
        let at = iso(self.now);
        let mut item = if stands { item } else { cancelled(&item, &at) };
        item["occurredAt"] = at.into();
        self.send(item);
        for variant in (0..2).filter(|variant| stands && units[*variant] > 0) {
            self.wait(who, variant).push(Wait::Buy { at: placed_at });
        }
    }

    fn send(&mut self, mut item: Value) {
        self.sent += 1;
        item["id"] = format!("{}:{}", item["id"].as_str().unwrap(), self.sent).into();
        let item = RawValue::from_string(item.to_string()).unwrap();
        let item = check(&item).unwrap();
        items::apply(self.db, "acme-coffee", self.id, &item).unwrap();
        follow_up::follow(self.db, self.id, &[item], self.now).unwrap();
        self.look();
    }

    fn wait(&mut self, who: usize, variant: usize) -> &mut Vec<Wait> {
        self.waits.entry((who, variant)).or_default()
    }

    /// Lets the models of replenishment take a look, one for each shopper and what may count as the same.
    fn look(&mut self) {
        let groups = [None, Some(0), Some(1)];
        for (who, group) in (0..2).flat_map(|who| groups.map(|group| (who, group))) {
            let mut orders = Vec::new();
            for (order, sent) in self.orders.iter().enumerate() {
                let quantity =
                    group.map_or(sent.units[0] + sent.units[1], |variant| sent.units[variant]);
                if sent.who == who && quantity > 0 {
                    let order = order.to_string();
                    let purchase = Purchase {
                        order,
                        placed_at: sent.placed_at,
                        quantity,
                    };
                    orders.push(Bought {
                        purchase,
                        stands: sent.stands,
                    });
                }
            }
            let model = self.models.entry((who, group)).or_default();
            let counts = self.setting.enabled && self.setting.by_variant == group.is_some();
            model.look(&orders, counts.then_some(self.setting.rule), self.now);
        }
    }

    /// What was triggered, which sequences run, and what is still to come, by the models, a line each.
    fn expected(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for ((who, variant), ops) in &self.waits {
            for (_, trigger) in by_model(ops) {
                let (name, back) = match trigger {
                    Trigger::BackInStock(back) => ("back_in_stock", back),
                    Trigger::OutOfStock(back, _) => ("back_in_stock_out_of_stock", back),
                };
                lines.push(format!(
                    "{name} {} {} {}",
                    PEOPLE[*who],
                    VARIANTS[*variant],
                    iso(back)
                ));
            }
        }
        for ((who, variant), ops) in &self.waits {
            lines.extend(running_by_model(ops).into_iter().map(|back| {
                let (who, variant) = (PEOPLE[*who], VARIANTS[*variant]);
                format!("runs back_in_stock {who} {variant} {}", iso(back))
            }));
        }
        for ((who, _), model) in &self.models {
            let who = PEOPLE[*who];
            let told = model.told.iter();
            lines.extend(
                told.map(|(order, at)| format!("replenishment_due {who} {order} {}", iso(*at))),
            );
            lines.extend(
                model
                    .queue
                    .iter()
                    .map(|(order, due)| format!("pending {who} {order} {}", iso(*due))),
            );
            lines.extend(model.running.iter().flat_map(|order| {
                let told = model.told.iter().find(|(told, _)| told == order);
                let (_, at) = told.expect("what runs was told");
                [
                    format!("due {who} {order}"),
                    format!("runs replenishment_due {who} {order} {}", iso(*at)),
                ]
            }));
        }
        lines.sort();
        lines
    }

    /// The same by the backend.
    fn found(&self) -> Vec<String> {
        let export = follow_ups::export(self.db, &[self.id]).unwrap();
        let rows = |list: &str| export[list].as_array().unwrap().clone();
        let text = |row: &Value, at: &str| {
            row.pointer(at)
                .and_then(Value::as_str)
                .unwrap_or_default()
                .to_owned()
        };
        let mut lines = Vec::new();
        for row in rows("triggers") {
            let name = text(&row, "/name").replace("ecommerce.", "");
            let (of, at) = match name.as_str() {
                "replenishment_due" => (text(&row, "/data/orderId"), text(&row, "/firedAt")),
                _ => (
                    text(&row, "/data/providerVariantId"),
                    text(&row, "/data/backInStockAt"),
                ),
            };
            let line = format!("{name} {} {of} {at}", text(&row, "/email"));
            let starts_one = name != "back_in_stock_out_of_stock";
            lines.extend((starts_one && row["stopped"].is_null()).then(|| format!("runs {line}")));
            lines.push(line);
        }
        for row in rows("reminders") {
            let (state, email, order) = (
                text(&row, "/state"),
                text(&row, "/email"),
                text(&row, "/orderId"),
            );
            match state.as_str() {
                "pending" => {
                    lines.push(format!("pending {email} {order} {}", text(&row, "/dueAt")))
                }
                "due" => lines.push(format!("due {email} {order}")),
                _ => {}
            }
        }
        lines.sort();
        lines
    }
}

/// One database for all stories; each has a store of its own.
fn database() -> &'static Store {
    static STORE: OnceLock<Store> = OnceLock::new();
    STORE.get_or_init(|| {
        let directory =
            std::env::temp_dir().join(format!("storewire-stories-{}", std::process::id()));
        let store = Store::open(&directory).unwrap();
        // The file stays open without its name, so nothing is left behind.
        std::fs::remove_dir_all(&directory).unwrap();
        store
    })
}

fn config() -> proptest::test_runner::Config {
    let all = super::config();
    proptest::test_runner::Config {
        cases: all.cases / 20,
        ..all
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn b4_b5_what_follows_from_a_story_is_what_naive_models_say(
        ops in prop::collection::vec(op(), 0..25),
        setting in setting(),
    ) {
        let (found, expected) = database().run_blocking(|db| {
            db.execute(
                "INSERT INTO stores (company_id, url, name, currency, timezone, versions, commands_url, choices)
                 SELECT 'acme-coffee', 'https://' || count(*) || '.example', '', 'EUR', 'UTC', '{}', '', '{}' FROM stores",
                [],
            )?;
            let id = db.last_insert_rowid();
            replenishment::set(db, id, "600", &setting, START)?;
            let mut shop = Shop {
                db, id, now: START, setting, orders: Vec::new(), waits: BTreeMap::new(),
                models: BTreeMap::new(), sent: 0,
            };
            for op in ops {
                shop.carry_out(op);
            }
            shop.carry_out(Op::Tick);
            let compared = (shop.found(), shop.expected());
            // Reminders of this story would come due in the next one.
            db.execute("UPDATE reminders SET state = 'skipped' WHERE store_id = ?1 AND state = 'pending'", params![id])?;
            Ok(compared)
        }).unwrap();
        prop_assert_eq!(found, expected);
    }
}

//! A running backend, a plugin that talks to it, and an owner's browser.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU32, Ordering};
use std::sync::mpsc;
use storewire_backend::server::{Config, serve};
use storewire_backend::time::Clock;
use tokio::net::TcpListener;
use tokio::runtime::{Builder, Runtime};
use ureq::Agent;
use ureq::http::Response;

/// What a plugin keeps to itself until it fetches its token.
pub const VERIFIER: &str = "a-verifier-that-nobody-else-knows-0123456789";
/// The store that most tests connect.
/// Nothing answers there, so commands wait for the heartbeat.
pub const STORE: &str = "https://127.0.0.1:9";
/// Where an owner sees the stores.
pub const INTEGRATIONS: &str = "/settings/integrations";
/// Milliseconds in a minute.
pub const MINUTE: i64 = 60_000;

/// A backend of its own, on a free port, with a clock that stands still until a test moves it.
pub struct Server {
    pub base: String,
    clock: Arc<AtomicI64>,
    data: PathBuf,
    runtime: Option<Runtime>,
}

impl Server {
    pub fn start() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!(
            "storewire-{}-{}",
            std::process::id(),
            COUNT.fetch_add(1, Ordering::Relaxed)
        );
        let data = std::env::temp_dir().join(name);
        let clock = Arc::new(AtomicI64::new(1_775_088_000_000));
        let told = Arc::clone(&clock);
        let config = Config {
            data: data.clone(),
            test_api: true,
            check_openapi: true,
            clock: Clock::new(move || told.load(Ordering::SeqCst)),
        };
        let (ready, address) = mpsc::channel();
        let runtime = Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        runtime.spawn(async move {
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            serve(config, listener, move |address| {
                ready.send(address).unwrap()
            })
            .await
            .unwrap();
        });
        let base = format!("http://{}", address.recv().unwrap());
        Self {
            base,
            clock,
            data,
            runtime: Some(runtime),
        }
    }

    pub fn advance(&self, millis: i64) {
        self.clock.fetch_add(millis, Ordering::SeqCst);
    }

    /// What lies in the data directory.
    pub fn files(&self) -> Vec<PathBuf> {
        std::fs::read_dir(&self.data)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect()
    }

    pub fn get(&self, path: &str) -> Reply {
        Reply::from(agent().get(format!("{}{path}", self.base)).call().unwrap())
    }

    pub fn post(&self, path: &str, body: &Value) -> Reply {
        let request = agent()
            .post(format!("{}{path}", self.base))
            .header("content-type", "application/json");
        Reply::from(request.send(body.to_string()).unwrap())
    }

    /// Asks for back in stock as a page of an origin does (K1).
    pub fn ask(&self, origin: Option<&str>, body: &str) -> Reply {
        let mut request = agent()
            .post(self.subscribe())
            .header("content-type", "application/json");
        if let Some(origin) = origin {
            request = request.header("origin", origin);
        }
        Reply::from(request.send(body).unwrap())
    }

    /// Asks whether pages of an origin may ask, as a browser does.
    pub fn preflight(&self, origin: Option<&str>) -> Reply {
        let mut request = agent()
            .options(self.subscribe())
            .header("access-control-request-method", "POST")
            .header("access-control-request-headers", "content-type");
        if let Some(origin) = origin {
            request = request.header("origin", origin);
        }
        Reply::from(request.call().unwrap())
    }

    fn subscribe(&self) -> String {
        format!("{}/api/woocommerce/back-in-stock/subscribe", self.base)
    }

    pub fn violations(&self, side: &str) -> Vec<Value> {
        let report = self.get("/test/violations").json();
        report["violations"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|violation| violation["side"] == side)
            .cloned()
            .collect()
    }

    pub fn export(&self, company: &str) -> Value {
        self.get(&format!("/test/export?company={company}")).json()
    }

    /// Whether a heartbeat gets no answer within a second.
    pub fn hangs(&self, token: &str) -> bool {
        let request = agent()
            .post(format!("{}/api/woocommerce/heartbeat", self.base))
            .config()
            .timeout_global(Some(std::time::Duration::from_secs(1)))
            .build()
            .header("authorization", format!("Bearer {token}"))
            .header("content-type", "application/json");
        matches!(
            request.send("{\"health\":{}}"),
            Err(ureq::Error::Timeout(_))
        )
    }

    /// A store that Acme Coffee's owner has connected, with its token.
    pub fn connected(&self) -> Plugin<'_> {
        self.connected_at(STORE, "acme-coffee")
    }

    pub fn connected_at(&self, store: &str, company: &str) -> Plugin<'_> {
        self.connected_as(&introduction(store), company)
    }

    /// A store that introduces itself like this, connected to a company.
    pub fn connected_as(&self, introduction: &Value, company: &str) -> Plugin<'_> {
        let mut owner = Browser::signed_in(self, "owner@acme.test");
        let id = self.introduce(introduction);
        let code = owner.approve(&id, company);
        let given = self.exchange(&id, VERIFIER, &code).json();
        let text = |key: &str| given[key].as_str().unwrap().to_owned();
        Plugin {
            server: self,
            token: text("installationToken"),
            secret: text("signingSecret"),
        }
    }

    /// Begins an attempt to connect; gives its id.
    pub fn begin(&self, store: &str) -> String {
        self.introduce(&introduction(store))
    }

    fn introduce(&self, introduction: &Value) -> String {
        let begun = self.post("/api/woocommerce/connections", introduction);
        assert_eq!(begun.status, 201, "{}", begun.body);
        begun.json()["connectionId"].as_str().unwrap().to_owned()
    }

    pub fn state(&self, id: &str) -> String {
        let polled = self.get(&format!("/api/woocommerce/connections/{id}"));
        assert_eq!(polled.status, 200, "{}", polled.body);
        polled.json()["state"].as_str().unwrap().to_owned()
    }

    pub fn exchange(&self, id: &str, verifier: &str, code: &str) -> Reply {
        self.post(
            &format!("/api/woocommerce/connections/{id}/token"),
            &json!({"verifier": verifier, "code": code}),
        )
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            assert_eq!(
                self.violations("answer"),
                Vec::<Value>::new(),
                "answers that break openapi.yaml"
            );
        }
        // A server that went on would keep its threads, and they their memory.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
        let _ = std::fs::remove_dir_all(&self.data);
    }
}

/// Looks until something is there, for ten seconds at most.
pub fn eventually<T>(mut look: impl FnMut() -> Option<T>) -> Option<T> {
    for _ in 0..500 {
        if let Some(found) = look() {
            return Some(found);
        }
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    None
}

/// What a plugin says when it asks to be connected.
pub fn introduction(store: &str) -> Value {
    json!({
        "storeUrl": store, "storeName": "Example Shop", "currency": "EUR", "timezone": "Europe/Berlin",
        "versions": {"plugin": "0.1.0", "php": "8.2.36", "wordpress": "7.1", "woocommerce": "11.0.1"},
        "imports": {"contacts": true, "orders": true, "transactions": true, "products": true},
        "sync": {"contacts": true, "orders": true, "transactions": true, "products": true,
                 "orderReceivedTrigger": true, "paymentReceivedTrigger": true},
        "returnUrl": format!("{store}/wp-admin/admin.php?page=storewire&storewire_state=abc"),
        "commandsUrl": format!("{store}/wp-json/storewire/v1/commands"),
        "challenge": challenge(VERIFIER),
    })
}

pub fn challenge(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()))
}

/// A connected plugin.
pub struct Plugin<'a> {
    pub server: &'a Server,
    pub token: String,
    pub secret: String,
}

impl Plugin<'_> {
    pub fn post(&self, path: &str, body: &Value) -> Reply {
        self.post_raw(
            path,
            &[("content-type", "application/json")],
            body.to_string().as_bytes(),
        )
        .unwrap()
    }

    pub fn post_raw(
        &self,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Result<Reply, ureq::Error> {
        let mut request = agent()
            .post(format!("{}/api/woocommerce{path}", self.server.base))
            .header("authorization", format!("Bearer {}", self.token));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request.send(body).map(Reply::from)
    }

    /// Sends items and gives the status of each.
    #[track_caller]
    pub fn send(&self, items: &[Value]) -> Vec<String> {
        let reply = self.post("/items", &json!({ "items": items }));
        assert_eq!(reply.status, 200, "{}", reply.body);
        let results = reply.json()["results"].as_array().unwrap().clone();
        let ids: Vec<_> = results.iter().map(|result| result["id"].clone()).collect();
        assert_eq!(
            ids,
            items
                .iter()
                .map(|item| item["id"].clone())
                .collect::<Vec<_>>(),
            "results keep the order"
        );
        results
            .iter()
            .map(|result| result["status"].as_str().unwrap().to_owned())
            .collect()
    }

    /// Sends one item that has to be rejected and gives the issue.
    #[track_caller]
    pub fn rejected(&self, item: &Value) -> String {
        let reply = self.post("/items", &json!({ "items": [item] })).json();
        assert_eq!(reply["results"][0]["status"], "rejected", "{reply}");
        reply["results"][0]["issues"][0]
            .as_str()
            .unwrap()
            .to_owned()
    }

    pub fn heartbeat(&self, body: &Value) -> Reply {
        self.post("/heartbeat", body)
    }
}

/// Somebody with a browser: one cookie, forms, no redirects followed.
pub struct Browser<'a> {
    server: &'a Server,
    pub cookie: String,
}

impl<'a> Browser<'a> {
    pub fn new(server: &'a Server) -> Self {
        Self {
            server,
            cookie: String::new(),
        }
    }

    pub fn signed_in(server: &'a Server, email: &str) -> Self {
        let mut browser = Self::new(server);
        let signed_in = browser.submit(
            "/sign-in",
            "/sign-in",
            &[("email", email), ("password", "storewire")],
        );
        assert_eq!(signed_in.status, 303, "{}", signed_in.body);
        browser
    }

    pub fn get(&mut self, path: &str) -> Reply {
        let request = agent()
            .get(format!("{}{path}", self.server.base))
            .header("cookie", &self.cookie);
        self.received(Reply::from(request.call().unwrap()))
    }

    /// Posts fields as they are, without the form's token.
    pub fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Reply {
        let request = agent()
            .post(format!("{}{path}", self.server.base))
            .header("cookie", &self.cookie);
        let reply = request.send_form(fields.iter().copied()).unwrap();
        self.received(Reply::from(reply))
    }

    /// Opens a page and posts a form of it, token included.
    pub fn submit(&mut self, page: &str, action: &str, fields: &[(&str, &str)]) -> Reply {
        let token = self.form_token(page);
        let mut fields = fields.to_vec();
        fields.push(("form_token", &token));
        self.post(action, &fields)
    }

    /// Presses one of the buttons of the only store.
    pub fn press(&mut self, button: &str, fields: &[(&str, &str)]) -> u16 {
        let page = self.get(INTEGRATIONS).body;
        let (_, rest) = page
            .split_once(&format!("action=\"{INTEGRATIONS}/"))
            .expect("a store with buttons");
        let id = rest.split('/').next().unwrap().to_owned();
        self.submit(
            INTEGRATIONS,
            &format!("{INTEGRATIONS}/{id}/{button}"),
            fields,
        )
        .status
    }

    pub fn form_token(&mut self, page: &str) -> String {
        let shown = self.get(page).body;
        let (_, rest) = shown
            .split_once("name=\"form_token\" value=\"")
            .unwrap_or_else(|| panic!("no form: {shown}"));
        rest.split('"').next().unwrap().to_owned()
    }

    /// Decides about an attempt to connect, all boxes ticked.
    pub fn decide(&mut self, id: &str, company: &str, decision: &str) -> Reply {
        let page = format!("/authorize/{id}");
        let mut fields = vec![("company", company), ("decision", decision)];
        let boxes = [
            "imports.contacts",
            "imports.orders",
            "imports.transactions",
            "imports.products",
        ];
        fields.extend(boxes.map(|name| (name, "on")));
        self.submit(&page, &page, &fields)
    }

    /// Approves, and gives the code that the browser carries back.
    #[track_caller]
    pub fn approve(&mut self, id: &str, company: &str) -> String {
        let approved = self.decide(id, company, "approve");
        assert_eq!(approved.status, 303, "{}", approved.body);
        approved
            .location
            .split_once("code=")
            .expect("a code")
            .1
            .to_owned()
    }

    fn received(&mut self, reply: Reply) -> Reply {
        if let Some(cookie) = &reply.cookie {
            self.cookie = cookie.clone();
        }
        reply
    }
}

/// What came back.
pub struct Reply {
    pub status: u16,
    pub location: String,
    pub set_cookie: String,
    pub retry_after: String,
    pub allow_origin: String,
    pub allow_headers: String,
    pub cookie: Option<String>,
    pub body: String,
}

impl Reply {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("not JSON: {}", self.body))
    }
}

impl From<Response<ureq::Body>> for Reply {
    fn from(mut response: Response<ureq::Body>) -> Self {
        let header = |name: &str| {
            response
                .headers()
                .get(name)
                .and_then(|value| value.to_str().ok())
                .unwrap_or_default()
                .to_owned()
        };
        let set_cookie = header("set-cookie");
        Self {
            status: response.status().as_u16(),
            location: header("location"),
            retry_after: header("retry-after"),
            allow_origin: header("access-control-allow-origin"),
            allow_headers: header("access-control-allow-headers"),
            cookie: set_cookie
                .split(';')
                .next()
                .filter(|cookie| !cookie.is_empty())
                .map(str::to_owned),
            set_cookie,
            body: response
                .body_mut()
                .read_to_string()
                .unwrap_or_else(|error| format!("broken: {error}")),
        }
    }
}

fn agent() -> Agent {
    Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .timeout_global(Some(std::time::Duration::from_secs(20)))
        .build()
        .into()
}

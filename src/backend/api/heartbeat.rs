//! `POST /heartbeat`: how the store is (D5), and what it is asked to do.

use super::{admit, bearer_token};
use crate::app::App;
use crate::commands::command::{self, Receiver};
use crate::commands::sender;
use crate::connect::choices::{Choices, Imports, Toggles};
use crate::connect::{secret, store_url};
use crate::ingest::Object;
use crate::protocol::{Refusal, body};
use crate::store::commands;
use crate::store::installations::{self, Bearer};
use crate::store::missed;
use crate::store::places::{self, Site};
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde::Deserialize;
use serde_json::{Map, Value, json};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Request {
    health: Map<String, Value>,
    imports: Option<Object<Imports>>,
    sync: Option<Object<Toggles>>,
    store_url: Option<String>,
    commands_url: Option<String>,
    missed: Option<Vec<String>>,
    #[serde(default)]
    done: Vec<String>,
    #[serde(default)]
    paused: bool,
    site: Option<Place>,
}

/// Where the plugin runs.
#[derive(Deserialize)]
struct Place {
    here: String,
    known: Vec<String>,
    #[serde(default)]
    moved: bool,
}

impl Request {
    /// Where the store is and takes commands, if it says so.
    fn address(&self) -> Result<Option<(String, String)>, Refusal> {
        let (Some(store_url), Some(commands_url)) = (&self.store_url, &self.commands_url) else {
            return Ok(None);
        };
        let store = store_url::parse(store_url).map_err(|faults| {
            let issues = faults.iter().map(|fault| format!("storeUrl: {fault}"));
            Refusal::invalid(issues.collect())
        })?;
        match store_url::elsewhere(&store.url, "commandsUrl", commands_url) {
            None => Ok(Some((store.url, commands_url.clone()))),
            Some(issue) => Err(Refusal::invalid(vec![issue])),
        }
    }
}

/// Keeps what the store says and hands out what waits for it, again and again until the store says `done`.
///
/// A copy of the store is told that it is one, and nothing of it is kept (U1).
///
/// A store that moved says where it is now (C10). Its own choices are taken over (C7), except while a change made here still waits: then that one wins.
pub async fn beat(
    State(app): State<App>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Refusal> {
    let token = bearer_token(&headers)?;
    let request: Request = body::json(&headers, body).await?;
    let address = request.address()?;
    let now = app.clock.now();
    let told = app
        .store
        .run(move |db| {
            let bearer = match admit(db, &token, now)? {
                Ok(bearer) => bearer,
                Err(refusal) => return Ok(Err(refusal)),
            };
            if let Some(Place { here, known, moved }) = request.site {
                let site = Site { here, known, moved };
                if places::is_copy(db, &bearer, &site, now)? {
                    return Ok(Ok(None));
                }
            }
            installations::save_health(db, bearer.store_id, request.health, request.paused)?;
            if let Some((url, commands_url)) = address {
                installations::move_to(db, &bearer, &url, &commands_url)?;
            }
            let doubt = match installations::is_in_doubt(db, &bearer)? {
                true => installations::home(db, bearer.store_id)?
                    .zip(commands::receiver(db, bearer.store_id)?),
                false => None,
            };
            commands::handled(db, bearer.store_id, &request.done)?;
            let waiting = commands::waiting(db, bearer.store_id, now)?;
            let is_changing = waiting
                .iter()
                .any(|command| command.get("type") == Some(&command::SETTINGS.into()));
            if let (Some(Object(imports)), Some(Object(sync)), false) =
                (request.imports, request.sync, is_changing)
            {
                installations::save_choices(db, bearer.store_id, &Choices { imports, sync })?;
            }
            // While something waits that changes it, the store does not know yet what it will have missed.
            if let (Some(kinds), true) = (&request.missed, waiting.is_empty()) {
                missed::replace(db, bearer.store_id, kinds)?;
            }
            Ok(Ok(Some((
                waiting,
                doubt.map(|(home, receiver)| (bearer, home, receiver)),
            ))))
        })
        .await??;
    let Some((commands, doubt)) = told else {
        let none: [(); 0] = [];
        return Ok(body::answer(
            StatusCode::OK,
            &json!({ "commands": none, "copy": true }),
        ));
    };
    if let Some((bearer, home, receiver)) = doubt {
        tokio::spawn(ping(app.clone(), bearer, home, receiver));
    }
    Ok(body::answer(
        StatusCode::OK,
        &json!({ "commands": commands }),
    ))
}

/// B4: the address belongs to another company's store, too. Whose it is the store itself says: by taking a signed ping at
/// its own origin, which only whoever holds this installation's secret there can.
async fn ping(app: App, bearer: Bearer, home: String, receiver: Receiver) {
    let now = app.clock.now();
    let Ok(id) = secret::id() else { return };
    let command = command::build(&id, command::PING, Map::new());
    if !store_url::same_origin(&home, &receiver.url)
        || sender::tell(receiver, &command, now).await.is_none()
    {
        return;
    }
    let confirmed = app
        .store
        .run(move |db| installations::confirm(db, &bearer))
        .await;
    if let Err(error) = confirmed {
        eprintln!("storewire-backend: {error}");
    }
}

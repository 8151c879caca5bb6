//! Puts the parts together and serves them.

use crate::app::App;
use crate::store::{self, Store, accounts, replenishment};
use crate::testing::contract::Contract;
use crate::testing::faults::Faults;
use crate::testing::inject::Wire;
use crate::testing::traffic::Traffic;
use crate::testing::{contract, inject, traffic};
use crate::time::{Calendar, Clock};
use crate::{api, pages, test_api};
use axum::Router;
use axum::middleware::from_fn_with_state;
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;

/// How often it is looked whether a reminder is due.
const REMIND_EVERY: Duration = Duration::from_secs(2);

/// How a backend is run.
#[derive(Clone)]
pub struct Config {
    /// Where the database lies.
    pub data: PathBuf,
    /// Whether `/test/…` answers.
    pub test_api: bool,
    /// Whether all traffic is checked against openapi.yaml. It costs time, so it is not for measurements.
    pub check_openapi: bool,
    /// The time.
    pub clock: Clock,
}

/// Why a backend could not start or had to stop.
#[derive(Debug)]
pub enum Error {
    /// The database.
    Store(store::Error),
    /// openapi.yaml cannot be used.
    OpenApi(String),
    /// The network.
    Io(io::Error),
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        match self {
            Self::Store(error) => error.fmt(f),
            Self::OpenApi(error) => write!(f, "openapi.yaml: {error}"),
            Self::Io(error) => write!(f, "network: {error}"),
        }
    }
}

/// Serves on a listener until it fails; says where as soon as requests are answered.
pub async fn serve(
    config: Config,
    listener: TcpListener,
    ready: impl FnOnce(SocketAddr),
) -> Result<(), Error> {
    let address = listener.local_addr().map_err(Error::Io)?;
    let store = Store::open(&config.data).map_err(Error::Store)?;
    let key = store.run_blocking(accounts::key).map_err(Error::Store)?;
    let app = App {
        store,
        calendar: Calendar::of(config.clock.clone()),
        clock: config.clock,
        key: key.into(),
        public_url: format!("http://{address}").into(),
        faults: Faults::default(),
        traffic: config.test_api.then(Traffic::default),
        contract: match config.check_openapi {
            true => Some(Arc::new(Contract::load().map_err(Error::OpenApi)?)),
            false => None,
        },
    };
    tokio::spawn(remind(app.clone()));
    ready(address);
    let service = router(app).into_make_service_with_connect_info::<Wire>();
    axum::serve(listener, service).await.map_err(Error::Io)
}

/// Lets reminders fall due as time goes by.
async fn remind(app: App) {
    loop {
        tokio::time::sleep(REMIND_EVERY).await;
        let now = app.calendar.now();
        let done = app.store.run(move |db| replenishment::fall_due(db, now));
        if let Err(error) = done.await {
            eprintln!("storewire-backend: {error}");
        }
    }
}

/// Everything that is answered. From the outside in: traffic is noted and checked, faults strike, then the handlers.
fn router(app: App) -> Router {
    let faults = from_fn_with_state(app.faults.clone(), inject::inject);
    let mut plugin = api::routes().layer(faults);
    if let Some(contract) = app.contract.clone() {
        plugin = plugin.layer(from_fn_with_state(contract, contract::watch));
    }
    let mut all = pages::routes();
    if let Some(traffic) = app.traffic.clone() {
        plugin = plugin.layer(from_fn_with_state(traffic, traffic::note));
        all = all.merge(test_api::routes());
    }
    all.merge(plugin).with_state(app)
}

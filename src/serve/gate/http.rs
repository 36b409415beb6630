//! The gate over HTTP: who may ask, how much, how long, and what is recorded.

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use axum::body::Body;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::header::{CONTENT_TYPE, HeaderName};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{any, get, post};
use axum::{Json, Router};
use jiff::Timestamp;
use serde_json::json;
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, sleep};

use super::audit::{Line, clipped};
use super::body::{self, Unread};
use super::metrics::Metrics;
use super::{Decider, Denial, Fetch, Registration, check};
use crate::clock::Clock;
use crate::digest::Digest;
use crate::serve::{Connections, Peer, Pool, Refusal, Tokens};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// How long an answer waits for the audit log.
const RECORDING: Duration = Duration::from_secs(2);

/// How the gate is asked.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Bytes of a request.
    pub max_body: usize,
    /// How long an answer may take, the arrival of the request included.
    pub deadline: Duration,
    /// How long requests that are being answered are waited for at the end.
    pub grace: Duration,
    /// `SOURCE_DATE_EPOCH`: the time that stands still for tests.
    pub epoch: Option<String>,
}

/// A gate that is open to requests.
pub struct Gate {
    decider: Arc<Decider>,
    pool: Pool,
    tokens: Tokens,
    settings: Settings,
    fetch: Option<Fetch>,
    /// Takes lines; whoever writes them is at the other end.
    audit: mpsc::Sender<String>,
    metrics: Metrics,
    asked: AtomicU64,
    stopping: AtomicBool,
}

impl Gate {
    /// A gate that sends a line about each decision to `audit`. What cannot be recorded is denied.
    pub fn new(
        decider: Decider,
        pool: Pool,
        tokens: Tokens,
        settings: Settings,
        fetch: Option<Fetch>,
        audit: mpsc::Sender<String>,
    ) -> Self {
        let (asked, stopping) = (AtomicU64::new(0), AtomicBool::new(false));
        let (decider, metrics) = (Arc::new(decider), Metrics::new());
        Self { decider, pool, tokens, settings, fetch, audit, metrics, asked, stopping }
    }

    fn now(&self) -> Timestamp {
        Clock::new(self.settings.epoch.as_deref()).now()
    }

    /// A name that no other request of this gate has.
    fn new_name(&self) -> String {
        let number = self.asked.fetch_add(1, Ordering::Relaxed);
        Digest::of(format!("{} {number}", self.now())).hex().chars().take(16).collect()
    }

    /// The registration in a request, once it is known who asks.
    async fn registration(
        &self,
        method: &Method,
        headers: &HeaderMap,
        body: Body,
        deadline: Instant,
    ) -> Result<Registration, Denial> {
        let limit = self.settings.max_body;
        let refused = match (self.tokens.admit(headers), method) {
            (false, _) => Some(Denial::unauthorized()),
            (true, &Method::POST) => None,
            (true, _) => Some(Denial::method()),
        };
        if let Some(denial) = refused {
            body::discard(body, limit, deadline).await;
            return Err(denial);
        }
        let body = body::read(body, limit, deadline).await.map_err(|unread| match unread {
            Unread::TooLarge => Denial::too_large(limit),
            Unread::Broken => Denial::unread(),
        })?;
        Registration::read(&body)
    }

    /// Decides about one request.
    async fn decide(&self, line: &mut Line, parts: &Parts, body: Body, deadline: Instant) -> Result<(), Denial> {
        let registration = self.registration(&parts.method, &parts.headers, body, deadline).await?;
        line.ask(&registration);
        let (decider, now) = (Arc::clone(&self.decider), self.now());
        let decided = self.pool.run(deadline, move || decider.decide(&registration, now)).await;
        let decision = decided.map_err(Denial::refused)?;
        line.decide(&decision, self.decider.scanner().basis());
        decision.answer.map(|_| ())
    }

    /// Decides about one request, and records it; also returns what the request is called.
    async fn answer(self: Arc<Self>, peer: Peer, parts: Parts, body: Body) -> (String, Result<(), Denial>) {
        let started = Instant::now();
        let mut line = Line::new(&peer, parts.headers.get(REQUEST_ID).and_then(|name| name.to_str().ok()));
        let mut answer = self.decide(&mut line, &parts, body, started + self.settings.deadline).await;
        let took = started.elapsed();
        line.answer(answer.as_ref().copied(), self.now(), took, || self.new_name());
        if self.audit.send_timeout(line.json(), RECORDING).await.is_err() {
            answer = Err(Denial::audit());
        }
        self.metrics.decided(answer.as_ref().copied(), line.is_known(), took);
        (line.request().to_owned(), answer)
    }
}

/// The paths of a gate.
fn router(gate: Arc<Gate>) -> Router {
    Router::new()
        .route("/gate", any(register))
        .route("/v1/check", post(checked))
        .route("/healthz", get(async || "ok\n"))
        .route("/readyz", get(ready))
        .route("/metrics", get(metrics))
        .with_state(gate)
}

/// Serves until `stop` is done, and then until all requests are answered or too much time has passed.
pub async fn serve(
    gate: Arc<Gate>,
    connections: Connections,
    stop: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let (told, mut heard) = watch::channel(false);
    let (router, grace) = (router(Arc::clone(&gate)), gate.settings.grace);
    let stopped = async move {
        stop.await;
        gate.stopping.store(true, Ordering::Relaxed);
        // Nobody hears it where the server has ended already.
        let _ = told.send(true);
    };
    let service = router.into_make_service_with_connect_info::<Peer>();
    let serving = axum::serve(connections, service).with_graceful_shutdown(stopped);
    let too_long = async move {
        if heard.wait_for(|stopped| *stopped).await.is_ok() {
            sleep(grace).await;
        } else {
            std::future::pending::<()>().await;
        }
    };
    tokio::select! {
        served = serving => served,
        () = too_long => Ok(()),
    }
}

/// The contract of a registration gate: 200, 403, and nothing else.
async fn register(State(gate): State<Arc<Gate>>, ConnectInfo(peer): ConnectInfo<Peer>, request: Request) -> Response {
    // A registry asks whether anybody is here when it starts.
    if request.method() == Method::HEAD {
        return StatusCode::OK.into_response();
    }
    let (parts, body) = request.into_parts();
    gate.metrics.running.inc();
    // A task of its own: it records its decision even if whoever asked has gone, and its panic is a denial.
    let task = tokio::spawn(Arc::clone(&gate).answer(peer, parts, body));
    let (name, answer) = task.await.unwrap_or_else(|_| (String::new(), Err(Denial::internal())));
    gate.metrics.running.dec();
    let mut response = match answer {
        Ok(()) => (StatusCode::OK, Json(json!({ "decision": "allow" }))).into_response(),
        Err(denial) => (StatusCode::FORBIDDEN, Json(json!({ "error": denial.message() }))).into_response(),
    };
    if let Ok(name) = HeaderValue::from_str(&name) {
        response.headers_mut().insert(REQUEST_ID, name);
    }
    response
}

/// Anything that can be scanned; here statuses are those of HTTP.
async fn checked(State(gate): State<Arc<Gate>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let report = if gate.tokens.admit(&parts.headers) {
        report(&gate, body).await
    } else {
        Err((401, "the request brings no token that is accepted".to_owned()))
    };
    let status = report.as_ref().map_or_else(|(status, _)| *status, |_| 200);
    gate.metrics.checked(status);
    match report {
        Ok(report) => ([(CONTENT_TYPE, "application/json")], report).into_response(),
        Err((status, reason)) => {
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            (status, Json(json!({ "error": clipped(&reason) }))).into_response()
        }
    }
}

async fn report(gate: &Gate, body: Body) -> Result<Vec<u8>, (u16, String)> {
    let deadline = Instant::now() + gate.settings.deadline;
    let limit = gate.settings.max_body;
    let body = body::read(body, limit, deadline).await.map_err(|unread| match unread {
        Unread::TooLarge => (413, format!("the request is larger than {limit} bytes")),
        Unread::Broken => (408, "the request did not arrive whole in time".to_owned()),
    })?;
    let subject = check::Request::read(&body).map_err(|reason| (400, reason))?;
    let (decider, fetch) = (Arc::clone(&gate.decider), gate.fetch.clone());
    let answer = gate.pool.run(deadline, move || check::answer(decider.scanner(), fetch.as_ref(), subject)).await;
    answer.unwrap_or_else(|refusal| {
        Err(match refusal {
            Refusal::Busy => (503, "busy, retry".to_owned()),
            Refusal::Late => (504, "it was not checked within the deadline".to_owned()),
            Refusal::Panicked => (500, "a defect of the gate met on this input".to_owned()),
        })
    })
}

async fn ready(State(gate): State<Arc<Gate>>) -> Response {
    if gate.stopping.load(Ordering::Relaxed) || gate.audit.is_closed() {
        return (StatusCode::SERVICE_UNAVAILABLE, "stopping\n").into_response();
    }
    "ready\n".into_response()
}

async fn metrics(State(gate): State<Arc<Gate>>) -> Response {
    let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    ([(CONTENT_TYPE, kind)], gate.metrics.text()).into_response()
}

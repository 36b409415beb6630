//! What the gate counts, as Prometheus reads it.

use std::time::Duration;

use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

use super::Denial;

/// Labels: none holds a text of whoever asks, so that nobody can make more of them.
type Labels = [(&'static str, String); 2];

/// Seconds; the contract is one.
const BUCKETS: [f64; 10] = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0];

/// Counters, and the registry that names them.
#[derive(Debug)]
pub(super) struct Metrics {
    registry: Registry,
    decisions: Family<Labels, Counter>,
    seconds: Histogram,
    known: Counter,
    checks: Family<[(&'static str, String); 1], Counter>,
    pub(super) running: Gauge,
}

impl Metrics {
    pub(super) fn new() -> Self {
        let mut registry = Registry::with_prefix("proofmark");
        let metrics =
            (Family::default(), Histogram::new(BUCKETS), Counter::default(), Family::default(), Gauge::default());
        let (decisions, seconds, known, checks, running) = metrics;
        let help = "Registrations that were decided, by decision and by the rule that said no";
        registry.register("gate_decisions", help, decisions.clone());
        registry.register("gate_decision_seconds", "Time from a request to its decision", seconds.clone());
        registry.register("gate_known", "Decisions that rest on a scan of before", known.clone());
        registry.register("gate_checks", "Answers of /v1/check, by status", checks.clone());
        registry.register("gate_running", "Requests that are being answered", running.clone());
        Self { registry, decisions, seconds, known, checks, running }
    }

    pub(super) fn decided(&self, answer: Result<(), &Denial>, known: bool, took: Duration) {
        let decision = if answer.is_ok() { "allow" } else { "deny" };
        let rule = answer.err().map(Denial::rule).unwrap_or_default().to_owned();
        self.decisions.get_or_create(&[("decision", decision.to_owned()), ("rule", rule)]).inc();
        self.seconds.observe(took.as_secs_f64());
        self.known.inc_by(u64::from(known));
    }

    pub(super) fn checked(&self, status: u16) {
        self.checks.get_or_create(&[("status", status.to_string())]).inc();
    }

    /// Everything in the text format of `OpenMetrics` 1.0.
    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        // Writing to a string does not fail.
        let _ = encode(&mut text, &self.registry);
        text
    }
}

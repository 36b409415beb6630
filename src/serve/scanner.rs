//! Scans for whoever asks: the same rules and threshold for everybody.

use camino::Utf8PathBuf;

use crate::analyze::Engine;
use crate::digest::Digest;
use crate::report::Report;
use crate::rule::Severity;
use crate::scan::{self, Outcome, Silent};
use crate::source::{Capture, File, Tree};

/// The rules, made ready once, and the findings that are a no.
pub struct Scanner {
    engine: Engine,
    fail_on: Severity,
    basis: Digest,
}

impl Scanner {
    pub fn new(engine: Engine, fail_on: Severity) -> Self {
        let disabled: Vec<&str> = engine.disabled().collect();
        let limits = serde_json::to_string(&engine.limits).unwrap_or_default();
        let text = format!("{}\n{}\n{}\n{limits}", engine.digest(), disabled.join(","), fail_on.name());
        Self { engine, fail_on, basis: Digest::of(text) }
    }

    pub const fn engine(&self) -> &Engine {
        &self.engine
    }

    pub const fn fail_on(&self) -> Severity {
        self.fail_on
    }

    /// Over all that an outcome depends on beside what is scanned: rules, limits, threshold.
    pub const fn basis(&self) -> Digest {
        self.basis
    }

    /// Scans files that were brought along; a file that comes alone is read whatever it is.
    pub fn files(&self, name: &str, files: Vec<File>) -> Outcome {
        let single = files.len() == 1;
        let mut tree = Tree::of_files(Utf8PathBuf::new(), files);
        tree.single = single;
        self.capture(Capture::local(name, tree))
    }

    /// Scans something that was fetched. Many ask at a time, so each scan has one thread.
    pub fn capture(&self, capture: Capture) -> Outcome {
        scan::scan(&self.engine, &[capture], 1, &Silent)
    }

    /// The report about an outcome.
    pub const fn report<'a>(&'a self, outcome: &'a Outcome) -> Report<'a> {
        let (engine, fail_on) = (&self.engine, self.fail_on);
        Report { outcome, engine, fail_on, config: None, min_severity: Severity::Low, color: false }
    }
}

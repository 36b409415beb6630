//! The table of all artifacts.

use std::collections::HashMap;

use super::shown;
use crate::report::grouped::{self, Flagged};
use crate::report::{Report, words};

/// Rows, at most.
const MAX_ROWS: usize = 1_000;

pub(super) struct Artifacts {
    pub(super) total: usize,
    /// Those with findings first, the worst before the others.
    pub(super) rows: Vec<Row>,
}

pub(super) struct Row {
    pub(super) worst: Option<&'static str>,
    pub(super) kind: &'static str,
    pub(super) name: String,
    pub(super) path: String,
    pub(super) files: usize,
    pub(super) findings: usize,
    pub(super) digest: String,
    /// The number of its section among the findings.
    pub(super) link: Option<usize>,
}

impl Artifacts {
    pub(super) fn new(report: &Report<'_>, flagged: &[Flagged<'_>]) -> Self {
        let artifacts = &report.outcome.artifacts;
        let known: HashMap<&str, (usize, &Flagged<'_>)> =
            flagged.iter().enumerate().filter_map(|(at, one)| Some((one.artifact?.id.as_str(), (at, one)))).collect();
        let mut order: Vec<_> = artifacts.iter().collect();
        // A stable sort: what has no findings stays in the order of paths.
        order.sort_by_key(|artifact| known.get(artifact.id.as_str()).map_or(usize::MAX, |(at, _)| *at));
        let rows = order.into_iter().take(MAX_ROWS).map(|artifact| {
            let found = known.get(artifact.id.as_str());
            Row {
                worst: found.map(|(_, one)| grouped::worst(&one.findings).name()),
                kind: artifact.kind.name(),
                name: shown(&artifact.name),
                path: words::path(&artifact.path).into_owned(),
                files: artifact.files,
                findings: found.map_or(0, |(_, one)| one.findings.len()),
                digest: artifact.digest.to_string().chars().take(19).chain(['…']).collect(),
                link: found.map(|(at, _)| at + 1),
            }
        });
        Self { total: artifacts.len(), rows: rows.collect() }
    }
}

//! A long encoded text stands in a script that decodes something and runs something.

use std::ops::Range;

use super::Heuristic;
use crate::analyze::{Context, Report, Sink};
use crate::artifact::Place;
use crate::rule::{Confidence, Severity, StaticMeta, Threat};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "encoded-blob-run",
        title: "a long encoded text is decoded and something is run",
        severity: Severity::Medium,
        confidence: Confidence::Medium,
        threat: Threat::Obfuscation,
        why: "What runs may be what the text holds, and nobody can read that.",
        fix: "Ship the file that the text holds, as itself.",
        ..StaticMeta::BASE
    },
    check,
};

/// What is shorter may be a picture or a key.
const LONG: usize = 400;

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    let mut seen = None;
    for hit in context.hits("encoded-text-run").filter(|hit| hit.coding.is_none()) {
        if seen.replace(hit.region) == Some(hit.region) {
            continue;
        }
        let Some(region) = context.region(hit) else { continue };
        if let Some(range) = blob(&region.text) {
            let place = Place { file: region.file, span: region.span(range), pointer: region.pointer.clone() };
            sink.report(Report::new(place, RULE.meta.title));
        }
    }
}

/// The first long run of base64 between quotes.
fn blob(text: &str) -> Option<Range<usize>> {
    let code = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=');
    let quote = |byte: Option<&u8>| matches!(byte, Some(b'"' | b'\'' | b'`'));
    let bytes = text.as_bytes();
    let mut start = 0;
    for run in bytes.split(|byte| !code(*byte)) {
        let end = start + run.len();
        if run.len() >= LONG && quote(start.checked_sub(1).and_then(|at| bytes.get(at))) && quote(bytes.get(end)) {
            return Some(start..end);
        }
        start = end + 1;
    }
    None
}

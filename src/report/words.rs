//! What every format says in the same words: sums, the verdict, and what weakened the scan.

use std::borrow::Cow;
use std::fmt::Write as _;

use camino::Utf8Path;

use super::Report;
use crate::finding::{Gap, Verdict};
use crate::judge::{Judged, Stance};
use crate::rule::Severity;
use crate::scan::Suppression;
use crate::text::{Location, visible_line};

/// `1 file`, `2 files`.
pub(super) fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

/// The sums and the verdict on one line, for whoever reads the report itself elsewhere.
pub fn sentence(report: &Report<'_>) -> String {
    format!("{}; {}", sums(report), report.verdict().name())
}

/// `3 findings in 2 of 14 artifacts: 1 critical, 2 high`
pub(super) fn sums(report: &Report<'_>) -> String {
    let (total, found) = (report.outcome.artifacts.len(), report.findings().count());
    if found == 0 {
        return format!("no findings in {}", counted(total, "artifact"));
    }
    let place = if total == 1 { String::new() } else { format!(" in {} of {total} artifacts", report.flagged().len()) };
    format!("{}{place}: {}", counted(found, "finding"), levels(|severity| report.count(severity)))
}

/// `1 critical, 2 high`: the worst first, and none that did not occur.
pub(super) fn levels(count: impl Fn(Severity) -> usize) -> String {
    let worst_first = Severity::ALL.iter().rev().map(|severity| (count(*severity), severity));
    let parts: Vec<_> = worst_first.filter(|(n, _)| *n > 0).map(|(n, severity)| format!("{n} {severity}")).collect();
    parts.join(", ")
}

/// Why the verdict is what it is; empty where it is a yes.
pub(super) fn because(report: &Report<'_>) -> String {
    let reached = format!("findings at or above {}", report.fail_on);
    match report.verdict() {
        Verdict::Pass => String::new(),
        Verdict::Fail => reached,
        Verdict::Incomplete => {
            let gaps = counted(report.outcome.gaps.len(), "gap");
            let and = if report.outcome.fails(report.fail_on) { format!(", and {reached}") } else { String::new() };
            format!("{gaps} in what could be read{and}")
        }
    }
}

/// What keeps the report from saying all: decisions of the user, each a clause that is safe to show.
pub(super) fn weakened(report: &Report<'_>) -> Vec<String> {
    let outcome = report.outcome;
    let mut clauses = Vec::new();
    if !outcome.skipped.is_empty() {
        let folders = counted(outcome.skipped.len(), "folder");
        clauses.push(format!("{folders} left out on purpose; read them with `--no-ignore`"));
    }
    let disabled: Vec<_> = report.engine.disabled().map(visible_line).collect();
    if !disabled.is_empty() {
        clauses.push(format!("disabled: {}", disabled.join(", ")));
    }
    let suppressed = outcome.suppressed.len();
    if suppressed > 0 {
        let waived = outcome.suppressed.iter().filter(|hidden| hidden.by != Suppression::Baseline).count();
        let findings = counted(suppressed, "finding");
        clauses.push(format!("{findings} suppressed: {} by baseline, {waived} by waiver", suppressed - waived));
    }
    if !outcome.accepted.is_empty() {
        clauses.push(format!("{} accepted", counted(outcome.accepted.len(), "gap")));
    }
    if report.hidden() > 0 {
        clauses.push(format!("{} below {} not shown", counted(report.hidden(), "finding"), report.min_severity));
    }
    clauses
}

/// Who was asked for an opinion, and what came of it, as a clause that is safe to show.
pub(super) fn judged(report: &Report<'_>) -> Option<String> {
    let Judged { by, said } = report.outcome.judged.as_ref()?;
    let count = |stance| said.opinions.iter().filter(|opinion| opinion.stance == stance).count();
    let mut clause = format!(
        "judged by {}: {} raised, {} confirmed, {} doubted",
        visible_line(&by.model),
        counted(said.raised.len(), "finding"),
        count(Stance::Confirm),
        count(Stance::Doubt),
    );
    let rest = [(said.discarded_quotes, "discarded: no such quote"), (said.outvoted, "outvoted")];
    for (number, what) in rest.into_iter().filter(|(number, _)| *number > 0) {
        let _ = write!(clause, ", {number} {what}");
    }
    Some(clause)
}

/// What became of a finding that does not count.
pub(super) fn suppression(by: &Suppression) -> String {
    match by {
        Suppression::Baseline => "known since the baseline was written".to_owned(),
        Suppression::Waiver { reason, owner, expires } => format!("{reason} ({owner}, until {expires})"),
    }
}

/// What a gap is: `larger than the limit (3000 bytes)`.
pub(super) fn gap(gap: &Gap) -> String {
    let detail = if gap.detail.is_empty() { String::new() } else { format!(" ({})", visible_line(&gap.detail)) };
    format!("{}{detail}", gap.reason.describe())
}

/// A path to show; the scan root itself is `.`.
pub(super) fn path(path: &Utf8Path) -> Cow<'_, str> {
    visible_line(if path.as_str().is_empty() { "." } else { path.as_str() })
}

/// `path:line:column`
pub(super) fn place(location: &Location) -> String {
    format!("{}:{}:{}", path(&location.path), location.start.line, location.start.column)
}

/// The first characters of a text, with an ellipsis where it goes on.
pub(super) fn cut(text: &str, limit: usize) -> Cow<'_, str> {
    match text.char_indices().nth(limit) {
        Some(_) => text.chars().take(limit.saturating_sub(1)).chain(['…']).collect::<String>().into(),
        None => text.into(),
    }
}

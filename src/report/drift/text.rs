//! The changes as a person reads them.

use std::fmt::Write as _;

use super::Drift;
use crate::lock::{Change, ChangeClass, Sign};
use crate::text::visible_line;

/// Characters of a line that are shown.
const MAX_LINE: usize = 400;

/// One block a change, in the order of paths.
pub fn drift_text(drift: &Drift<'_>) -> String {
    let mut text = String::new();
    for change in &drift.comparison.changes {
        block(&mut text, change);
    }
    for gap in drift.gaps {
        let detail = if gap.detail.is_empty() { String::new() } else { format!(" ({})", gap.detail) };
        let path = if gap.path.as_str().is_empty() { "." } else { gap.path.as_str() };
        line(&mut text, &format!("gap: {path}: {}{detail}", gap.reason.describe()));
        line(&mut text, &format!("  = help: {}", gap.reason.help()));
        text.push('\n');
    }
    if drift.comparison.other_rules && !drift.comparison.changes.is_empty() {
        text.push_str("note: the rules are not those of the lock: what is found now may be new for that reason\n\n");
    }
    let counts = ChangeClass::ALL.iter().map(|class| (drift.comparison.count(*class), class));
    let counts: Vec<_> = counts.filter(|(n, _)| *n > 0).map(|(n, class)| format!("{n} {}", class.name())).collect();
    let (total, old) = (drift.comparison.changes.len(), drift.old);
    let plural = |count: usize| if count == 1 { "" } else { "s" };
    let summary = if total == 0 {
        format!("{} artifact{}, nothing changed since `{old}`", drift.artifacts, plural(drift.artifacts))
    } else {
        format!("{total} change{} since `{old}`: {}", plural(total), counts.join(", "))
    };
    line(&mut text, &summary);
    let gaps = drift.gaps.len();
    let because = if gaps == 0 { String::new() } else { format!(" ({gaps} gap{})", plural(gaps)) };
    line(&mut text, &format!("verdict: {}{because}", drift.verdict()));
    text
}

fn block(text: &mut String, change: &Change) {
    let (subject, class) = (&change.subject, change.class);
    let level = match class {
        ChangeClass::RugPull => "error",
        ChangeClass::Breaking | ChangeClass::UnderstatedVersion => "warning",
        _ => "note",
    };
    let whole = subject.artifact_kind.is_none_or(|kind| kind.name() == subject.kind);
    let of = match subject.artifact_kind {
        Some(kind) if !whole => format!(" of {} `{}`", kind.name(), subject.artifact),
        _ => String::new(),
    };
    let what = format!("{} `{}`{of}", subject.kind, subject.name);
    line(text, &format!("{level}[{}]: {what} {}", class.name(), change.message));
    let place = subject.line.map_or_else(String::new, |number| format!(":{number}"));
    let path = if subject.path.as_str().is_empty() { "." } else { subject.path.as_str() };
    line(text, &format!("  --> {path}{place}"));
    for row in &change.text {
        let sign = match row.sign {
            Sign::Kept => ' ',
            Sign::Removed => '-',
            Sign::Added => '+',
        };
        line(text, &format!("  | {sign} {}", row.text));
    }
    for part in &change.schema {
        let level = if part.breaking { "breaking" } else { "compatible" };
        line(text, &format!("  = {level}: {} {}", part.pointer, part.message));
    }
    for finding in &change.findings {
        let place =
            format!("{}:{}:{}", finding.location.path, finding.location.start.line, finding.location.start.column);
        line(text, &format!("  = found: {}[{}]: {} ({place})", finding.severity, finding.rule, finding.message));
    }
    text.push('\n');
}

/// Adds a line; nothing in it acts on a terminal or passes for another line.
fn line(text: &mut String, content: &str) {
    let shown = visible_line(content);
    let cut: String = shown.chars().take(MAX_LINE).collect();
    let more = if cut.len() < shown.len() { "…" } else { "" };
    let _ = writeln!(text, "{}{more}", cut.trim_end());
}

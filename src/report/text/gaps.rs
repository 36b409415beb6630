//! What could not be read, by reason.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::{BOLD, HELP, painted};
use crate::finding::{Gap, GapReason};
use crate::report::Report;
use crate::rule::Severity;
use crate::text::visible_line;

/// Paths named for one reason.
const MAX_NAMED: usize = 10;

pub(super) fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut reasons: BTreeMap<GapReason, Vec<&Gap>> = BTreeMap::new();
    for gap in &report.outcome.gaps {
        reasons.entry(gap.reason).or_default().push(gap);
    }
    for (reason, gaps) in reasons {
        let name = format!("gap[{}]", reason.name());
        let text = format!(": {}", reason.describe());
        let color = report.color;
        writeln!(out, "{}{}", painted(&name, super::style(Severity::Medium), color), painted(&text, BOLD, color))?;
        for gap in gaps.iter().take(MAX_NAMED) {
            let path = if gap.path.as_str().is_empty() { "." } else { gap.path.as_str() };
            let detail = if gap.detail.is_empty() { String::new() } else { format!(" ({})", gap.detail) };
            writeln!(out, "  {}{}", visible_line(path), visible_line(&detail))?;
        }
        if gaps.len() > MAX_NAMED {
            writeln!(out, "  and {} more", gaps.len() - MAX_NAMED)?;
        }
        writeln!(out, "  = {}: {}\n", painted("help", HELP, color), reason.help())?;
    }
    Ok(())
}

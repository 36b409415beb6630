//! What a BOM says of the minimum elements for AI.

use std::fmt::Write as _;
use std::io;

use serde::Serialize;

use crate::bom::score::Cluster;
use crate::text::visible_line;

/// Names in one line.
const SHOWN: usize = 4;

/// One line an element, by cluster.
pub fn score_text(clusters: &[Cluster]) -> String {
    let mut text = String::new();
    for cluster in clusters {
        let _ = writeln!(text, "{}", cluster.name);
        for measure in &cluster.elements {
            let _ = write!(text, "  {:<26} ", measure.name);
            if let Some(reason) = measure.not_applicable {
                let _ = writeln!(text, "n/a: {reason}");
                continue;
            }
            let _ = write!(text, "{} of {}", measure.present, measure.applicable);
            if !measure.is_complete() {
                let more = measure.applicable - measure.present;
                let names: Vec<&str> = measure.missing.iter().take(SHOWN).map(String::as_str).collect();
                let rest = if more > names.len() { ", …" } else { "" };
                let _ = write!(text, "; missing in {}{rest}", visible_line(&names.join(", ")));
            }
            text.push('\n');
        }
    }
    text
}

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    framework: &'static str,
    clusters: &'a [Cluster],
}

/// The same for programs.
pub fn score_json(clusters: &[Cluster]) -> io::Result<Vec<u8>> {
    super::json(&Document {
        schema: "https://proofmark.dev/bom-score/v1",
        framework: "G7 SBOM for AI - Minimum Elements, 2026-05-12",
        clusters,
    })
}

//! A file name reads otherwise than it is.

use std::collections::HashMap;

use super::Heuristic;
use crate::analyze::{Context, Report, Sink};
use crate::artifact::Place;
use crate::rule::{Confidence, Severity, StaticMeta, Threat};
use crate::text::{Span, is_invisible};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "deceptive-file-name",
        title: "a file name deceives",
        severity: Severity::High,
        confidence: Confidence::High,
        threat: Threat::Obfuscation,
        why: "People and tools take the file for another one, or for another kind of file.",
        fix: "Use letters, digits, `-`, `_` and one extension.",
        references: &["https://attack.mitre.org/techniques/T1036/002/"],
        taxonomy: "CWE-451",
        ..StaticMeta::BASE
    },
    check,
};

/// Names that mean a device on Windows, whatever extension follows.
const DEVICES: &[&str] = &["con", "prn", "aux", "nul", "com1", "com2", "lpt1", "lpt2"];

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    let mut folded: HashMap<String, usize> = HashMap::new();
    for (index, file) in context.artifact.files.iter().enumerate() {
        let relative = context.artifact.relative(&file.path);
        if let Some((severity, message)) = judge(relative) {
            sink.report(Report::new(Place::new(index, Span::default()), message).severity(severity));
        }
        if let Some(first) = folded.insert(relative.to_lowercase(), index) {
            let report =
                Report::new(Place::new(index, Span::default()), "two files differ in the case of their names only")
                    .severity(Severity::Medium)
                    .related(Place::new(first, Span::default()), "the other one");
            sink.report(report);
        }
    }
}

fn judge(path: &str) -> Option<(Severity, &'static str)> {
    if path.chars().any(|c| matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{200E}' | '\u{200F}')) {
        return Some((Severity::High, "a file name changes the direction of its text"));
    }
    if path.chars().any(char::is_control) {
        return Some((Severity::High, "a file name holds control characters"));
    }
    if path.chars().any(|c| is_invisible(c) && !matches!(c, '\u{FE0F}' | '\u{200D}')) {
        return Some((Severity::High, "a file name holds invisible characters"));
    }
    let name = path.rsplit('/').next().unwrap_or(path);
    let parts: Vec<&str> = name.split('.').collect();
    if let [.., before, last] = parts.as_slice() {
        let shown = matches!(
            before.to_ascii_lowercase().trim_end(),
            "pdf" | "jpg" | "jpeg" | "png" | "gif" | "docx" | "doc" | "xlsx" | "mp4" | "txt"
        );
        let run = matches!(
            last.to_ascii_lowercase().as_str(),
            "exe"
                | "scr"
                | "bat"
                | "cmd"
                | "com"
                | "ps1"
                | "vbs"
                | "js"
                | "sh"
                | "command"
                | "lnk"
                | "hta"
                | "app"
                | "jar"
                | "pif"
        );
        // `template.txt.js` is a module of templates; `report.pdf.js` is not, but nor does a double click run it.
        let double = shown && run && parts.len() > 2 && !matches!(*last, "js" | "sh");
        if double || (shown && run && *before != "txt" && *last == "sh") {
            return Some((Severity::High, "a program has the name of a document"));
        }
    }
    if path.split('/').any(|part| part.ends_with(['.', ' ']) && part.len() > 1 || part.starts_with(' ')) {
        return Some((Severity::Medium, "a name starts or ends with a blank or a full stop"));
    }
    let stem = parts.first().copied().unwrap_or_default().to_ascii_lowercase();
    DEVICES.contains(&stem.as_str()).then_some((Severity::Low, "a file has the name of a device"))
}

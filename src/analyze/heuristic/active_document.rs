//! A document or picture brings code that runs when it is opened.

use super::Heuristic;
use crate::analyze::magic::{Magic, bytes, contains};
use crate::analyze::{Context, Report, Sink};
use crate::artifact::Place;
use crate::rule::{Confidence, Severity, StaticMeta, Threat};
use crate::text::{SourceFile, Span};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "active-document",
        title: "a document runs code when it is opened",
        severity: Severity::High,
        confidence: Confidence::Medium,
        threat: Threat::CodeExecution,
        why: "Whoever opens the document, or has an agent open it, runs the code.",
        fix: "Save the document without macros and scripts.",
        references: &["https://attack.mitre.org/techniques/T1204/002/"],
        ..StaticMeta::BASE
    },
    check,
};

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    for (index, file) in context.artifact.files.iter().enumerate() {
        let found = match Magic::of(file) {
            Some(Magic::Pdf) => pdf(bytes(file)),
            Some(Magic::Archive) => {
                contains(bytes(file), b"vbaProject.bin").then_some((Severity::High, "an Office file holds macros"))
            }
            Some(Magic::Ole) => ole(bytes(file)),
            _ if file.extension() == "svg" => svg(file),
            _ if file.packed && file.extension() == "rels" => template(file.text()),
            _ => None,
        };
        if let Some((severity, message)) = found {
            sink.report(Report::new(Place::new(index, Span::default()), message).severity(severity));
        }
    }
}

fn pdf(bytes: &[u8]) -> Option<(Severity, &'static str)> {
    if contains(bytes, b"/Launch") {
        return Some((Severity::High, "a PDF starts a program"));
    }
    if contains(bytes, b"/JavaScript") || contains(bytes, b"/JS ") || contains(bytes, b"/JS(") {
        return Some((Severity::High, "a PDF runs JavaScript"));
    }
    contains(bytes, b"/EmbeddedFile").then_some((Severity::Low, "a PDF carries another file"))
}

fn ole(bytes: &[u8]) -> Option<(Severity, &'static str)> {
    let wide = |text: &str| text.bytes().flat_map(|byte| [byte, 0]).collect::<Vec<u8>>();
    let macros = contains(bytes, &wide("_VBA_PROJECT")) || contains(bytes, &wide("Macros"));
    macros.then_some((Severity::High, "an Office file holds macros"))
}

/// A part that an Office file takes from elsewhere when it is opened, with whatever macros are in it by then.
fn template(links: &str) -> Option<(Severity, &'static str)> {
    let external = |link: &str| {
        ["attachedTemplate", "oleObject", "/frame", "subDocument"].iter().any(|kind| link.contains(kind))
            && link.contains("TargetMode=\"External\"")
    };
    let found = links.split('<').any(external);
    found.then_some((Severity::High, "an Office file loads a template or object from elsewhere"))
}

fn svg(file: &SourceFile) -> Option<(Severity, &'static str)> {
    let text = file.text().to_ascii_lowercase();
    let script = text.contains("<script") || text.contains("javascript:");
    let handler =
        [" onload=", " onclick=", " onerror=", " onmouseover=", " onbegin="].iter().any(|name| text.contains(name));
    (script || handler).then_some((Severity::Medium, "a drawing runs JavaScript"))
}

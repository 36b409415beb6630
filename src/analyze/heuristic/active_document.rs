//! A document or picture brings code that runs when it is opened.

use std::io::Read as _;

use flate2::read::ZlibDecoder;
use memchr::memmem;

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
    let packed = object_streams(bytes);
    let names = |name: &[u8]| contains(bytes, name) || contains(&packed, name);
    if names(b"/Launch") {
        return Some((Severity::High, "a PDF starts a program"));
    }
    if names(b"/JavaScript") || names(b"/JS ") || names(b"/JS(") {
        return Some((Severity::High, "a PDF runs JavaScript"));
    }
    names(b"/EmbeddedFile").then_some((Severity::Low, "a PDF carries another file"))
}

/// Bytes that are unpacked of the object streams of one PDF.
const MAX_UNPACKED: u64 = 8 << 20;

/// What stands in the object streams of a PDF (ISO 32000-1, 7.5.7): dictionaries that no search of the file finds.
fn object_streams(bytes: &[u8]) -> Vec<u8> {
    let mut unpacked = Vec::new();
    let mut rest = bytes;
    while let Some((_, after)) = cut(rest, b"/ObjStm").and_then(|(_, after)| cut(after, b"stream")) {
        // Streams do not overlap, so nothing is unpacked twice.
        let (packed, after) = cut(after, b"endstream").unwrap_or((after, &[]));
        rest = after;
        let left = MAX_UNPACKED.saturating_sub(unpacked.len() as u64);
        // A broken stream shows what came before the fault.
        ZlibDecoder::new(packed.trim_ascii_start()).take(left).read_to_end(&mut unpacked).ok();
        unpacked.push(b'\n');
    }
    unpacked
}

/// What stands before and after a word.
fn cut<'b>(bytes: &'b [u8], word: &[u8]) -> Option<(&'b [u8], &'b [u8])> {
    let at = memmem::find(bytes, word)?;
    Some((bytes.get(..at)?, bytes.get(at + word.len()..)?))
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

/// What a script needs to send something, to lead elsewhere or to bring more of itself; no chart has any of it.
const REACHES: &[&str] = &[
    "fetch(",
    "xmlhttprequest",
    "sendbeacon",
    "new websocket",
    "document.cookie",
    "localstorage",
    "location=",
    "location =",
    "location.href",
    "eval(",
    "atob(",
    "importscripts",
    ".src=\"http",
    ".src='http",
];

fn svg(file: &SourceFile) -> Option<(Severity, &'static str)> {
    let text = file.text().to_ascii_lowercase();
    let script = text.contains("<script") || text.contains("javascript:");
    let handler =
        [" onload=", " onclick=", " onerror=", " onmouseover=", " onbegin="].iter().any(|name| text.contains(name));
    let reaches = REACHES.iter().any(|word| text.contains(word));
    match script || handler {
        true if reaches => Some((Severity::High, "a drawing runs JavaScript that reaches outside of it")),
        any => any.then_some((Severity::Medium, "a drawing runs JavaScript")),
    }
}

//! An archive lies in a bundle: what is in it was not looked at.

use super::Heuristic;
use crate::analyze::magic::{Magic, bytes};
use crate::analyze::{Context, Report, Sink};
use crate::artifact::Place;
use crate::rule::{Confidence, Severity, StaticMeta, Threat};
use crate::text::Span;

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "bundled-archive",
        title: "an archive is bundled",
        severity: Severity::Low,
        confidence: Confidence::High,
        threat: Threat::Obfuscation,
        why: "Its files are unpacked and used without having been reviewed as part of the artifact.",
        fix: "Bundle the files themselves.",
        references: &["https://attack.mitre.org/techniques/T1027/013/"],
        ..StaticMeta::BASE
    },
    check,
};

/// Documents and packages that are archives by their format.
const DOCUMENTS: &[&str] = &[
    "docx",
    "dotx",
    "xlsx",
    "xltx",
    "pptx",
    "potx",
    "odt",
    "ods",
    "odp",
    "ott",
    "epub",
    "docm",
    "xlsm",
    "pptm",
    "whl",
    "svgz",
    "excalidraw",
    "sketch",
    "key",
    "numbers",
    "pages",
    "npz",
    "keras",
    "pt",
    "pth",
    "ckpt",
    "vsdx",
    "woff2",
    "drawio",
];

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    for (index, file) in context.artifact.files.iter().enumerate() {
        if Magic::of(file) != Some(Magic::Archive) || DOCUMENTS.contains(&file.extension().as_str()) {
            continue;
        }
        let place = Place::new(index, Span::default());
        if is_encrypted(bytes(file)) {
            let message = "an encrypted archive is bundled, which nobody can look into";
            sink.report(Report::new(place, message).severity(Severity::High));
        } else {
            sink.report(Report::new(place, "an archive is bundled"));
        }
    }
}

/// The first bit of the flags of the first file in a ZIP archive, or the encryption header of a RAR archive.
fn is_encrypted(bytes: &[u8]) -> bool {
    match bytes {
        [b'P', b'K', 3, 4, _, _, flags, ..] => flags & 1 == 1,
        // RAR 5: size and header type follow the checksum; type 4 is the encryption header.
        [b'R', b'a', b'r', b'!', 0x1a, 7, 1, 0, _, _, _, _, _, 4, ..] => true,
        _ => false,
    }
}

//! An archive lies in a bundle. What is in it is read where it can be; what it does when it is unpacked is told here.

use super::Heuristic;
use crate::analyze::magic::{Magic, bytes};
use crate::analyze::{Context, Report, Sink};
use crate::artifact::Place;
use crate::artifact::packed::Contents;
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
    let artifact = context.artifact;
    for (index, file) in artifact.files.iter().enumerate() {
        if Magic::of(file) != Some(Magic::Archive) {
            continue;
        }
        let package = artifact.facts.packages.iter().find(|package| package.path == file.path);
        let (severity, message) = match package.map(|package| &package.contents) {
            _ if is_encrypted(bytes(file)) => {
                (Severity::High, "an encrypted archive is bundled, which nobody can look into".to_owned())
            }
            Some(Contents::Encrypted) => (
                Severity::High,
                "an archive is bundled that holds encrypted files, which nobody can look into".to_owned(),
            ),
            Some(Contents::Bomb) => {
                (Severity::High, "an archive is bundled that unpacks to far more than it is".to_owned())
            }
            Some(Contents::Outside(name)) => {
                (Severity::High, format!("an archive is bundled that writes outside of its folder, to `{name}`"))
            }
            // A bundle that is an artifact is what is expected there.
            _ if DOCUMENTS.contains(&file.extension().as_str()) || file.path == artifact.path => continue,
            Some(Contents::Opened(1)) => (Severity::Low, "an archive with 1 file is bundled".to_owned()),
            Some(Contents::Opened(count)) => (Severity::Low, format!("an archive with {count} files is bundled")),
            Some(Contents::Unreadable) | None => {
                (Severity::Low, "an archive is bundled, and was not looked into".to_owned())
            }
        };
        sink.report(Report::new(Place::new(index, Span::default()), message).severity(severity));
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

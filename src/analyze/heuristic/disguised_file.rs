//! A file is not what its name says.

use super::Heuristic;
use crate::analyze::magic::{Magic, bytes};
use crate::analyze::{Context, Report, Sink};
use crate::artifact::Place;
use crate::rule::{Confidence, Severity, StaticMeta, Threat};
use crate::text::Span;

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "disguised-file",
        title: "a file is not what its name says",
        severity: Severity::High,
        confidence: Confidence::High,
        threat: Threat::Obfuscation,
        why: "A program that looks like a picture or like data is passed over by people and by tools.",
        fix: "Give the file the extension of what it holds.",
        references: &["https://attack.mitre.org/techniques/T1036/008/"],
        ..StaticMeta::BASE
    },
    check,
};

const PICTURES: &[&str] = &["png", "jpg", "jpeg", "gif", "bmp", "webp", "ico", "tiff"];
const MEDIA: &[&str] = &["mp3", "mp4", "wav", "ogg", "ttf", "otf", "woff", "woff2", "mov", "avi", "pdf"];
const DATA: &[&str] =
    &["txt", "md", "json", "csv", "xml", "yaml", "yml", "log", "dat", "toml", "ini", "cfg", "html", "css"];

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    for (index, file) in context.artifact.files.iter().enumerate() {
        let extension = file.extension();
        let one_of = |names: &[&str]| names.contains(&extension.as_str());
        let (picture, media, data) = (one_of(PICTURES), one_of(MEDIA), one_of(DATA));
        if !(picture || media || data) || file.size == 0 {
            continue;
        }
        let found = match Magic::of(file) {
            Some(Magic::Program | Magic::Bytecode) => Some((Severity::High, "a program has the name of a data file")),
            Some(Magic::Script)
                if picture || media || matches!(extension.as_str(), "json" | "csv" | "dat" | "log" | "css") =>
            {
                Some((Severity::High, "a script has the name of a data file"))
            }
            Some(Magic::Script) if extension == "txt" => Some((Severity::Low, "a script has the name of a text file")),
            Some(Magic::Archive | Magic::Ole) if picture || data => {
                Some((Severity::Medium, "an archive has the name of a data file"))
            }
            None if picture && file.binary().is_none() && is_code(file.text()) => {
                Some((Severity::High, "a picture by its name is code"))
            }
            _ => None,
        };
        if let Some((severity, message)) = found {
            sink.report(Report::new(Place::new(index, Span::default()), message).severity(severity));
        } else if picture && bytes(file).windows(5).any(|window| window.eq_ignore_ascii_case(b"<?php")) {
            let message = "a picture holds PHP code";
            sink.report(Report::new(Place::new(index, Span::default()), message));
        }
    }
}

/// Whether text that should be a picture reads like code. Git LFS pointers and error pages do not.
fn is_code(text: &str) -> bool {
    let start = text.get(..text.floor_char_boundary(4096.min(text.len()))).unwrap_or_default();
    ["import ", "require(", "eval(", "function ", "<?php", "<script", "exec(", "curl ", "powershell"]
        .iter()
        .any(|word| start.contains(word))
        && !start.starts_with("version https://git-lfs")
        && !start.trim_start().starts_with("<!")
        && !start.trim_start().starts_with("<svg")
}

//! A picture goes on after its end.

use super::Heuristic;
use crate::analyze::magic::contains;
use crate::analyze::{Context, Report, Sink};
use crate::artifact::Place;
use crate::rule::{Confidence, Severity, StaticMeta, Threat};
use crate::text::Span;

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "appended-payload",
        title: "a picture carries a payload behind its end",
        severity: Severity::High,
        confidence: Confidence::Medium,
        threat: Threat::Obfuscation,
        why: "Viewers stop at the end of the picture; a script that knows better takes out what follows.",
        fix: "Save the picture anew.",
        references: &["https://attack.mitre.org/techniques/T1027/003/"],
        ..StaticMeta::BASE
    },
    check,
};

/// How programs, archives and scripts start.
const PAYLOADS: &[&[u8]] = &[
    b"PK\x03\x04",
    b"\x7fELF",
    b"#!/",
    b"<?php",
    b"<script",
    b"This program cannot",
    b"import ",
    b"eval(",
    b"powershell",
    b"Rar!\x1a",
];

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    for (index, file) in context.artifact.files.iter().enumerate() {
        let Some(rest) = file.binary().and_then(after_end) else { continue };
        if rest.iter().all(|byte| matches!(byte, 0 | b'\n' | b'\r' | b' ')) {
            continue;
        }
        let place = Place::new(index, Span::default());
        if PAYLOADS.iter().any(|start| contains(rest, start)) {
            sink.report(Report::new(place, "a program or script follows the end of a picture"));
        } else if rest.len() > 256 {
            let message = format!("{} bytes follow the end of a picture", rest.len());
            sink.report(Report::new(place, message).severity(Severity::Low));
        }
    }
}

/// What follows the end of a PNG or JPEG picture.
fn after_end(bytes: &[u8]) -> Option<&[u8]> {
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        let mut at: usize = 8;
        loop {
            let length = bytes.get(at..at.checked_add(4)?)?;
            let length = usize::try_from(u32::from_be_bytes(length.try_into().ok()?)).ok()?;
            let last = bytes.get(at + 4..at + 8)? == b"IEND";
            at = at.checked_add(length)?.checked_add(12)?;
            if last {
                return bytes.get(at..);
            }
        }
    }
    if bytes.starts_with(b"\xff\xd8\xff") {
        // A thumbnail has an end of its own, so only the last one counts.
        let end = bytes.windows(2).rposition(|pair| pair == [0xff, 0xd9])?;
        return bytes.get(end + 2..);
    }
    None
}

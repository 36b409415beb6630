//! `go.mod` names exact versions; `go.sum` holds the digests of what was fetched.

use super::lock::{Locked, MAX_LOCKED};
use super::{Data, lines};
use crate::inventory::{Ecosystem, Reader};
use crate::text::Span;

pub(super) fn module(data: &mut Data<'_>) {
    let text = data.file.text();
    let mut block = false;
    for (at, line) in lines(text).take(MAX_LOCKED) {
        let bare = line.split("//").next().unwrap_or(line).trim();
        if let Some(name) = bare.strip_prefix("module ") {
            data.packages.own.insert(name.trim().to_owned());
            if data.top && data.builder.subject.name.is_empty() {
                data.builder.subject.name = name.trim().to_owned();
            }
        }
        let one = match bare {
            "require (" => {
                block = true;
                continue;
            }
            ")" => {
                block = false;
                continue;
            }
            _ if block => Some(bare),
            _ => bare.strip_prefix("require "),
        };
        let Some((name, version)) = one.and_then(|one| one.trim().split_once(' ')) else { continue };
        let span = Span::new(at, at + line.trim_end().len());
        settle(data, name, version.trim(), span, Reader::LOCK_GO);
    }
}

pub(super) fn sums(data: &mut Data<'_>) {
    let text = data.file.text();
    for (at, line) in lines(text).take(MAX_LOCKED) {
        let mut words = line.split_whitespace();
        let (Some(name), Some(version)) = (words.next(), words.next()) else { continue };
        // The line of a module's own `go.mod` says that it was looked at, not that it was taken.
        if !version.ends_with("/go.mod") {
            settle(data, name, version, Span::new(at, at + line.trim_end().len()), Reader::LOCK_GO_SUM);
        }
    }
}

fn settle(data: &mut Data<'_>, name: &str, version: &str, span: Span, rule: Reader) {
    let evidence = data.evidence(span, name, rule);
    let (folder, scope) = (data.folder(), data.scope);
    data.packages.locked.push(Locked {
        ecosystem: Ecosystem::Golang,
        name: name.to_owned(),
        version: version.to_owned(),
        development: false,
        hashes: Vec::new(),
        evidence,
        folder,
        scope,
    });
}

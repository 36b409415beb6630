//! A name, command or address of a server is not what it looks like.

use unicode_script::{Script, UnicodeScript as _};
use unicode_security::confusable_detection::skeleton;

use super::Heuristic;
use crate::analyze::{Context, Report, Sink};
use crate::artifact::Place;
use crate::rule::{Confidence, Severity, StaticMeta, Threat};
use crate::text::{RegionKind, is_invisible};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "deceptive-characters",
        title: "a name or command holds invisible or look-alike characters",
        severity: Severity::High,
        confidence: Confidence::High,
        threat: Threat::Impersonation,
        why: "A reviewer reads a trusted name; the client starts, or connects to, another one.",
        fix: "Write it with the characters that it is meant to show.",
        taxonomy: "CWE-1007",
        ..StaticMeta::BASE
    },
    check,
};

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    let facts = &context.artifact.facts;
    for launch in &facts.launches {
        look(&launch.name, &launch.place, "the server's name", sink);
        for variable in launch.url.iter().chain(&launch.args).chain(&launch.env) {
            look(&variable.value, &variable.place, "an argument or address", sink);
        }
        look(&launch.command, &launch.place, "the command", sink);
    }
    for region in context.regions(RegionKind::HookCommand) {
        let place =
            Place { file: region.file, span: region.span(0..region.text.len()), pointer: region.pointer.clone() };
        if region.text.chars().any(hides) {
            look(&region.text, &place, "the command", sink);
        }
    }
    for parsed in &context.artifact.parsed {
        let name = parsed.document.root.get("name").and_then(crate::text::Node::as_text);
        if let Some(name) = name {
            look(&name.text, &Place::new(parsed.file, name.span()).at("/name"), "the name", sink);
        }
    }
}

fn look(text: &str, place: &Place, what: &str, sink: &mut Sink<'_>) {
    if text.is_ascii() {
        return;
    }
    if text.chars().any(hides) {
        sink.report(Report::new(place.clone(), format!("{what} holds invisible characters")));
    } else if text.split(|c: char| !c.is_alphanumeric()).any(is_disguised) {
        sink.report(Report::new(place.clone(), format!("{what} holds look-alikes of Latin letters")));
    }
}

/// Invisible, and no part of an emoji.
fn hides(character: char) -> bool {
    is_invisible(character) && !matches!(character, '\u{FE0F}' | '\u{200D}' | '\u{FE0E}')
}

/// Whether a word mixes Latin letters with look-alikes of another script, or consists of look-alikes.
fn is_disguised(word: &str) -> bool {
    let foreign =
        |c: char| matches!(c.script(), Script::Cyrillic | Script::Greek | Script::Armenian | Script::Cherokee);
    if !word.chars().any(foreign) {
        return false;
    }
    let latin = word.chars().any(|c| c.is_ascii_alphabetic());
    latin || (word.chars().count() >= 3 && skeleton(word).all(|c| c.is_ascii()))
}

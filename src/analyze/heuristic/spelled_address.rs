//! A request goes to an address that does not stand in the code as it is.

use std::cell::LazyCell;

use super::Heuristic;
use super::secret_to_network::is_local;
use crate::analyze::flow::{HOLE, SinkKind, Source};
use crate::analyze::{Context, Sink};
use crate::artifact::address::Address;
use crate::rule::{Confidence, Severity, StaticMeta, Threat};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "spelled-address",
        title: "a request goes to an address that is spelled in code",
        severity: Severity::High,
        confidence: Confidence::Medium,
        threat: Threat::Obfuscation,
        why: "Whoever reads the source or looks for addresses in it does not see where data goes.",
        fix: "Write the address in the open.",
        references: &["https://attack.mitre.org/techniques/T1027/"],
        ..StaticMeta::BASE
    },
    check,
};

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    let artifact = context.artifact;
    let texts =
        LazyCell::new(|| artifact.files.iter().map(|file| file.text().to_ascii_lowercase()).collect::<Vec<_>>());
    let asked = context.flows.events.iter().filter(|event| event.kind == SinkKind::Url);
    for event in asked.filter(|event| event.is_of_script(artifact)) {
        let Some(origin) = event.from(&[Source::Decoded]) else { continue };
        let named = |text: &str| {
            let host = Address::parse(text)?.host;
            (host.contains('.') && !host.contains(HOLE) && !is_local(text)).then_some(host)
        };
        let Some(host) = event.texts.iter().find_map(|text| named(text)) else { continue };
        // Something else may be decoded behind an address that everybody can read.
        if texts.iter().any(|text| text.contains(&host)) {
            continue;
        }
        let message = format!("`{}` asks `{host}`, which no line names: it is {}", event.sink, origin.describe());
        sink.report(event.report(artifact, Some(origin), message));
    }
}

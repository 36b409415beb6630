//! Resources that hand out credentials.

use super::Heuristic;
use crate::analyze::{Context, Report, Sink};
use crate::artifact::Place;
use crate::rule::{Confidence, Severity, StaticMeta, Threat};
use crate::text::{Pattern, Region, RegionKind};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "credential-resources",
        title: "a server offers credentials as a resource",
        severity: Severity::Medium,
        confidence: Confidence::Medium,
        threat: Threat::SecretExposure,
        why: "Every client can read a listed resource into the model's context, and from there it goes wherever the model is led.",
        fix: "Keep credentials inside of the server, and list only what every client may read.",
        taxonomy: "CWE-200",
        ..StaticMeta::BASE
    },
    check,
};

static SECRET: Pattern = Pattern::new(
    r"(?i)(?:^|[/:_. -])(?:credentials?|secrets?|passwords?|passwd|shadow|api[_ -]?keys?|private[_ -]?keys?|access[_ -]?tokens?|id_rsa|\.env)(?:$|[/?#_. ,-])",
);

static RESTRICTED: Pattern = Pattern::new(
    r"(?i)\brestricted\b|\bconfidential\b|\bdo not share\b|\b(?:admin(?:istrators?)?|internal(?: use)?|authori[sz]ed (?:users|personnel)|root)[ -]only\b|\bonly (?:for )?(?:admin|internal|authori[sz]ed)\w*|\bsensitive\b|\bnot for (?:users|the public|sharing)|\bdo not (?:expose|disclose|distribute)\b",
);

/// Resources that speak of secrets and hold none.
static ABOUT: Pattern = Pattern::new(
    r"(?i)\b(?:docs?|guides?|documentation|how[- ]to|polic(?:y|ies)|example|template|schema|help|best practices?|metadata|names? of|without values|masked|redacted|rotation)\b",
);

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    let regions: Vec<&Region> = context.regions(RegionKind::Resource).collect();
    for uri in regions.iter().filter(|region| ends(region, &["/uri", "/uriTemplate"])) {
        let item = uri.pointer.as_deref().and_then(|pointer| pointer.rsplit_once('/')).map_or("", |(item, _)| item);
        let beside = regions.iter().filter(|region| {
            region.file == uri.file
                && ends(region, &["/name", "/title", "/description"])
                && region
                    .pointer
                    .as_deref()
                    .and_then(|pointer| pointer.rsplit_once('/'))
                    .is_some_and(|(other, _)| other == item)
        });
        let said: Vec<&str> = beside.map(|region| region.text.as_str()).collect();
        let any = |pattern: &Pattern| said.iter().any(|text| pattern.is_match(text));
        if !(SECRET.is_match(&uri.text) || any(&SECRET))
            || any(&ABOUT)
            || ABOUT.is_match(&uri.text)
            || uri.text.starts_with("http")
        {
            continue;
        }
        let place = Place { file: uri.file, span: uri.span(0..uri.text.len()), pointer: uri.pointer.clone() };
        let report = Report::new(place, format!("`{}` hands out credentials", uri.text));
        // It says itself that not everyone may read it, and is listed for everyone.
        sink.report(if any(&RESTRICTED) { report.severity(Severity::High) } else { report });
    }
}

fn ends(region: &Region, names: &[&str]) -> bool {
    region.pointer.as_deref().is_some_and(|pointer| names.iter().any(|name| pointer.ends_with(name)))
}

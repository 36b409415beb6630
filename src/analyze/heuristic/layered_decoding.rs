//! A script takes several encodings off a text, one after the other.

use std::ops::Range;

use super::Heuristic;
use crate::analyze::script::{documented, place};
use crate::analyze::{Context, Report, Sink};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};
use crate::text::{Pattern, RegionKind, mentions};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "layered-decoding",
        title: "a script takes several encodings off a text",
        severity: Severity::High,
        confidence: Confidence::Medium,
        threat: Threat::Obfuscation,
        why: "One encoding carries data; one inside the other only hides it from whoever looks.",
        fix: "Keep the text readable, or say what is encoded and why.",
        ..StaticMeta::BASE
    },
    check,
};

static DECODERS: Pattern = Pattern::caseless(
    r"\b(?:(?:urlsafe_)?b(?:64|32|16|85)decode|a85decode|unhexlify|fromhex|codecs\.decode|atob|zlib\.decompress|decodebytes|rot13)\(|Buffer\.from\([^)\n]{1,60}['\x22](?:base64|hex)",
);
static SAID: Pattern =
    Pattern::caseless(r"\b(?:decod|base64|hex(?:adecimal)?\b|cipher|obfusc|\bctf\b|malware|forensic)");

/// Bytes within which the calls must stand to be one chain.
const CHAIN: usize = 320;

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    for region in context.regions(RegionKind::Script).filter(|region| !context.artifact.is_test(region.file)) {
        if !mentions(&region.text, &["decod", "hexlify", "fromhex", "atob", "decompress", "rot13", "buffer.from"]) {
            continue;
        }
        let calls: Vec<_> = DECODERS.find_iter(&region.text).collect();
        let name = |call: &Range<usize>| region.text.get(call.clone());
        let chain = calls.windows(3).find(|calls| match calls {
            [first, second, third] => {
                let other = |call| name(call) != name(first);
                third.start - first.start < CHAIN && (other(second) || other(third))
            }
            _ => false,
        });
        let Some([first, _, third]) = chain else { continue };
        if !documented(context, &SAID) {
            let place = place(region, first.start..third.end);
            sink.report(Report::new(place, "three decoders in a row take a text out of its wrappings"));
        }
    }
}

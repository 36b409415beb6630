//! A name that reads like a trusted word and is spelt with digits or foreign letters.

use std::collections::BTreeSet;

use unicode_security::skeleton;

use super::Heuristic;
use crate::analyze::{Context, Report, Sink};
use crate::artifact::address::{Address, HostKind};
use crate::rule::{Confidence, Severity, StaticMeta, Threat};
use crate::text::{Region, RegionKind};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "disguised-name",
        title: "a trusted word is spelt with look-alike characters",
        severity: Severity::High,
        confidence: Confidence::High,
        threat: Threat::Impersonation,
        why: "The spelling passes filters for the real name, and readers take it for that name.",
        fix: "Use a name of your own, in plain letters.",
        references: &["https://www.unicode.org/reports/tr39/"],
        taxonomy: "CWE-1007",
        ..StaticMeta::BASE
    },
    check,
};

/// Vendors, and words that promise trust.
const WORDS: &[&str] = &[
    "google",
    "openai",
    "anthropic",
    "microsoft",
    "amazon",
    "nvidia",
    "oracle",
    "salesforce",
    "github",
    "gitlab",
    "stripe",
    "paypal",
    "mastercard",
    "cloudflare",
    "atlassian",
    "coinbase",
    "binance",
    "metamask",
    "facebook",
    "apple",
    "claude",
    "chatgpt",
    "gemini",
    "copilot",
    "official",
    "verified",
    "trusted",
    "certified",
    "approved",
    "authorized",
    "security",
    "secure",
    "administrator",
    "admin",
    "system",
    "support",
];

/// Vendors whose names are borrowed in hosts.
const VENDORS: usize = 24;

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    let mut told = BTreeSet::new();
    let texts = context.artifact.regions.iter().filter(|region| {
        matches!(region.kind, RegionKind::CardText | RegionKind::ServerText)
            && !region.pointer.as_deref().is_some_and(|at| at.contains("/examples/"))
    });
    for region in texts {
        for (range, word) in disguises(&region.text) {
            if told.insert((region.file, word)) {
                let spelt = region.text.get(range.clone()).unwrap_or_default();
                let message = format!("`{spelt}` reads as `{word}`");
                sink.report(Report::new(place(region, range), message));
            }
        }
    }
    for endpoint in &context.artifact.facts.endpoints {
        let Some(address) = Address::parse(&endpoint.url) else { continue };
        if let Some(vendor) = borrowed(&address) {
            let message =
                format!("`{}` looks like a host of {vendor} and belongs to `{}`", address.host, address.owner());
            sink.report(Report::new(endpoint.place.clone(), message));
        }
    }
}

fn place(region: &Region, range: std::ops::Range<usize>) -> crate::artifact::Place {
    crate::artifact::Place { file: region.file, span: region.span(range), pointer: region.pointer.clone() }
}

/// Words in disguise, each with where it stands.
fn disguises(text: &str) -> Vec<(std::ops::Range<usize>, &'static str)> {
    let mut found = Vec::new();
    let mut start = 0;
    for token in text.split_inclusive(|c: char| !(c.is_alphanumeric() || matches!(c, '@' | '$'))) {
        let bare = token.trim_end_matches(|c: char| !(c.is_alphanumeric() || matches!(c, '@' | '$')));
        if (5..64).contains(&bare.len()) {
            found.extend(disguised(bare).map(|word| (start..start + bare.len(), word)));
        }
        start += token.len();
    }
    found
}

/// The trusted word that a token spells in disguise; both readings of `1` are tried.
fn disguised(token: &str) -> Option<&'static str> {
    let lower = token.to_lowercase();
    let letters = lower.chars().filter(|c| c.is_alphabetic()).count();
    let strange = !lower.is_ascii() && lower.chars().any(|c| c.is_ascii_alphabetic());
    let digits = lower.chars().any(|c| c.is_ascii_digit() || matches!(c, '@' | '$'));
    if !(strange || digits) || letters < 3 || lower.chars().count() > 40 {
        return None;
    }
    let plain: String = if strange { skeleton(&lower).collect() } else { lower.clone() };
    ['l', 'i'].into_iter().find_map(|one| {
        let read: String = plain.chars().map(|c| unleet(c, one)).collect();
        WORDS.iter().copied().find(|word| {
            let Some(at) = read.find(word) else { return false };
            // The word itself must be disguised, not its neighbour: `system2` is plain.
            !lower.contains(word) && (strange || lower.get(at..at + word.len()).is_some_and(|spelt| spelt != *word))
        })
    })
}

const fn unleet(character: char, one: char) -> char {
    match character {
        '0' => 'o',
        '1' => one,
        '3' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '7' => 't',
        '8' => 'b',
        '9' => 'g',
        other => other,
    }
}

/// The vendor whose whole domain a host of somebody else carries, such as `google.com.example.net`.
fn borrowed(address: &Address) -> Option<&'static str> {
    if address.kind() != HostKind::Public {
        return None;
    }
    let owner = address.owner();
    let outside = address.host.strip_suffix(owner).unwrap_or_default();
    WORDS.iter().copied().take(VENDORS).find(|vendor| {
        let own = owner.split('.').next() == Some(*vendor);
        let carries = |text: &str| {
            ["com", "ai", "org", "io"]
                .iter()
                .any(|top| text.contains(&format!("{vendor}.{top}.")) || text.contains(&format!("{vendor}-{top}.")))
        };
        !own && (carries(outside) || carries(&format!("{}.", owner.split('.').next().unwrap_or_default())))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn disguises_are_read_and_plain_names_are_not_suspected() {
        for (text, word) in
            [("Tru5tedAgent", "trusted"), ("0fficial", "official"), ("g00gle-x", "google"), ("p\u{0430}ypal", "paypal")]
        {
            assert_eq!(disguises(text).first().map(|(_, word)| *word), Some(word), "{text}");
        }
        for text in ["GPT4All", "system2", "admin1 google", "base64 sha256", "web3 i18n k8s", "привет админ", "2secure"]
        {
            assert_eq!(disguises(text), [], "{text}");
        }
    }

    #[test]
    fn hosts_that_carry_a_vendors_domain_are_borrowed() {
        let vendor = |url: &str| borrowed(&Address::parse(url).unwrap());
        assert_eq!(vendor("https://google.com.agents.example/a"), Some("google"));
        assert_eq!(vendor("https://openai-com.example/a"), Some("openai"));
        assert_eq!(vendor("https://agents.google.com/a"), None);
        assert_eq!(vendor("https://my-google-helper.vercel.app"), None);
    }
}

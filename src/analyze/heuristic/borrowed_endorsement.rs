//! A card claims a vendor's endorsement and is served from somewhere else.

use super::Heuristic;
use crate::analyze::{Context, Report, Sink};
use crate::artifact::address::Address;
use crate::rule::{Confidence, Severity, StaticMeta, Threat};

pub(super) const RULE: Heuristic = Heuristic {
    meta: StaticMeta {
        id: "borrowed-endorsement",
        title: "an endorsement by a vendor that nothing else shows",
        severity: Severity::High,
        confidence: Confidence::Medium,
        threat: Threat::Impersonation,
        why: "Readers trust the vendor's name, while the agent answers from a host that the vendor does not own.",
        fix: "Leave the vendor out, or serve the card from the vendor's domain.",
        references: &["https://a2a-protocol.org/latest/specification/"],
        ..StaticMeta::BASE
    },
    check,
};

/// The vendors that the signal knows, with the names their domains go by.
const VENDORS: &[(&str, &[&str])] = &[
    ("google", &["google", "googleapis", "deepmind"]),
    ("deepmind", &["google", "deepmind"]),
    ("openai", &["openai", "chatgpt"]),
    ("anthropic", &["anthropic", "claude"]),
    ("microsoft", &["microsoft", "azure", "github"]),
    ("amazon", &["amazon", "aws"]),
    ("aws", &["amazon", "aws"]),
    ("apple", &["apple"]),
    ("meta", &["meta", "facebook"]),
    ("nvidia", &["nvidia"]),
    ("ibm", &["ibm"]),
    ("oracle", &["oracle", "oraclecloud"]),
    ("salesforce", &["salesforce", "force"]),
    ("github", &["github"]),
    ("gitlab", &["gitlab"]),
    ("stripe", &["stripe"]),
    ("paypal", &["paypal"]),
    ("visa", &["visa"]),
    ("mastercard", &["mastercard"]),
    ("cloudflare", &["cloudflare"]),
    ("cisco", &["cisco", "webex"]),
    ("slack", &["slack"]),
    ("atlassian", &["atlassian"]),
    ("coinbase", &["coinbase"]),
    ("binance", &["binance"]),
    ("linux", &["linuxfoundation"]),
];

fn check(context: &Context<'_>, sink: &mut Sink<'_>) {
    let hosts: Vec<Address> =
        context.artifact.facts.endpoints.iter().filter_map(|endpoint| Address::parse(&endpoint.url)).collect();
    for hit in context.hits("vendor-endorsement") {
        let text = hit.text.to_lowercase();
        let Some((vendor, domains)) = VENDORS.iter().find(|(vendor, _)| text.contains(vendor)) else { continue };
        // What is checked for an endorsement need not have one.
        let before = context.region(hit).and_then(|region| region.text.get(..hit.range.start)).unwrap_or_default();
        let sentence = before.rsplit(['.', '!', '?', '\n']).next().unwrap_or_default().to_lowercase();
        if ["whether", "check", "verif", "validat"].iter().any(|word| sentence.contains(word)) {
            continue;
        }
        let label = |address: &Address| address.owner().split('.').next().unwrap_or_default().to_owned();
        if hosts.iter().any(|address| domains.contains(&label(address).as_str())) {
            continue;
        }
        let message = format!("claims the endorsement of {vendor}, which has none of the hosts that the card names");
        sink.report(Report::new(hit.place.clone(), message));
    }
}

//! Descriptors of the rules that found something.

use std::collections::BTreeMap;

use super::level;
use super::model::{Configuration, Descriptor, Help, Message, RuleProperties};
use crate::finding::Finding;
use crate::report::Report;
use crate::report::catalogue::prose;
use crate::rule::{Framework, RuleMeta, Severity};

/// GitHub refuses more.
const MAX_TAGS: usize = 20;

/// One for each rule in `findings`, by name.
pub(super) fn descriptors<'a>(report: &Report<'a>, findings: &[&'a Finding]) -> Vec<Descriptor<'a>> {
    let mut worst: BTreeMap<&str, Severity> = BTreeMap::new();
    for finding in findings {
        let known = worst.entry(finding.rule.as_str()).or_insert(finding.severity);
        *known = finding.severity.max(*known);
    }
    let engine = report.engine;
    let known = worst.into_iter().filter_map(|(id, worst)| Some((engine.catalogue().get(id)?, worst)));
    known.map(|(rule, worst)| descriptor(rule, worst)).collect()
}

/// GitHub takes the severity of an alert from its rule, so a finding that was raised has to raise its rule.
fn descriptor(rule: &RuleMeta, worst: Severity) -> Descriptor<'_> {
    let references: Vec<_> = rule.references.iter().map(|reference| format!("- <{reference}>\n")).collect();
    let codes: Vec<_> = rule.taxonomy.codes().collect();
    let (why, fix, codes) = (prose(&rule.why), prose(&rule.fix), codes.join(" · "));
    let markdown = format!("**Why:** {why}\n\n**Fix:** {fix}\n\n{codes}\n\n{}", references.concat());
    Descriptor {
        id: rule.id.as_str(),
        name: pascal_case(rule.id.as_str()),
        short_description: Message::new(&rule.title),
        full_description: Message::new(&rule.why),
        help: Help { text: format!("{} {}", rule.why, rule.fix), markdown: markdown.trim_end().to_owned() },
        help_uri: rule.references.first().map(String::as_str),
        default_configuration: Configuration { level: level(rule.severity) },
        properties: RuleProperties {
            tags: tags(rule),
            precision: rule.confidence.name(),
            security_severity: security_severity(rule.severity.max(worst)),
        },
    }
}

fn tags(rule: &RuleMeta) -> Vec<String> {
    let mut tags = vec!["security".to_owned(), rule.threat.name().to_owned()];
    for (framework, codes) in &rule.taxonomy.0 {
        tags.extend(codes.iter().map(|code| match framework {
            // The form that code scanning links.
            Framework::Cwe => format!("external/cwe/{}", code.to_lowercase()),
            _ => format!("{}/{code}", framework.name()),
        }));
    }
    tags.truncate(MAX_TAGS);
    tags
}

/// In the middle of the band that GitHub calls by the same name; a mere fact has none.
const fn security_severity(severity: Severity) -> Option<&'static str> {
    match severity {
        Severity::Critical => Some("9.5"),
        Severity::High => Some("8.0"),
        Severity::Medium => Some("5.5"),
        Severity::Low => Some("2.0"),
        Severity::Info => None,
    }
}

/// `InstructionOverride`: what SARIF calls a rule's name.
fn pascal_case(id: &str) -> String {
    let capital = |word: &str| {
        let mut letters = word.chars();
        letters.next().map_or_else(String::new, |first| format!("{}{}", first.to_ascii_uppercase(), letters.as_str()))
    };
    id.split('-').map(capital).collect()
}

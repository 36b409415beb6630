//! Waivers: findings that somebody has agreed to, for a reason and until a day.

use jiff::civil::Date;

use super::reader::Reader;
use super::{Mistakes, Paths};
use crate::finding::{Finding, Fingerprint};
use crate::rule::{Catalogue, RuleId};
use crate::text::{Member, Node, Value};

/// A finding that somebody answers for until a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiver {
    pub target: Target,
    pub reason: String,
    pub owner: String,
    /// The last day on which it holds.
    pub expires: Date,
    /// Where it stands: `file:line`.
    pub origin: String,
}

/// What a waiver is about. There is no way to name a severity, or all rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    Fingerprint(Fingerprint),
    Rule { rule: RuleId, paths: Paths },
}

impl Waiver {
    pub fn covers(&self, finding: &Finding) -> bool {
        match &self.target {
            Target::Fingerprint(fingerprint) => *fingerprint == finding.fingerprint,
            Target::Rule { rule, paths } => *rule == finding.rule && paths.contains(&finding.location.path),
        }
    }

    pub fn is_expired(&self, today: Date) -> bool {
        today > self.expires
    }
}

const KEYS: &[&str] = &["fingerprint", "rule", "path", "reason", "owner", "expires"];

/// Reads the text of a waiver file, TOML or YAML by its name: a list `waivers`.
pub fn waivers(name: &str, text: &str, rules: &Catalogue) -> Result<Vec<Waiver>, Mistakes> {
    let (mut reader, root) = Reader::open(name, text);
    let mut waivers = Vec::new();
    reader.members(&root, &["waivers"], &mut |reader, _, member| {
        for item in reader.items(member) {
            waivers.extend(waiver(reader, item, rules));
        }
    });
    reader.finish(waivers)
}

fn waiver(reader: &mut Reader, node: &Node, rules: &Catalogue) -> Option<Waiver> {
    let (mut reason, mut owner, mut expires) = (None, None, None);
    let (mut fingerprint, mut rule, mut paths) = (None, None, None);
    reader.members(node, KEYS, &mut |reader, key, member| match key {
        "fingerprint" => fingerprint = reader.parsed(member),
        "rule" => rule = reader.text(member).and_then(|name| reader.rule(&name, member.value.span, rules)),
        "path" => paths = reader.paths(key, &member.value),
        "reason" => reason = reader.text(member),
        "owner" => owner = reader.text(member),
        _ => expires = date(reader, member),
    });
    if !node.is_object() {
        return None;
    }
    let has = |name: &str| node.get(name).is_some();
    for (name, help) in [
        ("reason", "say why this may stay"),
        ("owner", "say who answers for it"),
        ("expires", "say until when, as in 2027-01-31"),
    ] {
        if !has(name) {
            reader.missing(node, name, help);
        }
    }
    match (has("fingerprint"), has("rule"), has("path")) {
        (true, false, false) | (false, true, true) => {}
        (true, ..) => reader.wrong(node.span, "a waiver names a fingerprint, or a rule and a path; not both", None),
        (false, true, false) => reader.missing(node, "path", "say where the rule may fire"),
        (false, false, true) => reader.missing(node, "rule", "say which rule may fire there"),
        (false, false, false) => reader.missing(node, "fingerprint", "or name a rule and a path"),
    }
    let target = match (fingerprint, rule, paths) {
        (Some(fingerprint), None, None) => Target::Fingerprint(fingerprint),
        (None, Some(rule), Some(paths)) => Target::Rule { rule, paths },
        _ => return None,
    };
    Some(Waiver { target, reason: reason?, owner: owner?, expires: expires?, origin: reader.origin(node.span) })
}

/// A day, written as a string or as a date of TOML.
fn date(reader: &mut Reader, member: &Member) -> Option<Date> {
    let text = match &member.value.value {
        Value::Number(text) => text.as_str(),
        Value::String(text) => text.text.trim(),
        _ => "",
    };
    // `Date` parses date-times, too; a day is ten characters.
    let date = text.parse().ok().filter(|_| text.len() == 10);
    if date.is_none() {
        reader.expected(member, "a day, as in 2027-01-31");
    }
    date
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mistakes(name: &str, text: &str) -> Vec<String> {
        let list = waivers(name, text, &Catalogue::default()).map_or_else(|mistakes| mistakes.list, |_| Vec::new());
        list.iter().map(|m| format!("{}: {}", m.location.start.line, m.message)).collect()
    }

    #[test]
    fn toml_and_yaml_say_the_same() {
        let toml = "[[waivers]]\nfingerprint = \"pm1:00112233445566778899aabbccddeeff\"\nreason = \"r\"\nowner = \"o\"\n\
                    expires = 2027-01-31\n";
        let yaml = "waivers:\n  - fingerprint: pm1:00112233445566778899aabbccddeeff\n    reason: r\n    owner: o\n    \
                    expires: 2027-01-31\n";
        let rules = Catalogue::default();
        let (toml, yaml) = (waivers("w.toml", toml, &rules).unwrap(), waivers("w.yaml", yaml, &rules).unwrap());
        assert_eq!(toml[0].target, yaml[0].target);
        assert_eq!(toml[0].expires, yaml[0].expires);
        assert!(toml[0].is_expired(Date::constant(2027, 2, 1)));
        assert!(!toml[0].is_expired(Date::constant(2027, 1, 31)));
    }

    #[test]
    fn a_waiver_needs_a_reason_an_owner_and_an_end_and_names_one_rule() {
        assert_eq!(
            mistakes("w.toml", "[[waivers]]\nrule = \"*\"\npath = \"a\"\nseverity = \"low\"\nexpires = \"soon\"\n"),
            [
                "1: `owner` is missing",
                "1: `reason` is missing",
                "2: there is no rule `*`",
                "4: unknown key `severity`",
                "5: `expires` has to be a day, as in 2027-01-31",
            ]
        );
        assert_eq!(mistakes("w.yaml", "waivers:\n  - &a {reason: r}\n  - *a\n").first().map(|m| &m[..2]), Some("2:"));
        assert!(!mistakes("w.yaml", "waivers: []\nwaivers: []\n").is_empty());
        assert_eq!(
            mistakes(
                "w.toml",
                "[[waivers]]\nfingerprint = \"x\"\nreason = \"r\"\nowner = \"o\"\nexpires = 2027-01-31\n"
            )
            .len(),
            1
        );
    }
}

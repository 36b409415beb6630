//! `proofmark.toml`: raw, then validated against the rules that there are.

use std::collections::BTreeSet;

use super::reader::Reader;
use super::{Mistakes, Paths};
use crate::rule::{Catalogue, Severity};
use crate::text::{Member, Node, Span};

/// What a configuration says. What it leaves open is `None`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settings {
    pub fail_on: Option<Severity>,
    pub min_severity: Option<Severity>,
    /// Rules that are not to fire.
    pub disabled: BTreeSet<String>,
    /// Folders of rule files, relative to the configuration.
    pub packs: Vec<String>,
    /// Relative to the configuration.
    pub baseline: Option<String>,
    /// Relative to the configuration.
    pub waivers: Option<String>,
    pub accepted_gaps: Vec<AcceptedGap>,
    /// Files that are not scanned.
    pub exclude: Vec<Paths>,
    pub limits: LimitSettings,
}

/// A gap that the user lives with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AcceptedGap {
    pub paths: Paths,
    pub reason: String,
}

/// Limits other than the default.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LimitSettings {
    pub max_files: Option<u64>,
    pub max_file_size: Option<u64>,
    pub max_binary_size: Option<u64>,
    pub max_artifact_size: Option<u64>,
    pub max_depth: Option<u64>,
    pub max_decode_depth: Option<u64>,
    pub scan_timeout: Option<u64>,
    pub max_download_size: Option<u64>,
    pub max_source_size: Option<u64>,
    pub fetch_timeout: Option<u64>,
    pub server_timeout: Option<u64>,
}

/// A configuration as it was read; rule names are checked once the rules are known.
#[derive(Debug)]
pub struct Draft {
    settings: Settings,
    disabled: Vec<(String, Span)>,
    reader: Reader,
}

const KEYS: &[&str] = &["fail-on", "min-severity", "rules", "baseline", "waivers", "accept-gaps", "exclude", "limits"];
const RULE_KEYS: &[&str] = &["disable", "packs"];
const GAP_KEYS: &[&str] = &["path", "reason"];
const LIMIT_KEYS: &[&str] = &[
    "max-files",
    "max-file-size",
    "max-binary-size",
    "max-artifact-size",
    "max-depth",
    "max-decode-depth",
    "scan-timeout",
    "max-download-size",
    "max-source-size",
    "fetch-timeout",
    "server-timeout",
];

impl Draft {
    /// Reads the text of a configuration; `name` is what mistakes call the file.
    pub fn new(name: &str, text: &str) -> Self {
        let (reader, root) = Reader::open(name, text);
        let mut draft = Self { settings: Settings::default(), disabled: Vec::new(), reader };
        draft.read(&root);
        draft
    }

    fn read(&mut self, root: &Node) {
        let Self { settings, disabled, reader } = self;
        reader.members(root, KEYS, &mut |reader, key, member| match key {
            "fail-on" => settings.fail_on = reader.parsed(member),
            "min-severity" => settings.min_severity = reader.parsed(member),
            "baseline" => settings.baseline = reader.text(member),
            "waivers" => settings.waivers = reader.text(member),
            "accept-gaps" => settings.accepted_gaps = gaps(reader, member),
            "exclude" => {
                let items = reader.items(member).iter();
                settings.exclude = items.filter_map(|item| reader.paths("exclude", item)).collect();
            }
            "rules" => rules(reader, &member.value, settings, disabled),
            _ => limits(reader, &member.value, &mut settings.limits),
        });
    }

    /// Folders of rule files, relative to the configuration.
    pub fn packs(&self) -> &[String] {
        &self.settings.packs
    }

    /// Whether nothing is wrong so far.
    pub const fn is_sound(&self) -> bool {
        self.reader.is_sound()
    }

    /// The settings, if every rule that they name exists and nothing else is wrong.
    pub fn validate(mut self, rules: &Catalogue) -> Result<Settings, Mistakes> {
        for (name, span) in std::mem::take(&mut self.disabled) {
            let rule = self.reader.rule(&name, span, rules);
            self.settings.disabled.extend(rule.map(|rule| rule.as_str().to_owned()));
        }
        self.without_rules()
    }

    /// The settings, if nothing is wrong with them but, perhaps, the names of rules.
    pub fn without_rules(self) -> Result<Settings, Mistakes> {
        self.reader.finish(self.settings)
    }
}

fn rules(reader: &mut Reader, node: &Node, settings: &mut Settings, disabled: &mut Vec<(String, Span)>) {
    reader.members(node, RULE_KEYS, &mut |reader, key, member| {
        for item in reader.items(member) {
            let Some(text) = reader.text_of(key, item) else { continue };
            if key == "disable" {
                disabled.push((text, item.span));
            } else {
                settings.packs.push(text);
            }
        }
    });
}

fn gaps(reader: &mut Reader, member: &Member) -> Vec<AcceptedGap> {
    let mut accepted = Vec::new();
    for item in reader.items(member) {
        let (mut paths, mut reason) = (None, None);
        reader.members(item, GAP_KEYS, &mut |reader, key, member| match key {
            "path" => paths = reader.paths(key, &member.value),
            _ => reason = reader.text(member),
        });
        for name in GAP_KEYS.iter().filter(|name| item.is_object() && item.get(name).is_none()) {
            reader.missing(item, name, "write `{ path = \"data/*.bin\", reason = \"…\" }`");
        }
        accepted.extend(paths.zip(reason).map(|(paths, reason)| AcceptedGap { paths, reason }));
    }
    accepted
}

fn limits(reader: &mut Reader, node: &Node, limits: &mut LimitSettings) {
    reader.members(node, LIMIT_KEYS, &mut |reader, key, member| {
        let slot = match key {
            "max-files" => &mut limits.max_files,
            "max-file-size" => &mut limits.max_file_size,
            "max-binary-size" => &mut limits.max_binary_size,
            "max-artifact-size" => &mut limits.max_artifact_size,
            "max-depth" => &mut limits.max_depth,
            "max-decode-depth" => &mut limits.max_decode_depth,
            "max-download-size" => &mut limits.max_download_size,
            "max-source-size" => &mut limits.max_source_size,
            "fetch-timeout" => &mut limits.fetch_timeout,
            "server-timeout" => &mut limits.server_timeout,
            _ => &mut limits.scan_timeout,
        };
        *slot = reader.number(member);
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mistakes(text: &str) -> Vec<String> {
        let shown = |m: &super::super::Mistake| {
            let start = m.location.start;
            format!("{}:{}: {} ({})", start.line, start.column, m.message, m.help.as_deref().unwrap_or("-"))
        };
        match Draft::new("proofmark.toml", text).validate(&Catalogue::default()) {
            Ok(_) => Vec::new(),
            Err(mistakes) => mistakes.list.iter().map(shown).collect(),
        }
    }

    #[test]
    fn every_key_is_read() {
        let text = r#"
fail-on = "medium"
min-severity = "low"
baseline = "b.json"
waivers = "w.toml"
exclude = ["vendor", "**/*.min.js"]
accept-gaps = [{ path = "data/*.bin", reason = "models" }]
[rules]
packs = ["rules"]
[limits]
max-files = 10
max-file-size = 1_000
"#;
        let settings = Draft::new("proofmark.toml", text).validate(&Catalogue::default()).unwrap();
        assert_eq!(settings.fail_on, Some(Severity::Medium));
        assert_eq!(settings.exclude.len(), 2);
        assert_eq!(settings.accepted_gaps[0].reason, "models");
        assert_eq!(settings.limits.max_file_size, Some(1000));
        assert_eq!(settings.packs, ["rules"]);
    }

    #[test]
    fn all_mistakes_are_shown_at_once_each_with_its_line() {
        let text = "fail_on = \"high\"\nmin-severity = \"severe\"\nexclude = \"x\"\n[rules]\ndisable = [\"nope\", 3]\n\
                    [limits]\nmax-files = -1\n";
        assert_eq!(
            mistakes(text),
            [
                "1:1: unknown key `fail_on` (is `fail-on` meant?)",
                "2:16: `severe` is none of info, low, medium, high, critical (-)",
                "3:11: `exclude` has to be a list in [brackets] (-)",
                "5:12: there is no rule `nope` (`proofmark rules list` names all of them; patterns are not accepted)",
                "5:20: `disable` has to be a string (-)",
                "7:13: `max-files` has to be a whole number above zero (-)",
            ]
        );
        assert_eq!(mistakes("accept-gaps = [{ path = \"a\" }]\n").len(), 1);
        assert_eq!(mistakes("a = \n").len(), 1);
        assert_eq!(mistakes(""), [""; 0]);
    }
}

//! Baselines: the findings that were there when somebody began to look.

use std::collections::BTreeMap;

use camino::Utf8PathBuf;
use serde::Serialize;

use super::Mistakes;
use super::reader::Reader;
use crate::finding::{Finding, Fingerprint};
use crate::rule::Severity;
use crate::text::Node;

/// The name of the format; its last part changes when readers have to.
const SCHEMA: &str = "https://proofmark.dev/baseline/v1";

/// Known findings. Each entry stands for one finding, never for all that look alike.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Baseline {
    /// Sorted.
    pub entries: Vec<BaselineEntry>,
}

/// A known finding. All but the fingerprint and the severity is for readers.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct BaselineEntry {
    #[cfg_attr(test, schemars(with = "String"))]
    pub path: Utf8PathBuf,
    pub rule: String,
    pub fingerprint: Fingerprint,
    /// A finding that has become worse since counts again.
    pub severity: Severity,
    pub message: String,
}

#[derive(Serialize)]
struct Written<'a> {
    schema: &'static str,
    findings: &'a [BaselineEntry],
}

const KEYS: &[&str] = &["path", "rule", "fingerprint", "severity", "message"];

impl Baseline {
    /// The baseline of findings as they are.
    pub fn of<'f>(findings: impl IntoIterator<Item = &'f Finding>) -> Self {
        let entry = |finding: &Finding| BaselineEntry {
            path: finding.location.path.clone(),
            rule: finding.rule.as_str().to_owned(),
            fingerprint: finding.fingerprint.clone(),
            severity: finding.severity,
            message: finding.message.clone(),
        };
        let mut entries: Vec<_> = findings.into_iter().map(entry).collect();
        entries.sort();
        Self { entries }
    }

    /// Reads the text of a baseline. Rules that no longer exist are no mistake: their entries are stale.
    pub fn parse(name: &str, text: &str) -> Result<Self, Mistakes> {
        let (mut reader, root) = Reader::open_json(name, text);
        let mut entries = Vec::new();
        reader.members(&root, &["schema", "findings"], &mut |reader, key, member| {
            if key == "findings" {
                for item in reader.items(member) {
                    entries.extend(entry(reader, item));
                }
            } else if member.value.as_str() != Some(SCHEMA) {
                reader.expected(member, &format!("`{SCHEMA}`"));
            }
        });
        for name in ["schema", "findings"].iter().filter(|name| root.get(name).is_none()) {
            reader.missing(&root, name, "write the file with `--write-baseline`");
        }
        entries.sort();
        reader.finish(Self { entries })
    }

    /// As it is written to a file: the same findings give the same bytes.
    pub fn to_json(&self) -> serde_json::Result<Vec<u8>> {
        let mut bytes = serde_json::to_vec_pretty(&Written { schema: SCHEMA, findings: &self.entries })?;
        bytes.push(b'\n');
        Ok(bytes)
    }

    /// The entries by fingerprint.
    pub fn by_fingerprint(&self) -> BTreeMap<&Fingerprint, Vec<&BaselineEntry>> {
        let mut map: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for entry in &self.entries {
            map.entry(&entry.fingerprint).or_default().push(entry);
        }
        map
    }
}

fn entry(reader: &mut Reader, node: &Node) -> Option<BaselineEntry> {
    let (mut path, mut rule, mut fingerprint, mut severity, mut message) = (None, None, None, None, None);
    reader.members(node, KEYS, &mut |reader, key, member| match key {
        // A finding about the scan root has an empty path.
        "path" => path = member.value.as_str().map(Utf8PathBuf::from),
        "rule" => rule = reader.text(member),
        "fingerprint" => fingerprint = reader.parsed(member),
        "severity" => severity = reader.parsed(member),
        _ => message = reader.text(member),
    });
    for name in KEYS.iter().filter(|name| node.is_object() && node.get(name).is_none()) {
        reader.missing(node, name, "write the file with `--write-baseline`");
    }
    Some(BaselineEntry {
        path: path?,
        rule: rule?,
        fingerprint: fingerprint?,
        severity: severity?,
        message: message.unwrap_or_default(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_baseline_reads_back_and_other_files_are_refused() {
        let entry = BaselineEntry {
            path: "a/SKILL.md".into(),
            rule: "r".to_owned(),
            fingerprint: "pm1:00112233445566778899aabbccddeeff".parse().unwrap(),
            severity: Severity::High,
            message: "m".to_owned(),
        };
        let baseline = Baseline { entries: vec![entry] };
        let text = String::from_utf8(baseline.to_json().unwrap()).unwrap();
        assert_eq!(Baseline::parse("b.json", &text).unwrap(), baseline);
        for text in ["{}", "[]", "", "{\"schema\": \"x\", \"findings\": []}", &text.replace("pm1:", "pm9:")] {
            assert!(Baseline::parse("b.json", text).is_err(), "{text}");
        }
    }
}

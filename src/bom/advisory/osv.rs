//! One advisory, and which versions it is about.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::Value;

use super::Affected;
use crate::bom::range::{self, Scheme};

/// An OSV record; what is not read here is left out.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Advisory {
    pub id: String,
    #[serde(default)]
    pub aliases: Vec<String>,
    #[serde(default)]
    summary: Option<String>,
    #[serde(default)]
    details: Option<String>,
    /// When its publisher took it back.
    #[serde(default)]
    pub(super) withdrawn: Option<String>,
    #[serde(default)]
    severity: Vec<Score>,
    #[serde(default)]
    affected: Vec<Package>,
    #[serde(default)]
    database_specific: Option<Value>,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
struct Score {
    score: String,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
struct Package {
    #[serde(default, rename = "package")]
    named: Option<Name>,
    #[serde(default)]
    ranges: Vec<Range>,
    #[serde(default)]
    versions: Vec<String>,
    #[serde(default)]
    severity: Vec<Score>,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
struct Name {
    ecosystem: String,
    name: String,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
struct Range {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    events: Vec<Event>,
}

#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(default)]
struct Event {
    introduced: Option<String>,
    fixed: Option<String>,
    last_affected: Option<String>,
    limit: Option<String>,
}

/// The name of a package as its ecosystem compares names.
pub(super) fn normal(ecosystem: &str, name: &str) -> String {
    match ecosystem {
        "PyPI" => name.to_ascii_lowercase().replace(['_', '.'], "-"),
        "npm" | "NuGet" => name.to_lowercase(),
        _ => name.to_owned(),
    }
}

impl Advisory {
    /// Ecosystem and name of every package that it is about.
    pub(super) fn packages(&self) -> BTreeSet<(String, String)> {
        self.affected.iter().filter_map(Package::key).collect()
    }

    /// Whether a version of a package is affected; `None` where it is not.
    pub(super) fn affects(
        &self,
        key: &(String, String),
        scheme: Option<Scheme>,
        version: Option<&str>,
    ) -> Option<Affected> {
        let packages = self.affected.iter().filter(|package| package.key().as_ref() == Some(key));
        let Some(version) = version else { return Some(Affected::Unknown) };
        let mut answer = None;
        for package in packages {
            match package.affects(scheme, version) {
                Some(true) => return Some(Affected::Yes),
                Some(false) => {}
                None => answer = Some(Affected::Unknown),
            }
        }
        answer
    }

    pub(super) fn summary(&self) -> String {
        let first =
            |text: &String| text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default().trim().to_owned();
        let text = self.summary.as_ref().map(first).filter(|text| !text.is_empty());
        let text = text.or_else(|| self.details.as_ref().map(first)).unwrap_or_default();
        text.chars().take(300).collect()
    }

    pub(super) fn severity(&self) -> Option<String> {
        let severity = self.database_specific.as_ref()?.get("severity")?.as_str()?.to_ascii_lowercase();
        let severity = if severity == "medium" { "moderate".to_owned() } else { severity };
        matches!(severity.as_str(), "low" | "moderate" | "high" | "critical").then_some(severity)
    }

    pub(super) fn vectors(&self) -> Vec<String> {
        let all = self.severity.iter().chain(self.affected.iter().flat_map(|package| &package.severity));
        let vectors: BTreeSet<String> =
            all.map(|score| score.score.clone()).filter(|vector| vector.starts_with("CVSS:")).collect();
        vectors.into_iter().collect()
    }

    pub(super) fn fixed(&self, key: &(String, String)) -> Vec<String> {
        let packages = self.affected.iter().filter(|package| package.key().as_ref() == Some(key));
        let ranges = packages.flat_map(|package| &package.ranges).filter(|range| range.kind != "GIT");
        let fixed: BTreeSet<String> =
            ranges.flat_map(|range| &range.events).filter_map(|event| event.fixed.clone()).collect();
        fixed.into_iter().collect()
    }
}

impl Package {
    fn key(&self) -> Option<(String, String)> {
        let package = self.named.as_ref()?;
        // `Debian:12` is Debian.
        let ecosystem = package.ecosystem.split(':').next().unwrap_or_default();
        Some((ecosystem.to_owned(), normal(ecosystem, &package.name)))
    }

    /// `None` where the version cannot be compared.
    fn affects(&self, scheme: Option<Scheme>, version: &str) -> Option<bool> {
        let bare = version.trim_start_matches('v');
        if self.versions.iter().any(|known| known == version || known.trim_start_matches('v') == bare) {
            return Some(true);
        }
        let mut ranges = self.ranges.iter().filter(|range| range.kind != "GIT").peekable();
        if ranges.peek().is_none() {
            // Only a list, and it is not on it; without a list, every version.
            return Some(self.versions.is_empty());
        }
        let mut unknown = false;
        for range in ranges {
            match range.holds(scheme?, bare) {
                Some(true) => return Some(true),
                Some(false) => {}
                None => unknown = true,
            }
        }
        (!unknown).then_some(false)
    }
}

impl Range {
    /// Walks the events in the order of their versions, as the specification evaluates them.
    fn holds(&self, scheme: Scheme, version: &str) -> Option<bool> {
        let mut events: Vec<(&str, Effect)> = Vec::new();
        for event in &self.events {
            let effects = [
                (&event.introduced, Effect::Starts),
                (&event.fixed, Effect::Ends),
                (&event.limit, Effect::Ends),
                (&event.last_affected, Effect::EndsAfter),
            ];
            events.extend(effects.into_iter().filter_map(|(version, effect)| Some((version.as_deref()?, effect))));
        }
        let mut latest: Option<(&str, Effect)> = None;
        for (at, effect) in events {
            let reached = at == "0" || {
                let order = range::compare(scheme, version, at)?;
                if effect == Effect::EndsAfter { order == Ordering::Greater } else { order != Ordering::Less }
            };
            let newer = match latest {
                None => true,
                Some((known, _)) => known == "0" || (at != "0" && range::compare(scheme, at, known)? != Ordering::Less),
            };
            if reached && newer {
                latest = Some((at, effect));
            }
        }
        Some(latest.is_some_and(|(_, effect)| effect == Effect::Starts))
    }
}

/// What happens at a version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Effect {
    Starts,
    Ends,
    /// It is the last that is affected.
    EndsAfter,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(events: &str) -> Range {
        serde_json::from_str(&format!(r#"{{"type": "ECOSYSTEM", "events": {events}}}"#)).unwrap()
    }

    #[test]
    fn events_are_walked_in_the_order_of_versions() {
        let two = range(r#"[{"fixed": "1.5.0"}, {"introduced": "0"}, {"introduced": "2.0.0"}, {"fixed": "2.1.0"}]"#);
        let last = range(r#"[{"introduced": "1.0.0"}, {"last_affected": "1.4.0"}]"#);
        for (range, version, expected) in [
            (&two, "1.0.0", true),
            (&two, "1.5.0", false),
            (&two, "2.0.5", true),
            (&two, "2.1.0", false),
            (&two, "2.1.0-rc.1", true),
            (&last, "0.9.0", false),
            (&last, "1.4.0", true),
            (&last, "1.4.1", false),
        ] {
            assert_eq!(range.holds(Scheme::Npm, version), Some(expected), "{version}");
        }
        assert_eq!(two.holds(Scheme::Npm, "yesterday"), None);
        assert_eq!(range(r#"[{"introduced": "0"}, {"fixed": "2.0"}]"#).holds(Scheme::Python, "2.0rc1"), Some(true));
    }
}

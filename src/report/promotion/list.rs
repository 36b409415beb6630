//! Artifacts, each with how far it has come.

use std::collections::BTreeMap;
use std::io;

use comfy_table::{ContentArrangement, Table, presets};
use serde::Serialize;

use crate::report::bom::json;
use crate::text::visible_line;

/// The schema of what is written. See `schemas/list-v1.schema.json`.
const SCHEMA: &str = "https://proofmark.dev/list/v1";

/// An artifact of a store, a namespace or a registry.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Listed {
    pub name: String,
    /// Tags or versions.
    pub versions: Vec<String>,
    /// Absent where only a tag says what is meant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub digest: Option<String>,
    pub kind: String,
    /// What signed history says; absent where there is no policy to read it by, or where it cannot be told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stage: Option<String>,
    /// What a registry says of itself, signed by nobody.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub claimed: Option<String>,
    /// The check that the history does not pass.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub check: Option<String>,
    /// How many statements there are of each kind: verified where a policy says by whom, by their own word elsewhere.
    pub evidence: BTreeMap<String, usize>,
    /// Whole days since the newest statement.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub age: Option<i64>,
    /// Annotations of the manifest, or labels of the registry; signed by nobody.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub labels: BTreeMap<String, String>,
}

impl Listed {
    /// Whether it is what a query asks for: every word in it has to be there. A word is a part of a name, version, digest,
    /// kind, stage or label; `stage:published` and the like look in one of them only.
    pub fn is_meant(&self, query: &str) -> bool {
        query.split_whitespace().all(|word| {
            let word = word.to_lowercase();
            let (field, text) = match word.split_once(':') {
                Some((field @ ("name" | "kind" | "stage" | "label" | "version"), text)) => (field, text),
                _ => ("", word.as_str()),
            };
            let within =
                |own: &str, found: &str| (field.is_empty() || field == own) && found.to_lowercase().contains(text);
            let is = |own: &str, found: &str| if field == own { found == text } else { within(own, found) };
            within("name", &self.name)
                || self.versions.iter().any(|version| within("version", version))
                || self.digest.as_deref().is_some_and(|digest| within("digest", digest))
                || is("kind", &self.kind)
                || self.stage.as_deref().is_some_and(|stage| is("stage", stage))
                || self.labels.iter().any(|(name, value)| within("label", &format!("{name}={value}")))
        })
    }
}

#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
struct Document<'a> {
    /// Always `https://proofmark.dev/list/v1`.
    schema: &'static str,
    artifacts: &'a [Listed],
}

/// For programs.
pub fn list_json(artifacts: &[Listed]) -> io::Result<Vec<u8>> {
    json(&Document { schema: SCHEMA, artifacts })
}

/// A table.
pub fn list_text(artifacts: &[Listed]) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Disabled);
    let claims = artifacts.iter().any(|artifact| artifact.claimed.is_some());
    let mut header = vec!["NAME", "KIND", "STAGE", "EVIDENCE", "AGE", "DIGEST"];
    if claims {
        header.insert(3, "CLAIMED");
    }
    table.set_header(header);
    for artifact in artifacts {
        let name = std::iter::once(artifact.name.as_str()).chain(artifact.versions.iter().map(String::as_str));
        let evidence: Vec<String> = artifact
            .evidence
            .iter()
            .map(|(kind, count)| if *count == 1 { kind.clone() } else { format!("{count} {kind}") })
            .collect();
        let stage = artifact.check.as_deref().or(artifact.stage.as_deref()).unwrap_or("-");
        let mut row = vec![
            name.collect::<Vec<_>>().join(" "),
            artifact.kind.clone(),
            stage.to_owned(),
            if evidence.is_empty() { "none".to_owned() } else { evidence.join(", ") },
            artifact.age.map_or_else(|| "-".to_owned(), |days| format!("{days}d")),
            artifact.digest.clone().unwrap_or_else(|| "none: a tag only".to_owned()),
        ];
        if claims {
            row.insert(3, artifact.claimed.clone().unwrap_or_else(|| "-".to_owned()));
        }
        table.add_row(row.iter().map(|cell| visible_line(cell).into_owned()));
    }
    table.lines().flat_map(|line| [line.trim().to_owned(), "\n".to_owned()]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_schema_is_current() {
        crate::text::published::assert_written::<Document<'_>>("list-v1", SCHEMA);
    }

    #[test]
    fn every_word_of_a_query_is_looked_for() {
        let listed = Listed {
            name: "Notes".to_owned(),
            versions: vec!["1.0".to_owned()],
            digest: None,
            kind: "skill".to_owned(),
            stage: Some("published".to_owned()),
            claimed: None,
            check: None,
            evidence: BTreeMap::new(),
            age: None,
            labels: [("team".to_owned(), "sre".to_owned())].into(),
        };
        for query in ["", "notes", "kind:skill stage:published", "label:team=sre", "NOT 1.0", "publ"] {
            assert!(listed.is_meant(query), "{query}");
        }
        for query in ["stage:pub", "kind:notes", "notes other", "label:notes", "name:skill"] {
            assert!(!listed.is_meant(query), "{query}");
        }
    }
}

//! Known vulnerabilities of what a BOM lists, from a folder of advisories in the OSV format; nothing is fetched.
//!
//! Format: <https://ossf.github.io/osv-schema/>. OSV knows packages of npm, PyPI, crates.io, Go and others; it has no
//! ecosystem for models, skills or MCP servers, so those are found by the package that they are.

mod osv;

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::range::Scheme;
use super::vex::Statement;
use super::{Element, View};
use crate::inventory::Purl;

pub use osv::Advisory;

/// Whether a vulnerability is in what is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Affected {
    Yes,
    /// Nobody knows which version there is, or how it compares.
    Unknown,
}

/// A vulnerability of one element.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Known {
    pub id: String,
    /// Other names, sorted.
    pub aliases: Vec<String>,
    pub summary: String,
    /// `low`, `moderate`, `high` or `critical`, where its publisher says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub severity: Option<String>,
    /// CVSS vectors.
    pub vectors: Vec<String>,
    /// The id of the element in the document.
    pub element: String,
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub purl: Option<String>,
    pub affected: Affected,
    /// Versions in which it is fixed, sorted.
    pub fixed: Vec<String>,
    /// What somebody has found out about it here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub statement: Option<Statement>,
}

impl Known {
    /// Whether somebody says that it does no harm here.
    pub fn is_settled(&self) -> bool {
        self.statement.as_ref().is_some_and(|statement| statement.status.is_harmless())
    }
}

/// Advisories by ecosystem and package.
#[derive(Debug, Default)]
pub struct Advisories {
    by_package: BTreeMap<(String, String), Vec<Advisory>>,
    /// Advisories that were read, those of other ecosystems included.
    pub count: usize,
}

impl Advisories {
    /// Adds an advisory, or says why it is none.
    pub fn add(&mut self, text: &str) -> Result<(), serde_json::Error> {
        let advisory: Advisory = serde_json::from_str(text)?;
        self.count += 1;
        if advisory.withdrawn.is_some() {
            return Ok(());
        }
        for (ecosystem, name) in advisory.packages() {
            let known = self.by_package.entry((ecosystem, name)).or_default();
            if known.last() != Some(&advisory) {
                known.push(advisory.clone());
            }
        }
        Ok(())
    }

    /// What is known about the elements of a view, by element and id, with what statements say about it.
    pub fn audit(&self, view: &View, statements: &[Statement]) -> Vec<Known> {
        let mut found = Vec::new();
        for (id, element) in &view.elements {
            let Some(Ok(purl)) = element.purl.as_deref().map(Purl::parse) else { continue };
            let Some((ecosystem, scheme)) = ecosystem(purl.kind()) else { continue };
            let name = osv::normal(ecosystem, &purl.full_name());
            let key = (ecosystem.to_owned(), name);
            for advisory in self.by_package.get(&key).into_iter().flatten() {
                let version = element.version.as_deref().or_else(|| purl.version());
                if let Some(affected) = advisory.affects(&key, scheme, version) {
                    found.push(known(advisory, &key, id, element, version, affected));
                }
            }
        }
        for known in &mut found {
            known.statement = statements.iter().rev().find(|statement| statement.is_about(known)).cloned();
        }
        found.sort_by(|a, b| (&a.element, &a.id).cmp(&(&b.element, &b.id)));
        found
    }
}

/// OSV's name of an ecosystem, and how it orders versions, where that is known.
fn ecosystem(purl: &str) -> Option<(&'static str, Option<Scheme>)> {
    Some(match purl {
        "npm" => ("npm", Some(Scheme::Npm)),
        "pypi" => ("PyPI", Some(Scheme::Python)),
        "cargo" => ("crates.io", Some(Scheme::Cargo)),
        "golang" => ("Go", Some(Scheme::Npm)),
        "maven" => ("Maven", None),
        "nuget" => ("NuGet", Some(Scheme::Npm)),
        "gem" => ("RubyGems", None),
        "composer" => ("Packagist", None),
        "pub" => ("Pub", Some(Scheme::Npm)),
        "hex" => ("Hex", Some(Scheme::Npm)),
        _ => return None,
    })
}

fn known(
    advisory: &Advisory,
    key: &(String, String),
    id: &str,
    element: &Element,
    version: Option<&str>,
    affected: Affected,
) -> Known {
    let aliases: BTreeSet<String> = advisory.aliases.iter().cloned().collect();
    Known {
        id: advisory.id.clone(),
        aliases: aliases.into_iter().collect(),
        summary: advisory.summary(),
        severity: advisory.severity(),
        vectors: advisory.vectors(),
        element: id.to_owned(),
        name: element.full_name(),
        version: version.map(str::to_owned),
        purl: element.purl.clone(),
        affected,
        fixed: advisory.fixed(key),
        statement: None,
    }
}

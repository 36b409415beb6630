//! The pages of a Python package index: JSON (PEP 691) or HTML (PEP 503).

use std::collections::BTreeMap;
use std::sync::LazyLock;

use pep440_rs::Version;
use regex::Regex;
use serde::Deserialize;

use crate::net::{Response, Url};

/// A file of a package.
#[derive(Debug, Clone)]
pub(super) struct Distribution {
    pub(super) name: String,
    pub(super) url: Url,
    /// Algorithm and hexadecimal digest.
    pub(super) hash: Option<(String, String)>,
    /// Why it was withdrawn; empty where no reason is given.
    pub(super) yanked: Option<String>,
    pub(super) version: Version,
}

#[derive(Debug, Deserialize)]
struct Page {
    files: Vec<Row>,
}

#[derive(Debug, Deserialize)]
struct Row {
    filename: String,
    url: String,
    #[serde(default)]
    hashes: BTreeMap<String, String>,
    #[serde(default)]
    yanked: serde_json::Value,
}

/// The files that a page lists for the package `name`, in the order of the page; those of other names or without a
/// version are left out.
pub(super) fn read(name: &str, page: &Response) -> Result<Vec<Distribution>, serde_json::Error> {
    let rows = if page.media_type.ends_with("json") {
        serde_json::from_slice::<Page>(&page.bytes)?.files
    } else {
        anchors(&String::from_utf8_lossy(&page.bytes))
    };
    let distribution = |row: Row| {
        let url = page.url.join(&row.url).ok()?;
        let best = ["sha512", "sha384", "sha256"].iter().find_map(|name| row.hashes.get_key_value(*name));
        let yanked = match row.yanked {
            serde_json::Value::String(reason) => Some(reason),
            serde_json::Value::Bool(true) => Some(String::new()),
            _ => None,
        };
        Some(Distribution {
            version: version(name, &row.filename)?,
            name: row.filename,
            hash: best.map(|(name, hex)| (name.clone(), hex.clone())),
            url,
            yanked,
        })
    };
    Ok(rows.into_iter().filter_map(distribution).collect())
}

#[expect(clippy::expect_used, reason = "the pattern is a constant that the tests compile")]
static ANCHOR: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?is)<a\s([^>]+)>\s*([^<]+?)\s*</a").expect("the pattern compiles"));
#[expect(clippy::expect_used, reason = "the pattern is a constant that the tests compile")]
static ATTRIBUTE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?is)\b(href|data-yanked)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'))?"#).expect("the pattern compiles")
});

fn anchors(html: &str) -> Vec<Row> {
    let mut rows = Vec::new();
    for found in ANCHOR.captures_iter(html) {
        let group = |at| found.get(at).map(|group| unescape(group.as_str())).unwrap_or_default();
        let mut row = Row { filename: group(2), url: String::new(), hashes: BTreeMap::new(), yanked: false.into() };
        for attribute in ATTRIBUTE.captures_iter(found.get(1).map_or("", |group| group.as_str())) {
            let value = attribute.get(2).or_else(|| attribute.get(3)).map(|value| unescape(value.as_str()));
            let value = value.unwrap_or_default();
            if attribute.get(1).is_some_and(|name| name.as_str().eq_ignore_ascii_case("href")) {
                let (url, fragment) = value.split_once('#').unwrap_or((&value, ""));
                url.clone_into(&mut row.url);
                row.hashes.extend(fragment.split_once('=').map(|(name, hex)| (name.to_owned(), hex.to_owned())));
            } else {
                row.yanked = value.into();
            }
        }
        rows.push(row);
    }
    rows
}

/// The references that a generator of such pages writes.
fn unescape(text: &str) -> String {
    [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#x27;", "'"), ("&#39;", "'"), ("&#43;", "+"), ("&amp;", "&")]
        .iter()
        .fold(text.to_owned(), |text, (reference, character)| text.replace(reference, character))
}

/// A name as indexes compare it (PEP 503).
pub(super) fn normalized(name: &str) -> String {
    let words = name.split(['-', '_', '.']).filter(|word| !word.is_empty());
    words.map(str::to_ascii_lowercase).collect::<Vec<_>>().join("-")
}

/// The version in the name of a wheel (PEP 427) or of a source distribution (PEP 625) of a package.
fn version(name: &str, file: &str) -> Option<Version> {
    let text = if let Some(stem) = file.strip_suffix(".whl") {
        let mut parts = stem.split('-');
        let own = parts.next().filter(|part| normalized(part) == name);
        own.and_then(|_| parts.next())?
    } else {
        let stem = [".tar.gz", ".zip", ".tar.bz2", ".tgz"].iter().find_map(|end| file.strip_suffix(end))?;
        // A name may hold the hyphen that ends it.
        stem.match_indices('-')
            .find_map(|(at, _)| stem.get(..at).filter(|own| normalized(own) == name).and_then(|_| stem.get(at + 1..)))?
    };
    text.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_is_in_the_name_of_the_file() {
        for (name, file, expected) in [
            ("mcp-server-time", "mcp_server_time-0.5.1-py3-none-any.whl", Some("0.5.1")),
            ("mcp-server-time", "mcp-server-time-0.5.1.tar.gz", Some("0.5.1")),
            ("a", "a-1.0-1-cp310-cp310-manylinux2014_x86_64.whl", Some("1.0")),
            ("a", "b-1.0.tar.gz", None),
            ("a", "a-1.0.exe", None),
        ] {
            assert_eq!(version(name, file).map(|version| version.to_string()).as_deref(), expected, "{file}");
        }
    }
}

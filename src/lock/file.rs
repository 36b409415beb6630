//! `proofmark.lock`: TOML that people review. Schema: `schemas/lock-v1.schema.json`.

use std::fmt::Write as _;

use toml_writer::{ToTomlValue as _, TomlStringBuilder};

use super::pin::SCHEMA;
use super::{Error, Item, Lock, Pinned};
use crate::text::is_invisible;

const HEAD: &str = "# Written by `proofmark lock`. Commit it: `proofmark diff` says what has changed since.\n";

/// What every lock starts with, whatever its format.
#[derive(serde::Deserialize)]
struct Head {
    schema: String,
}

impl Lock {
    /// The file. The same lock gives the same bytes; characters that a reviewer would not see are spelled out.
    pub fn write(&self) -> String {
        let mut out = HEAD.to_owned();
        entry(&mut out, "schema", &self.schema);
        entry(&mut out, "rules", &self.rules);
        for origin in &self.origins {
            out.push_str("\n[[source]]\n");
            entry(&mut out, "reference", &origin.reference);
            entry(&mut out, "kind", &name(&origin.kind));
            optional(&mut out, "revision", origin.revision.as_deref());
            optional(&mut out, "digest", origin.digest.as_deref());
        }
        for artifact in &self.artifacts {
            pinned(&mut out, artifact);
        }
        for head in &self.heads {
            out.push_str("\n[[head]]\n");
            entry(&mut out, "subject", &head.subject.to_string());
            entry(&mut out, "resource", &head.resource);
            out.push_str("links = [\n");
            for link in &head.links {
                let _ = writeln!(out, "  {},", string(&link.to_string()));
            }
            out.push_str("]\n");
        }
        out
    }

    /// Reads a lock; `path` is how it is named in errors.
    pub fn parse(path: &str, text: &str) -> Result<Self, Error> {
        let syntax = |error: toml::de::Error| {
            let line = error.span().map(|span| text.get(..span.start).unwrap_or_default().lines().count().max(1));
            let place = line.map_or_else(String::new, |line| format!(" (line {line})"));
            Error::Syntax { path: path.to_owned(), message: format!("{}{place}", error.message()) }
        };
        let head: Head = toml::from_str(text).map_err(syntax)?;
        if head.schema != SCHEMA {
            return Err(Error::Schema { path: path.to_owned(), schema: head.schema });
        }
        toml::from_str(text).map_err(syntax)
    }
}

fn pinned(out: &mut String, artifact: &Pinned) {
    out.push_str("\n[[artifact]]\n");
    entry(out, "kind", artifact.kind.name());
    entry(out, "name", &artifact.name);
    entry(out, "path", artifact.path.as_str());
    optional(out, "version", artifact.version.as_deref());
    entry(out, "digest", &artifact.digest);
    optional(out, "description", artifact.description.as_deref());
    if !artifact.findings.is_empty() {
        out.push_str("findings = [\n");
        for known in &artifact.findings {
            let (rule, fingerprint) = (string(known.rule.as_str()), string(known.fingerprint.as_str()));
            let _ = writeln!(out, "  {{ rule = {rule}, fingerprint = {fingerprint} }},");
        }
        out.push_str("]\n");
    }
    for item in &artifact.items {
        part(out, item);
    }
}

fn part(out: &mut String, item: &Item) {
    out.push_str("\n[[artifact.item]]\n");
    entry(out, "kind", item.kind.name());
    entry(out, "name", &item.name);
    optional(out, "version", item.version.as_deref());
    entry(out, "digest", &item.digest);
    optional(out, "description", item.description.as_deref());
    optional(out, "input", item.input.as_deref());
    optional(out, "output", item.output.as_deref());
    optional(out, "annotations", item.annotations.as_deref());
}

fn entry(out: &mut String, key: &str, value: &str) {
    let _ = writeln!(out, "{key} = {}", string(value));
}

fn optional(out: &mut String, key: &str, value: Option<&str>) {
    if let Some(value) = value {
        entry(out, key, value);
    }
}

/// A string on as many lines as it has, so that version control compares them. JSON stands as it is; a literal string
/// has no escapes, so what hides is never in one.
fn string(value: &str) -> String {
    let hides = |c: char| is_invisible(c) || matches!(c, '\u{2028}' | '\u{2029}' | '\u{80}'..='\u{9f}');
    let builder = TomlStringBuilder::new(value);
    let plain = builder.as_literal().filter(|_| value.contains(['"', '\\']) && !value.contains(hides));
    let several = value.trim_end().contains('\n') && !value.contains('\r');
    let written = match plain {
        Some(plain) => plain.to_toml_value(),
        None if several => builder.as_ml_basic().to_toml_value(),
        None => builder.as_basic().to_toml_value(),
    };
    if !written.contains(hides) {
        return written;
    }
    let mut shown = String::with_capacity(written.len() + 16);
    for character in written.chars() {
        if hides(character) {
            let _ = write!(shown, "\\U{:08X}", u32::from(character));
        } else {
            shown.push(character);
        }
    }
    shown
}

/// The name of a value as serde spells it.
fn name(value: &impl serde::Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::artifact::ArtifactKind;
    use crate::digest::Digest;
    use crate::lock::{Head, ItemKind};

    fn lock(description: &str) -> Lock {
        let mut item = Item::new(ItemKind::Tool, "add", "sha256:0".to_owned());
        item.description = Some(description.to_owned());
        let artifact = Pinned {
            kind: ArtifactKind::McpListing,
            name: description.to_owned(),
            path: "mcp/a".into(),
            version: None,
            digest: "sha256:0".to_owned(),
            description: None,
            findings: Vec::new(),
            items: vec![item],
            inner: None,
        };
        let head =
            Head { subject: Digest::of(description), resource: description.to_owned(), links: [Digest::of("")].into() };
        Lock {
            schema: SCHEMA.to_owned(),
            rules: String::new(),
            origins: Vec::new(),
            artifacts: vec![artifact],
            heads: vec![head],
        }
    }

    #[test]
    fn whatever_is_written_is_read_again_and_hides_nothing() {
        for text in [
            "plain",
            "",
            "two\nlines\n",
            "\n\nstart",
            "quotes \"\"\" and '''",
            "back\\slash \\u0041",
            "{\"a\":\"b\"}",
            "tag \u{e0041} bidi \u{202e} zero \u{200b}",
            "both \"\u{200b}\" \\",
            "cr\r\nlf",
            "nul \0 esc \u{1b}[2J",
            "line \u{2028} nel \u{85} del \u{7f}",
            "trailing \n \n",
            "\"quoted\nlines\\\"",
        ] {
            let lock = lock(text);
            let written = lock.write();
            assert!(!written.contains(|c: char| is_invisible(c) || (c.is_control() && c != '\n')), "{written:?}");
            assert_eq!(Lock::parse("x", &written).unwrap_or_else(|error| panic!("{error}: {written}")), lock);
        }
    }

    #[test]
    fn the_published_schema_is_current() {
        crate::text::published::assert_written::<Lock>("lock-v1", SCHEMA);
    }
}

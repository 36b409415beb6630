//! Texts of a form, each with the check that the schema can only name.

use data_encoding::{BASE64, HEXLOWER_PERMISSIVE};
use jsonschema::Validator;
use serde_json::Value as Json;

use crate::artifact::ArtifactKind;
use crate::config::nearest;
use crate::digest::Digest;
use crate::finding::Fingerprint;
use crate::policy::{Age, Glob, Transition};

/// Formats of texts that the schema names.
pub(in crate::policy) struct Format;

impl Format {
    /// A schema with the formats of policies; `None` only where it is broken, which a test rules out.
    pub(in crate::policy) fn schema(text: &str) -> Option<Validator> {
        let schema: Json = serde_json::from_str(text).ok()?;
        let mut options = jsonschema::options().should_validate_formats(true);
        for (name, check) in FORMATS {
            options = options.with_format(*name, move |text: &str| check(text).is_ok());
        }
        options.build(&schema).ok()
    }

    pub(super) fn explain(format: &str, text: &str) -> (String, Option<String>) {
        let check = FORMATS.iter().find(|(name, _)| *name == format).map(|(_, check)| check(text));
        match check {
            Some(Err(reason)) => reason,
            _ => (format!("`{text}` is no {format}"), None),
        }
    }
}

type Check = fn(&str) -> Result<(), (String, Option<String>)>;

const FORMATS: &[(&str, Check)] = &[
    ("age", |text| plain(text.parse::<Age>())),
    ("pattern", |text| plain(text.parse::<Glob>())),
    ("step", |text| plain(text.parse::<Transition>())),
    ("sha256", |text| plain(text.parse::<Digest>().map_err(|error| error.to_string()))),
    ("fingerprint", |text| plain(text.parse::<Fingerprint>())),
    ("day", |text| {
        let day = text.parse::<jiff::civil::Date>().ok().filter(|_| text.len() == 10);
        plain(day.ok_or_else(|| format!("`{text}` is no day, as in 2027-01-31")))
    }),
    ("version", |text| plain(lenient_version(text).ok_or_else(|| format!("`{text}` is no version, as in 1.2")))),
    ("absolute-uri", |text| {
        let holds = text.split_once("://").is_some_and(|(scheme, rest)| !scheme.is_empty() && !rest.is_empty());
        let clean = !text.contains(|c: char| c.is_whitespace() || c.is_control() || c == '*');
        plain(if holds && clean {
            Ok(())
        } else {
            Err(format!("`{text}` is no whole URI, as in https://example.com/x"))
        })
    }),
    ("relative-path", |text| {
        let inside = !text.is_empty() && !text.starts_with('/') && !text.split('/').any(|part| part == "..");
        let clean = !text.contains(|c: char| c == '\\' || c.is_control());
        plain(if inside && clean { Ok(()) } else { Err(format!("`{text}` is no path below the policy's folder")) })
    }),
    ("key-id", |text| {
        plain(key_id(text).ok_or_else(|| format!("`{text}` is no SHA-256: 64 hexadecimal digits, or its base64")))
    }),
    ("artifact-kind", |text| {
        let names = ArtifactKind::ALL.map(ArtifactKind::name);
        let aliases = crate::policy::case::KIND_ALIASES.iter().map(|(alias, _)| *alias);
        let known: Vec<&str> = names.into_iter().chain(aliases).collect();
        if known.contains(&text) {
            return Ok(());
        }
        let help = nearest(text, known.iter().copied()).map(|near| format!("is `{near}` meant?"));
        Err((format!("`{text}` is no kind of artifact: there are {}", known.join(", ")), help))
    }),
    ("predicate", |text| crate::policy::predicate::resolve(text).map(|_| ())),
];

fn plain<T>(result: Result<T, String>) -> Result<(), (String, Option<String>)> {
    result.map(|_| ()).map_err(|message| (message, None))
}

/// A version with parts left out: `1` is `1.0.0`.
pub(in crate::policy) fn lenient_version(text: &str) -> Option<semver::Version> {
    let dots = text.bytes().filter(|byte| *byte == b'.').count();
    let whole = match dots {
        0 => format!("{text}.0.0"),
        1 => format!("{text}.0"),
        _ => text.to_owned(),
    };
    semver::Version::parse(&whole).ok()
}

/// The digest of a key as bundles write it: base64 of 32 bytes.
pub(in crate::policy) fn key_id(text: &str) -> Option<String> {
    let text = text.strip_prefix("sha256:").or_else(|| text.strip_prefix("SHA256:")).unwrap_or(text);
    let bytes = if text.len() == 64 {
        HEXLOWER_PERMISSIVE.decode(text.as_bytes()).ok()?
    } else {
        BASE64.decode(text.as_bytes()).ok()?
    };
    (bytes.len() == 32).then(|| BASE64.encode(&bytes))
}

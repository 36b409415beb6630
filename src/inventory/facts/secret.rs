//! Credentials by name, and command lines and addresses without their values.

use std::borrow::Cow;

use crate::artifact::Variable;
use crate::artifact::address::Address;
use crate::finding::redact;
use crate::inventory::{Component, Detail, Id, Kind, Secret, SecretSource};

/// Parts of names that speak of a credential.
const WORDS: &[&str] = &[
    "token",
    "secret",
    "password",
    "passwd",
    "credential",
    "apikey",
    "api_key",
    "api-key",
    "private_key",
    "access_key",
    "_pat",
    "_auth",
    "authorization",
    "connection_string",
    "database_url",
    "dsn",
    "_key",
];

/// Whether a variable, header or option of this name holds a credential.
pub(in crate::inventory) fn is_secret_name(name: &str) -> bool {
    let name = name.trim_start_matches('-').to_ascii_lowercase();
    let plural = ["tokens", "max_token", "tokenizer", "keyboard", "public_key", "primary_key", "token_limit"];
    !plural.iter().any(|word| name.contains(word))
        && (WORDS.iter().any(|word| name.contains(word)) || matches!(name.as_str(), "auth" | "pat" | "key"))
}

/// The variables that a value refers to: `${X}`, `$X`, `${env:X}`, `${input:x}`, `{{secrets.X}}`.
pub(in crate::inventory) fn references(value: &str) -> Vec<(SecretSource, String)> {
    let mut found = Vec::new();
    let mut rest = value;
    while let Some(at) = rest.find('$') {
        let after = rest.get(at + 1..).unwrap_or_default();
        let inner = after.strip_prefix('{').map(|inner| inner.strip_prefix('{').unwrap_or(inner));
        let end = match inner {
            Some(inner) => inner.find('}'),
            None => after.find(|c: char| !c.is_ascii_alphanumeric() && c != '_'),
        };
        let text = inner.unwrap_or(after);
        let (body, next) = text.split_at_checked(end.unwrap_or(text.len())).unwrap_or((text, ""));
        let body = body.trim();
        let (source, name) = match body.split_once([':', '.']) {
            Some(("env", name)) => (SecretSource::Env, name.split([':', '-']).next().unwrap_or(name)),
            Some(("input", name)) => (SecretSource::Input, name),
            Some(("secrets" | "secret", name)) => (SecretSource::Manager, name),
            // `${NAME:-default}`
            Some((name, _)) => (SecretSource::Env, name),
            None => (SecretSource::Env, body),
        };
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
        if !name.is_empty() && name.len() <= 100 && name.chars().all(plain) {
            found.push((source, name.to_owned()));
        }
        rest = next;
        if found.len() >= 32 {
            break;
        }
    }
    found
}

/// The secret component of a name.
pub(in crate::inventory) fn secret(source: SecretSource, name: &str) -> Component {
    let id = Id::global(Kind::Secret, None, &format!("{}:{name}", source.name()), None);
    Component::new(id, name, Detail::Secret(Secret { source: Some(source) }))
}

/// The credentials that an environment variable or a header of a server holds: what it refers to, or itself.
pub(super) fn of_variable(variable: &Variable, header: bool) -> Vec<(SecretSource, String)> {
    let referred = references(&variable.value);
    let sensitive = is_secret_name(&variable.name) || header && variable.name.eq_ignore_ascii_case("authorization");
    if !referred.is_empty() {
        return referred.into_iter().filter(|(_, name)| sensitive || is_secret_name(name)).collect();
    }
    if !sensitive {
        return Vec::new();
    }
    let literal = !variable.value.is_empty() && !is_placeholder(&variable.value);
    let source = if literal { SecretSource::Literal } else { SecretSource::Env };
    vec![(source, variable.name.clone())]
}

/// Whether a value says that somebody should put theirs here.
fn is_placeholder(value: &str) -> bool {
    let lower = value.to_ascii_lowercase();
    value.starts_with('<')
        || ["your", "xxx", "changeme", "replace", "todo", "...", "placeholder"].iter().any(|word| lower.contains(word))
}

/// Arguments of a command line without secrets.
pub(in crate::inventory) fn arguments<'a>(words: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let mut hidden = false;
    let mut clean = Vec::new();
    for word in words.into_iter().take(200) {
        if std::mem::take(&mut hidden) && !word.starts_with('-') {
            clean.push(shown(word));
            continue;
        }
        let (option, value) = word.split_once(['=', ':']).map_or((word, None), |(name, value)| (name, Some(value)));
        let sensitive = is_secret_name(option) && !option.contains('/');
        match value {
            Some(value) if sensitive && word.len() > option.len() + 1 => {
                let mark = word.get(option.len()..=option.len()).unwrap_or("=");
                clean.push(format!("{option}{mark}{}", shown(value)));
            }
            _ => {
                hidden = sensitive && word.starts_with('-');
                clean.push(without_password(word));
            }
        }
    }
    clean
}

/// A reference stays, a value does not.
fn shown(value: &str) -> String {
    if value.is_empty() || !references(value).is_empty() { value.to_owned() } else { "[redacted]".to_owned() }
}

/// A word without the password of the address in it, however short, and without anything else that is a secret.
fn without_password(word: &str) -> String {
    let Some((scheme, rest)) = word.split_once("://") else { return redact(word).into_owned() };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at_checked(end).unwrap_or((rest, ""));
    let authority: Cow<'_, str> = match authority.rsplit_once('@') {
        Some((user, host)) => {
            let user = user.split_once(':').map_or(user, |(user, _)| user);
            format!("{user}:[redacted]@{host}").into()
        }
        None => authority.into(),
    };
    redact(&format!("{scheme}://{authority}{}", query(path))).into_owned()
}

/// A path whose query keeps the names and loses the values.
fn query(path: &str) -> String {
    let Some((path, query)) = path.split_once('?') else { return path.to_owned() };
    let names: Vec<&str> = query.split('&').map(|pair| pair.split('=').next().unwrap_or(pair)).collect();
    format!("{path}?{}", names.join("&"))
}

/// An address without user, password, query and fragment.
pub(in crate::inventory) fn bare(url: &str) -> String {
    let url = url.trim();
    let end = url.find(['?', '#']).unwrap_or(url.len());
    let plain = url.get(..end).unwrap_or(url);
    match Address::parse(plain).and_then(|address| address.user) {
        Some(_) => {
            let (scheme, rest) = plain.split_once("://").unwrap_or(("", plain));
            let host = rest.split_once('@').map_or(rest, |(_, host)| host);
            format!("{scheme}://{host}")
        }
        None => plain.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_value_of_a_secret_is_kept() {
        let words =
            ["-y", "srv", "postgresql://u:p@db/x", "--api-key", "hunter2", "--token=abc", "TOKEN=${T}", "--port", "80"];
        let expected = [
            "-y",
            "srv",
            "postgresql://u:[redacted]@db/x",
            "--api-key",
            "[redacted]",
            "--token=[redacted]",
            "TOKEN=${T}",
            "--port",
            "80",
        ];
        assert_eq!(arguments(words), expected);
        assert_eq!(bare("https://u:p@h.example/mcp?key=1#x"), "https://h.example/mcp");
    }

    #[test]
    fn references_name_their_source() {
        let found = references("Bearer ${input:key} $HOME ${env:A_B} ${C:-d}");
        let names: Vec<_> = found.iter().map(|(source, name)| (source.name(), name.as_str())).collect();
        assert_eq!(names, [("input", "key"), ("env", "HOME"), ("env", "A_B"), ("env", "C")]);
    }

    #[test]
    fn names_of_credentials_are_told_from_others() {
        for (name, expected) in [
            ("GITHUB_TOKEN", true),
            ("OPENAI_API_KEY", true),
            ("MAX_TOKENS", false),
            ("HOME", false),
            ("DATABASE_URL", true),
        ] {
            assert_eq!(is_secret_name(name), expected, "{name}");
        }
    }
}

//! The servers that configurations of clients name.

use std::collections::BTreeMap;
use std::path::Path;

use reqwest::header::{HeaderName, HeaderValue};

use crate::artifact::{self, Variable};
use crate::net::Url;
use crate::source::mcp::{Endpoint, Launch, Server};
use crate::source::{Capture, Limits};

/// A server that a configuration names.
pub(super) enum Configured {
    Start(Server),
    Call(Endpoint),
}

/// The servers of all configurations in `captures`, each with a name of its own, in the order of the files.
pub(super) fn servers(
    captures: &[Capture],
    limits: &Limits,
    passed: &BTreeMap<String, String>,
    folder: &Path,
) -> Vec<Configured> {
    let (mut found, mut names) = (Vec::new(), BTreeMap::new());
    let mut unique = |name: &str| {
        let count = names.entry(name.to_owned()).or_insert(0_usize);
        *count += 1;
        if *count == 1 { name.to_owned() } else { format!("{name}-{count}") }
    };
    for capture in captures {
        for candidate in artifact::plan(&capture.tree) {
            let (artifacts, _) = artifact::load(&capture.tree, &candidate, limits);
            for launch in artifacts.iter().flat_map(|artifact| &artifact.facts.launches) {
                let name = unique(&launch.name);
                let url = launch.url.as_ref().and_then(|url| url.value.parse::<Url>().ok());
                if let Some(url) = url.filter(|_| launch.command.is_empty()) {
                    let here = matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
                    found.push(Configured::Call(Endpoint {
                        name,
                        url,
                        headers: headers(&launch.headers, passed),
                        named: here,
                    }));
                } else if !launch.command.is_empty() {
                    let environment = launch
                        .env
                        .iter()
                        .filter_map(|variable| Some((variable.name.clone(), filled(&variable.value, passed)?)));
                    let launch = Launch {
                        command: launch.command.clone(),
                        arguments: launch.args.iter().map(|argument| argument.value.clone()).collect(),
                        environment: environment.collect(),
                        folder: folder.to_owned(),
                    };
                    found.push(Configured::Start(Server { name, launch }));
                }
            }
        }
    }
    found
}

fn headers(variables: &[Variable], passed: &BTreeMap<String, String>) -> Vec<(HeaderName, HeaderValue)> {
    let header = |variable: &Variable| {
        let mut value = HeaderValue::from_str(&filled(&variable.value, passed)?).ok()?;
        value.set_sensitive(true);
        Some((variable.name.parse().ok()?, value))
    };
    variables.iter().filter_map(header).collect()
}

/// A value with the variables that the user passes on; nothing where it needs one that is not passed.
fn filled(value: &str, passed: &BTreeMap<String, String>) -> Option<String> {
    let (mut filled, mut rest) = (String::new(), value);
    while let Some((before, after)) = rest.split_once("${") {
        let (name, after) = after.split_once('}')?;
        filled.push_str(before);
        filled.push_str(passed.get(name.strip_prefix("env:").unwrap_or(name))?);
        rest = after;
    }
    filled.push_str(rest);
    Some(filled)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_takes_only_what_is_passed() {
        let passed = BTreeMap::from([("KEY".to_owned(), "k".to_owned())]);
        for (value, expected) in [
            ("plain", Some("plain")),
            ("Bearer ${KEY}", Some("Bearer k")),
            ("${env:KEY}-${KEY}", Some("k-k")),
            ("${HOME}", None),
            ("${input:key}", None),
            ("${KEY", None),
        ] {
            assert_eq!(filled(value, &passed).as_deref(), expected, "{value}");
        }
    }
}

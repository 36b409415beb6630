//! What servers are called, and how their commands are shown.

use super::Launch;
use crate::finding::redact;
use crate::net::Url;

/// Programs that run a package or a script which an argument names.
const RUNNERS: &[&str] = &[
    "npx", "uvx", "bunx", "pipx", "node", "python", "python3", "deno", "bun", "uv", "npm", "sh", "bash", "docker",
    "podman",
];

/// Words between a runner and what it runs.
const VERBS: &[&str] = &["run", "exec", "tool", "x", "dlx", "start"];

/// What to call a server of which only the command is known: its package or script.
pub fn name_of(launch: &Launch) -> String {
    let word = package(&launch.command, &launch.arguments).unwrap_or_else(|| launch.command.clone());
    // `@scope/name@1.2.3` and `name==1.2.3`.
    let start = usize::from(word.starts_with('@'));
    let end = word.get(start..).and_then(|rest| rest.find(['@', '='])).map_or(word.len(), |at| at + start);
    let name = word.get(..end).unwrap_or(&word);
    if name.starts_with('@') { name.to_owned() } else { name.rsplit('/').next().unwrap_or(name).to_owned() }
}

/// The package, script or image that a command runs, where a runner runs it.
pub fn package(command: &str, arguments: &[String]) -> Option<String> {
    let runner = command.rsplit(['/', '\\']).next().unwrap_or_default();
    let runner = runner.strip_suffix(".exe").or_else(|| runner.strip_suffix(".cmd")).unwrap_or(runner);
    RUNNERS.contains(&runner).then_some(())?;
    arguments.iter().find(|word| !word.starts_with('-') && !VERBS.contains(&word.as_str())).cloned()
}

/// What to call a server of which only the address is known.
pub fn host_name(url: &Url) -> String {
    url.host_str().unwrap_or("server").to_owned()
}

/// The command as a person reads it: never with the values of its variables.
pub fn shown(launch: &Launch) -> String {
    let words = std::iter::once(&launch.command).chain(&launch.arguments);
    words.map(|word| quoted(word)).collect::<Vec<_>>().join(" ")
}

/// The command as a report has it: what is given to a flag for secrets is left out.
pub(super) fn told(launch: &Launch) -> String {
    let secret = |flag: &str| {
        let flag = flag.to_ascii_lowercase();
        flag.starts_with('-')
            && ["token", "key", "secret", "password", "auth", "credential"].iter().any(|part| flag.contains(part))
    };
    let mut words = vec![quoted(&launch.command)];
    let mut hidden = false;
    for word in &launch.arguments {
        let given = word.split_once('=').filter(|(flag, _)| secret(flag));
        words.push(match given {
            Some((flag, _)) => format!("{flag}=…"),
            None if hidden && !word.starts_with('-') => "…".to_owned(),
            None => quoted(word),
        });
        hidden = secret(word) && given.is_none();
    }
    redact(&words.join(" ")).into_owned()
}

fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "@%+=:,./_-".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

/// A server's name as the name of a folder.
pub(super) fn folder_name(name: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.') { c } else { '-' };
    let name: String = name.chars().map(plain).take(64).collect();
    let name = name.trim_matches(['-', '.']);
    if name.is_empty() { "server".to_owned() } else { name.to_owned() }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn no_name_leads_out_of_its_folder() {
        for (name, folder) in [("../../x", "x"), ("@scope/server", "scope-server"), ("..", "server"), ("a b", "a-b")] {
            assert_eq!(folder_name(name), folder);
        }
    }

    #[test]
    fn a_server_is_called_by_its_package() {
        for (words, name) in [
            ("npx -y @scope/notes@1.2.3 /tmp", "@scope/notes"),
            ("uvx mcp-server-time==1.0", "mcp-server-time"),
            ("/usr/bin/node /srv/notes/index.js", "index.js"),
            ("/opt/bin/notes --stdio", "notes"),
            ("uv tool run notes", "notes"),
        ] {
            let mut words = words.split(' ').map(str::to_owned);
            let command = words.next().unwrap();
            let launch =
                Launch { command, arguments: words.collect(), environment: BTreeMap::new(), folder: "/".into() };
            assert_eq!(name_of(&launch), name);
        }
    }

    #[test]
    fn a_report_does_not_have_the_secrets_of_a_command() {
        let arguments = ["--api-key", "k1", "--token=k2", "--stdio", "/data"].map(str::to_owned).to_vec();
        let launch = Launch { command: "notes".into(), arguments, environment: BTreeMap::new(), folder: "/".into() };
        assert_eq!(told(&launch), "notes --api-key … --token=… --stdio /data");
    }
}

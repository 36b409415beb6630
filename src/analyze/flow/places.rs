//! Paths and names that say what a file or variable holds.

use super::value::{Source, Value};
use crate::text::Pattern;

static SECRET: Pattern = Pattern::new(concat!(
    r"(?i)(?:^|[/\\~\x01])(?:\.ssh(?:/|\\|$)|id_(?:rsa|dsa|ecdsa|ed25519)|\.aws(?:/|\\|$)|\.netrc|\.npmrc|\.pypirc|\.pgpass",
    r"|\.docker/config|\.kube(?:/|$)|\.git-credentials|\.gnupg|\.config/(?:gcloud|gh|solana|doctl|sops/age|op)(?:/|$)|\.ethereum/keystore|\.foundry/keystores|\.aptos/config|\.cargo/credentials|\.terraform\.d/credentials|\.password-store|\.azure(?:/|$)|\.vault-token",
    r"|\.(?:bash|zsh|sh|python|mysql|psql|node_repl)_history|etc/(?:shadow|gshadow|sudoers)|etc/ssl/private|proc/(?:(?:self|[02-9]|\d{2,}|\x01)/)?environ|etc/networkmanager/system-connections)",
    r"|(?i)login data|cookies\.sqlite|logins\.json|key[34]\.db|wallet\.dat|keychains?/|\.electrum|\.(?:pem|p12|pfx|kdbx)$",
    r"|(?i)google/chrome|mozilla/firefox|user data/default|local state|exodus|metamask|\.solana/",
    // Where programs made of web pages keep who is signed in.
    r"|(?i)local storage[/\\]leveldb|local extension settings|telegram desktop[/\\]tdata|telegramdesktop[/\\]tdata|[/\\]signal[/\\](?:config\.json|sql[/\\])",
));

/// What the first process was started with says whether one runs in a container, and is secret once it leaves.
static FIRST_PROCESS: Pattern = Pattern::new(r"^/proc/1/environ$");

static AGENT: Pattern = Pattern::new(concat!(
    r"(?i)\.claude(?:\.json|/|$)|claude_desktop_config|\.cursor/|\.codex/|\.gemini/|\.windsurf|\.continue/|\.openclaw",
    r"|(?:^|/)\.?mcp\.json|(?:CLAUDE|AGENTS|GEMINI|MEMORY|SOUL|IDENTITY)\.md|\.cursorrules|\.mcp-auth",
    r"|\.aider\.chat\.history|\.local/share/(?:opencode|goose)/|(?:Application Support|\.config)/Claude/",
));

static SYSTEM: Pattern = Pattern::new(concat!(
    r"^/etc/(?:passwd|group|hosts|crontab)|^/var/log/|^/proc/(?:mounts|\d|\x01|net)|^/etc/(?:fstab|mtab)",
    r"|/\.local/share/recently-used|^/root(?:/|$)",
));

static PERSONAL: Pattern = Pattern::new(concat!(
    r"(?i)^(?:~|\x01|/home/[^/]{1,40}|/Users/[^/]{1,40}|[A-Z]:\\Users\\[^\\]{1,40}|%USERPROFILE%|\$HOME)[/\\]",
    r"(?:Documents|Desktop|Downloads|Pictures|OneDrive|Dropbox|Library/(?:Messages|Mail|Mobile Documents))(?:[/\\]|$)",
));

static PROBE: Pattern =
    Pattern::new(r"^/sys/(?:class|devices)/(?:virtual/)?dmi|^/proc/(?:cpuinfo|scsi)|/\.dockerenv|^/proc/self/status");

static STARTUP: Pattern = Pattern::new(concat!(
    r"(?i)^/etc/(?:rc\.local|cron|init\.d|systemd|profile|ld\.so\.preload|sudoers|passwd|shadow|udev/rules\.d|xdg/autostart|update-motd\.d|bash\.bashrc|zsh/)",
    r"|^/(?:usr/)?lib/(?:systemd/(?:system|user)|udev/rules\.d)/|/crontabs?/|LaunchAgents|LaunchDaemons",
    r"|\.config/(?:autostart|systemd|fish/(?:config\.fish|conf\.d/))",
    r"|(?:^|/|~)\.(?:bashrc|zshrc|profile|bash_profile|zprofile|zshenv|bash_login|bash_logout|bash_aliases|zlogin|zlogout|xprofile|xinitrc|xsession|pam_environment)$",
    r"|\.ssh/rc$|\.git/hooks/|(?:site|user)customize\.py$|authorized_keys|Start Menu/Programs/Startup|CurrentVersion\\+Run|^/var/www/.{0,200}\.(?:php|jsp|asp)|\.pth$",
));

static CREDENTIAL_NAME: Pattern = Pattern::new(
    r"(?i)^(?:\w*_)?(?:password|passwd|passphrase|secret|api_?key|private_?key|access_?token|auth_?token|pin_code|credit_?card|card_number|cvv|ssn|seed_phrase|mnemonic)$",
);

static PLAIN: Pattern = Pattern::new(
    r"^(?:Optional\[)?(?:int|float|bool|number|boolean|Decimal|date|datetime|UUID|Literal|u?int\d*|float\d*|time\.Duration)\b",
);

/// Types of zod of which the same holds, and patterns that leave no room for a path or a command.
static NARROW: Pattern = Pattern::new(concat!(
    r"^z\.(?:number|boolean|bigint|date|int|enum|nativeEnum|literal|coerce\.(?:number|boolean|date))\b",
    r"|^z\.string\(\)(?:\.\w+\([^()]{0,40}\)){0,4}\.(?:uuid|cuid2?|ulid|nanoid|datetime|date|time|ipv?[46]?)\(|^z\.(?:uuid|iso\.\w+|ipv[46])\(",
    r#"|(?:\.regex\(\s{0,20}/|pattern\s?=\s?r?["'])\^(?:\[(?:[A-Za-z0-9_-]|\\[wd])+\](?:\{[\d,]+\}|[+*?])?|\\[wd](?:\{[\d,]+\}|[+*?])?|[A-Za-z0-9_-]|\((?:\?:)?|\)[?*+]?)+\$"#,
));

static PROBE_NAME: Pattern = Pattern::new(
    r"^(?:CI|GITHUB_ACTIONS|GITLAB_CI|JENKINS\w*|TRAVIS|CIRCLECI|BUILDKITE|SANDBOX\w*|PYTEST_CURRENT_TEST|PYCHARM_HOSTED|VIRTUAL_ENV|DEBUG\w*|MCP_SCAN\w*)$",
);

/// What a file at a path holds; a path with unknown parts is judged by what is known.
pub(super) fn of_path(path: &str) -> Option<Source> {
    let name = path.rsplit('/').next().unwrap_or_default();
    let extension = path.rsplit('.').next();
    // Certificates and public halves of keys are there to be handed out.
    let public = extension == Some("pem") && ["public", "cert", "chain", "ca."].iter().any(|part| name.contains(part));
    // Programs read the settings beside them; whoever looks for those of others is after what they hold.
    let shown = |name: &str| ["example", "sample", "template"].iter().any(|part| name.contains(part));
    let settings = || path.contains('*') && name.trim_start_matches('*').starts_with(".env") && !shown(name);
    match () {
        () if extension == Some("pub") || public || path.len() > 1000 => None,
        () if SECRET.is_match(path) || settings() => Some(Source::Secret),
        () if FIRST_PROCESS.is_match(path) => Some(Source::Environment),
        () if AGENT.is_match(path) => Some(Source::Agent),
        () if PROBE.is_match(path) => Some(Source::Probe),
        () if SYSTEM.is_match(path) => Some(Source::System),
        () if PERSONAL.is_match(path) => Some(Source::Personal),
        () => None,
    }
}

/// What a file holds, by any of its paths, and that path. Databases may be opened by their address.
pub(super) fn of_file(file: &Value) -> Option<(Source, String)> {
    let mut paths = file.texts.iter().map(|text| text.trim_start_matches("file:"));
    paths.find_map(|path| Some((of_path(path)?, path.to_owned())))
}

/// Stands for the tables of cron and at, which are written by programs and have no path.
pub const SCHEDULE: &str = "crontab";

/// Stands before the name of a setting of git that names a program.
pub(super) const SETTING: &str = "git config ";

/// Whether a path names something that runs by itself later, or that says who may come in.
pub fn is_startup(path: &str) -> bool {
    path == SCHEDULE || path.starts_with(SETTING) || (path.len() < 1000 && STARTUP.is_match(path))
}

/// Whether a path names settings, instructions or memory of an agent.
pub fn is_of_agent(path: &str) -> bool {
    path.len() < 1000 && AGENT.is_match(path)
}

/// What a parameter of a tool is, by its name and type.
pub(super) fn of_parameter(name: &str, annotation: &str) -> Source {
    match () {
        () if PLAIN.is_match(annotation) || NARROW.is_match(annotation) => Source::Number,
        () if CREDENTIAL_NAME.is_match(name) => Source::Password,
        () => Source::Argument,
    }
}

/// What an environment variable is, by its name.
pub(super) fn of_variable(name: &str) -> Source {
    if PROBE_NAME.is_match(name) { Source::Probe } else { Source::Variable }
}

//! Which artifacts meet: those that one agent loads together, as paths tell. Anything wider would compare strangers.

use camino::Utf8Path;

use crate::artifact::Launch;
use crate::artifact::address::Address;

/// Whose configuration a file is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub(super) enum Level {
    /// Of a user, whose home is this folder.
    User(String),
    /// Of everybody who works in this folder.
    Project(String),
}

/// The `mcp` folder of a capture and the name of the server, of a file in `mcp/<server>/`.
pub(super) fn capture(path: &Utf8Path) -> Option<(String, String)> {
    let server = path.parent()?;
    let folder = server.parent()?;
    (folder.file_name() == Some("mcp"))
        .then(|| (folder.as_str().to_owned(), server.file_name().unwrap_or_default().to_owned()))
}

/// Where clients keep the configuration of a user, below their home.
const USER: &[&str] = &[
    ".claude.json",
    ".codeium/windsurf/mcp_config.json",
    ".copilot/mcp-config.json",
    ".gemini/antigravity/mcp_config.json",
    ".config/Claude/claude_desktop_config.json",
    ".config/opencode/opencode.json",
    ".config/goose/config.yaml",
    "Library/Application Support/Claude/claude_desktop_config.json",
    "AppData/Roaming/Claude/claude_desktop_config.json",
];

/// Folders in which clients keep the configuration of a project.
const CLIENTS: &[&str] = &[
    ".amazonq",
    ".claude",
    ".codex",
    ".continue",
    ".cursor",
    ".gemini",
    ".github",
    ".kiro",
    ".qwen",
    ".roo",
    ".vscode",
    ".zed",
    "settings",
    "mcpServers",
];

pub(super) fn level(path: &Utf8Path) -> Level {
    for tail in USER {
        if let Some(home) = path.as_str().strip_suffix(tail)
            && (home.is_empty() || home.ends_with('/'))
        {
            return Level::User(home.trim_end_matches('/').to_owned());
        }
    }
    let mut folder = path.parent().unwrap_or(Utf8Path::new(""));
    while folder.file_name().is_some_and(|name| CLIENTS.contains(&name)) {
        folder = folder.parent().unwrap_or(Utf8Path::new(""));
    }
    Level::Project(folder.as_str().to_owned())
}

/// The folders above a project, the nearest first: the homes of those whose project it may be.
pub(super) fn above(project: &str) -> impl Iterator<Item = &str> {
    Utf8Path::new(project).ancestors().map(Utf8Path::as_str)
}

/// Commands that start what their arguments name.
const RUNNERS: &[&str] = &[
    "npx", "bunx", "pnpx", "pnpm", "yarn", "npm", "bun", "deno", "node", "uvx", "uv", "pipx", "python", "python3",
    "docker", "podman", "cmd", "sh", "bash", "env", "tsx",
];
/// Arguments of those that name nothing.
const VERBS: &[&str] = &["run", "dlx", "exec", "tool", "x", "/c", "start"];

/// What a server runs or connects to: a host and path, a package or a program. Versions, flags and variables differ
/// from client to client and are left out.
pub(super) fn package(launch: &Launch) -> String {
    if let Some(url) = &launch.url {
        let address = Address::parse(&url.value).map(|address| address.host);
        return address.unwrap_or_else(|| url.value.clone());
    }
    let words = std::iter::once(launch.command.as_str()).chain(launch.args.iter().map(|arg| arg.value.as_str()));
    let base = |word: &str| {
        word.rsplit(['/', '\\'])
            .next()
            .unwrap_or_default()
            .trim_end_matches(".exe")
            .trim_end_matches(".cmd")
            .to_lowercase()
    };
    let mut named =
        words.filter(|word| !word.starts_with('-') && !word.contains('=') && !RUNNERS.contains(&base(word).as_str()));
    let first = named.find(|word| !VERBS.contains(word)).unwrap_or(&launch.command);
    // `@scope/name@1.2`, `name@latest`, `name==1.2`, `image:tag`.
    let scoped = usize::from(first.starts_with('@'));
    let cut = first.get(scoped..).and_then(|rest| rest.find(['@', '=', '['])).map_or(first.len(), |at| at + scoped);
    let name = first.get(..cut).unwrap_or(first);
    let tagless = name.rsplit_once(':').filter(|(_, tag)| !tag.contains(['/', '\\'])).map_or(name, |(name, _)| name);
    tagless.to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_config_belongs_to_a_user_or_to_a_project() {
        for (path, level_of) in [
            ("home/.claude.json", Level::User("home".to_owned())),
            (".config/Claude/claude_desktop_config.json", Level::User(String::new())),
            ("home/code/app/.mcp.json", Level::Project("home/code/app".to_owned())),
            ("app/.cursor/mcp.json", Level::Project("app".to_owned())),
            (".kiro/settings/mcp.json", Level::Project(String::new())),
            ("x.claude.json", Level::Project(String::new())),
        ] {
            assert_eq!(level(Utf8Path::new(path)), level_of, "{path}");
        }
    }

    #[test]
    fn a_capture_lies_in_a_folder_of_its_server() {
        let found = capture(Utf8Path::new("a/mcp/mail/tools.json"));
        assert_eq!(found, Some(("a/mcp".to_owned(), "mail".to_owned())));
        assert_eq!(capture(Utf8Path::new("a/lists/mail/tools.json")), None);
    }
}

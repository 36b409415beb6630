//! Scripts that hooks run: they lie beside the settings, and do what the settings do.

use camino::{Utf8Path, Utf8PathBuf};

use super::code::Language;
use super::{Artifact, mcp_source};
use crate::source::{Entry, Limits, Tree};

/// Scripts of one file of settings, at most.
const MAX_SCRIPTS: usize = 16;
/// Folders above the settings that a command may start from: `.claude/hooks` of a project, `scripts` of a plugin.
const ABOVE: usize = 3;

/// What hosts put before the path of a script: the folder of the project or plugin.
const ROOTS: &[&str] = &[
    "CLAUDE_PROJECT_DIR",
    "CLAUDE_PLUGIN_ROOT",
    "CURSOR_PROJECT_DIR",
    "CODEX_PROJECT_DIR",
    "GEMINI_PROJECT_DIR",
    "workspaceFolder",
    "PROJECT_DIR",
    "PLUGIN_ROOT",
    "PWD",
];

/// Reads the scripts that the hooks of an artifact name.
pub(super) fn read(artifact: &mut Artifact, tree: &Tree, limits: &Limits) {
    let settings = artifact.path.clone();
    let named: Vec<Utf8PathBuf> = artifact.facts.hooks.iter().flat_map(|hook| scripts(&hook.command)).collect();
    let mut read = 0;
    for script in named {
        let roots = settings.ancestors().skip(1).take(ABOVE);
        let Some(entry) = roots.map(|root| root.join(&script)).find_map(|path| find(tree, &path)) else { continue };
        if read >= MAX_SCRIPTS || artifact.files.iter().any(|file| file.path == entry.path) {
            continue;
        }
        match tree.read(entry, limits) {
            Ok(file) if file.binary().is_none() && Language::of(&file).is_some() => {
                read += 1;
                artifact.files.push(file);
                mcp_source::read(artifact, artifact.files.len() - 1);
            }
            Ok(_) => {}
            Err(gap) => artifact.gaps.push(gap),
        }
    }
}

fn find<'t>(tree: &'t Tree, path: &Utf8Path) -> Option<&'t Entry> {
    let at = tree.entries.binary_search_by(|entry| entry.path.as_path().cmp(path)).ok()?;
    tree.entries.get(at)
}

/// The paths that the words of a command may name, below whatever folder the host runs it from.
fn scripts(command: &str) -> Vec<Utf8PathBuf> {
    let words =
        command.split(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | ';' | '&' | '|' | '(' | ')' | '='));
    // A quoted variable is a word of its own: `"$CLAUDE_PROJECT_DIR"/.claude/hooks/check.sh`.
    words.filter_map(below).collect()
}

fn below(word: &str) -> Option<Utf8PathBuf> {
    let root = ROOTS.iter().find_map(|root| {
        let rest = word.strip_prefix('$')?;
        rest.strip_prefix('{')
            .map_or_else(|| rest.strip_prefix(root), |rest| Some(rest.strip_prefix(root)?.split_once('}')?.1))
    });
    let path = root.unwrap_or(word).trim_start_matches("./").trim_start_matches('/');
    let path = Utf8Path::new(path);
    let named = path.extension().is_some_and(|extension| Language::of_extension(extension).is_some());
    let inside = path.components().all(|part| part.as_str() != "..") && !path.as_str().contains(['$', '~', '*']);
    (named && inside && path.as_str().len() < 200).then(|| path.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_found_behind_what_the_host_puts_before_them() {
        let one = |command: &str| scripts(command).into_iter().map(Utf8PathBuf::into_string).collect::<Vec<_>>();
        assert_eq!(one("\"$CLAUDE_PROJECT_DIR\"/.claude/hooks/a.sh --all"), [".claude/hooks/a.sh"]);
        assert_eq!(one("bash ${CLAUDE_PLUGIN_ROOT}/scripts/stats.sh stop"), ["scripts/stats.sh"]);
        assert_eq!(one("python3 ./hooks/b.py && node \"${CLAUDE_PLUGIN_ROOT}/c.mjs\""), ["hooks/b.py", "c.mjs"]);
        assert_eq!(one("sh ../outside.sh; cargo fmt; $HOME/x.sh; ~/y.sh"), Vec::<String>::new());
    }
}

//! `proofmark hook`

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};

use super::sources::runtime;
use super::{Error, ExitStatus, Io};
use crate::source::{self, Limits, Own};

/// Scan what is committed or pushed, by a hook of git.
#[derive(Debug, Args)]
pub(super) struct HookArgs {
    #[command(subcommand)]
    command: HookCommand,
}

#[derive(Debug, Subcommand)]
enum HookCommand {
    Install(InstallArgs),
    /// Take our hooks out of this repository, and put back those that they were chained to.
    Uninstall,
}

/// Write the hook into this repository; nothing of yours is overwritten.
#[derive(Debug, Args)]
struct InstallArgs {
    /// Scan what is staged before each commit; the default.
    #[arg(long)]
    pre_commit: bool,

    /// Scan what the commits changed before each push.
    #[arg(long)]
    pre_push: bool,

    /// Keep a hook that is there, and run it first.
    #[arg(long)]
    chain: bool,
}

/// By this line a hook is known as ours.
const MARK: &str = "# Written by `proofmark hook install`; `proofmark hook uninstall` takes it away.\n";
/// What the name of a hook that was there before ends in.
const BEFORE: &str = ".before-proofmark";
/// Bytes of a hook, at most, that we look for our mark in.
const MAX_HOOK: u64 = 1 << 20;

const PRE_COMMIT: &str = r#"[ ! -x "$before" ] || "$before" "$@"
exec "$proofmark" scan --staged --offline --quiet
"#;

// A commit that the remote side has, and we do not, tells nothing: what it lacks is unknown, so all is scanned.
const PRE_PUSH: &str = r#"pushed=$(cat)
[ ! -x "$before" ] || printf '%s\n' "$pushed" | "$before" "$@"
printf '%s\n' "$pushed" | while read -r _ local _ remote; do
    # Nothing but zeros stands for a branch that is deleted.
    case $local in *[!0]*) ;; *) continue ;; esac
    base=$remote
    git cat-file -e "$base^{commit}" 2>/dev/null ||
        base=$(git merge-base "$local" "refs/remotes/$1/HEAD" 2>/dev/null) || base=
    if [ -n "$base" ]; then
        "$proofmark" scan --since "$base..$local" --offline --quiet </dev/null
    else
        "$proofmark" scan --since "$local..$local" --offline --quiet . </dev/null
    fi
done
"#;

/// The hooks that there are: git's name of each, and what it does.
const HOOKS: [(&str, &str); 2] = [("pre-commit", PRE_COMMIT), ("pre-push", PRE_PUSH)];

pub(super) fn run(args: &HookArgs, io: &mut Io<'_>) -> Result<ExitStatus, Error> {
    let folder = folder(io)?;
    match &args.command {
        HookCommand::Install(install) => {
            for (name, body) in HOOKS {
                let wanted =
                    if name == "pre-push" { install.pre_push } else { install.pre_commit || !install.pre_push };
                if wanted {
                    put(&folder, name, body, install.chain, io)?;
                }
            }
        }
        HookCommand::Uninstall => {
            for (name, _) in HOOKS {
                take_away(&folder.join(name), io)?;
            }
        }
    }
    Ok(ExitStatus::Yes)
}

/// The folder of the hooks of this repository, worktrees included.
fn folder(io: &Io<'_>) -> Result<PathBuf, Error> {
    let hooks = runtime()?.block_on(async {
        let own = Own::open(&io.folder, &io.environment, &Limits::DEFAULT).await?;
        own.hooks().await
    })?;
    if hooks.shared {
        return Err(Error::SharedHooks { folder: hooks.folder.display().to_string() });
    }
    Ok(hooks.folder)
}

/// Writes one hook.
fn put(folder: &Path, name: &str, body: &str, chain: bool, io: &mut Io<'_>) -> Result<(), Error> {
    let (hook, before) = (folder.join(name), folder.join(format!("{name}{BEFORE}")));
    let shown = hook.display().to_string();
    let program = io.executable.to_string_lossy().replace('\'', r"'\''");
    let script = format!(
        "#!/bin/sh\n{MARK}set -eu\nbefore=$(dirname \"$0\")/{name}{BEFORE}\nproofmark='{program}'\n\
         [ -x \"$proofmark\" ] || proofmark=proofmark\n{body}"
    );
    let old = read(&hook)?;
    let chained = match &old {
        Some(old) if old.contains(MARK) => before.exists(),
        Some(_) if !chain || before.exists() => return Err(Error::ForeignHook { hook: shown }),
        Some(_) => {
            std::fs::rename(&hook, &before).map_err(|source| failed(&before, source))?;
            true
        }
        None => false,
    };
    std::fs::create_dir_all(folder).map_err(|source| failed(folder, source))?;
    source::write_atomic(&hook, script.as_bytes())?;
    executable(&hook).map_err(|source| failed(&hook, source))?;
    let after = if chained { ", and runs after the one that was there" } else { "" };
    let state = if old.as_deref() == Some(script.as_str()) { "was" } else { "is" };
    io.say(&format!("the hook {state} in `{shown}`{after}"));
    Ok(())
}

/// Removes one hook, if it is ours.
fn take_away(hook: &Path, io: &mut Io<'_>) -> Result<(), Error> {
    if !read(hook)?.is_some_and(|old| old.contains(MARK)) {
        return Ok(());
    }
    let name = hook.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let before = hook.with_file_name(format!("{name}{BEFORE}"));
    if before.exists() {
        std::fs::rename(&before, hook).map_err(|source| failed(hook, source))?;
        io.say(&format!("`{}` is what it was before", hook.display()));
    } else {
        std::fs::remove_file(hook).map_err(|source| failed(hook, source))?;
        io.say(&format!("`{}` is gone", hook.display()));
    }
    Ok(())
}

/// A hook that is there; one that is no text is foreign.
fn read(hook: &Path) -> Result<Option<String>, source::Error> {
    match source::read_bytes(hook, MAX_HOOK) {
        Ok(bytes) => Ok(Some(String::from_utf8_lossy(&bytes).into_owned())),
        Err(source::Error::NotFound { .. }) => Ok(None),
        Err(source::Error::TooLarge { .. }) => Ok(Some(String::new())),
        Err(error) => Err(error),
    }
}

fn failed(path: &Path, source: std::io::Error) -> source::Error {
    source::Error::Write { path: path.to_owned(), source }
}

#[cfg(unix)]
fn executable(path: &Path) -> std::io::Result<()> {
    std::fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(0o755))
}

#[cfg(not(unix))]
const fn executable(_: &Path) -> std::io::Result<()> {
    Ok(())
}

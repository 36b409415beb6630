//! Programs that fetch a package and start the server in it (`npx`, `uvx`): what they have fetched before is there for
//! them in the sandbox, too.
//!
//! A runner writes to its cache (locks, indexes, environments), and a server must not: it would change what its user
//! runs next. So a runner is given a mirror, folders of its own with links to the user's files, which stay as they are.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use super::process::{Confinement, Launch};
use crate::source::{npm_registries, without_credentials};

/// A program that starts servers, and what it keeps.
struct Runner {
    names: &'static [&'static str],
    stores: &'static [Store],
    /// Programs that it runs beside what it fetched.
    needs: &'static [&'static str],
    /// Variables that keep it from asking the network, so that nothing is installed behind the user's back.
    offline: &'static [(&'static str, &'static str)],
    /// What else it is told.
    quiet: &'static [(&'static str, &'static str)],
    /// Variables of the user that say which registry it asks.
    registry: &'static [&'static str],
    /// What it looks at in the project that it is started in.
    project: &'static [&'static str],
    /// The same where credentials may be, so that it is not shown.
    secret: &'static [&'static str],
}

/// A folder that a runner keeps packages in.
struct Store {
    /// Variables that move it; the first is how the runner is told of it.
    variables: &'static [&'static str],
    /// The variable that holds the folder of this kind of data, and the path below that.
    xdg: Option<(&'static str, &'static str)>,
    /// The path below the home, where nothing moves it.
    home: &'static str,
    /// How the entries in it start, and how many levels of folders the runner writes to there. With none, it is only
    /// read.
    parts: &'static [(&'static str, usize)],
}

const NPM: Runner = Runner {
    names: &["npx", "npm"],
    stores: &[Store {
        variables: &["npm_config_cache", "NPM_CONFIG_CACHE"],
        xdg: None,
        home: ".npm",
        // The lock of `_npx/<hash>`, and `_cacache/index-v5/<a>/<b>`, where an entry is written again when it is read.
        parts: &[("_npx", 2), ("_cacache", 4)],
    }],
    needs: &["node"],
    offline: &[("npm_config_offline", "true")],
    quiet: &[("npm_config_update_notifier", "false"), ("npm_config_logs_max", "0")],
    registry: &[],
    project: &["package.json", "node_modules"],
    secret: &[".npmrc"],
};

const UV: Runner = Runner {
    names: &["uvx", "uv"],
    stores: &[
        Store {
            variables: &["UV_CACHE_DIR"],
            xdg: Some(("XDG_CACHE_HOME", "uv")),
            home: ".cache/uv",
            // Packages are copied from `archive-v0/<id>`, as they lie there.
            parts: &[("archive-", 1), ("", 2)],
        },
        Store {
            variables: &["UV_TOOL_DIR"],
            xdg: Some(("XDG_DATA_HOME", "uv/tools")),
            home: ".local/share/uv/tools",
            parts: &[("", 1)],
        },
        Store {
            variables: &["UV_PYTHON_INSTALL_DIR"],
            xdg: Some(("XDG_DATA_HOME", "uv/python")),
            home: ".local/share/uv/python",
            parts: &[],
        },
    ],
    needs: &["uv", "python3", "python"],
    offline: &[("UV_OFFLINE", "1")],
    quiet: &[],
    registry: &["UV_DEFAULT_INDEX", "UV_INDEX_URL", "UV_INDEX", "UV_EXTRA_INDEX_URL"],
    project: &[],
    secret: &[],
};

/// What they say when a package is not there and the network is closed to them.
const NOT_FETCHED: &[&str] = &["ENOTCACHED", "network was disabled"];

/// Entries of one store that are mirrored, at most: a runner that misses one says so.
const MAX_ENTRIES: usize = 500_000;

/// What is made ready for a runner.
#[derive(Debug, Default)]
pub(super) struct Ready {
    pub(super) variables: BTreeMap<String, OsString>,
    /// What it may read beside its own files.
    pub(super) read: Vec<PathBuf>,
    /// Programs that it runs.
    pub(super) needs: &'static [&'static str],
    /// What it looks for by itself, and is refused.
    pub(super) unsaid: Vec<PathBuf>,
    /// Folders that it may write to, each with the user's folder that it stands for.
    pub(super) mirrors: Vec<(PathBuf, PathBuf)>,
}

fn of(program: &Path) -> Option<&'static Runner> {
    let name = program.file_stem()?.to_str()?;
    [&NPM, &UV].into_iter().find(|runner| runner.names.contains(&name))
}

/// Mirrors what the runner at `program`, started in `folder`, keeps below `scratch`. Of any other program, there is nothing
/// to do.
pub(super) fn ready(
    program: &Path,
    folder: &Path,
    how: &Confinement,
    home: &Path,
    scratch: &Path,
) -> std::io::Result<Ready> {
    let mut ready = Ready::default();
    let Some(runner) = of(program) else { return Ok(ready) };
    ready.needs = runner.needs;
    let below = |folder: &Path, names: &[&str]| names.iter().map(|name| folder.join(name)).collect::<Vec<_>>();
    let project = folder.ancestors().find(|folder| below(folder, runner.project).iter().any(|path| path.exists()));
    if let Some(project) = project {
        ready.read.extend(below(project, runner.project));
    }
    ready.unsaid = below(project.unwrap_or(folder), runner.secret);
    let closed = if how.network { &[] } else { runner.offline };
    let set = runner.quiet.iter().chain(closed).map(|(name, value)| ((*name).to_owned(), (*value).into()));
    ready.variables.extend(set);
    let registry = runner.registry.iter().filter_map(|name| Some((*name, how.environment.get(name)?)));
    ready.variables.extend(registry.map(|(name, value)| (name.to_owned(), hidden(value).into())));
    if runner.names.contains(&"npm") {
        registries(how, home)?;
    }
    for store in runner.stores {
        let (Some(variable), Some(own)) = (store.variables.first(), store.own(how)) else { continue };
        // With the network, a runner fetches anew, and writes wherever it likes to a cache that is thrown away.
        if store.parts.is_empty() || !cfg!(unix) {
            ready.variables.insert((*variable).to_owned(), own.clone().into());
            ready.read.push(own);
        } else {
            let mirror = scratch.join(variable.to_ascii_lowercase());
            std::fs::create_dir_all(&mirror)?;
            if !how.network {
                let depth =
                    |name: &str| store.parts.iter().find(|(start, _)| name.starts_with(start)).map(|part| part.1);
                self::mirror(&own, &mirror, &depth, &mut { MAX_ENTRIES })?;
                // Logs lie beside packages.
                let entries = std::fs::read_dir(&own)?.flatten();
                let wanted = entries.filter(|entry| depth(&entry.file_name().to_string_lossy()).is_some());
                ready.read.extend(wanted.map(|entry| entry.path()));
            }
            ready.variables.insert((*variable).to_owned(), mirror.clone().into());
            ready.mirrors.push((mirror, own));
        }
    }
    Ok(ready)
}

impl Store {
    /// The user's folder, where there is one.
    fn own(&self, how: &Confinement) -> Option<PathBuf> {
        let get = |name: &str| how.environment.get(name).map(PathBuf::from).filter(|path| path.is_absolute());
        let moved = self.variables.iter().find_map(|name| get(name));
        let kind = || self.xdg.and_then(|(name, below)| Some(get(name)?.join(below)));
        let home = || how.home.as_ref().map(|home| home.join(self.home));
        moved.or_else(kind).or_else(home).filter(|folder| folder.is_dir())
    }
}

/// Tells npm which registries the user has set up, and with no credentials: what it keeps, it finds by their addresses.
fn registries(how: &Confinement, home: &Path) -> std::io::Result<()> {
    // A file that cannot be read is npm's to complain about, and it does not see it.
    let Ok(registries) = npm_registries(&how.environment) else { return Ok(()) };
    let lines = registries.into_iter().map(|(key, url)| format!("{key}={}\n", without_credentials(&url)));
    std::fs::write(home.join(".npmrc"), lines.collect::<String>())
}

/// Addresses, which may be several and have names, without what may be a password.
fn hidden(value: &str) -> String {
    let one = |word: &str| match word.split_once('=').filter(|(name, _)| !name.contains(['/', ':'])) {
        Some((name, url)) => format!("{name}={}", without_credentials(url)),
        None => without_credentials(word),
    };
    value.split_whitespace().map(one).collect::<Vec<_>>().join(" ")
}

/// Makes the folders of `from` anew, of each entry as many levels as `depth` says, and links to what lies in them. What is
/// empty is a lock or a mark, which its owner opens for writing.
#[cfg(unix)]
fn mirror(from: &Path, to: &Path, depth: &dyn Fn(&str) -> Option<usize>, left: &mut usize) -> std::io::Result<()> {
    let Ok(entries) = std::fs::read_dir(from) else { return Ok(()) };
    std::fs::create_dir_all(to)?;
    for entry in entries.flatten() {
        let Some(depth) = depth(&entry.file_name().to_string_lossy()) else { continue };
        let Some(less) = left.checked_sub(1) else { break };
        *left = less;
        let (own, copy) = (entry.path(), to.join(entry.file_name()));
        let Ok(kind) = entry.metadata() else { continue };
        if kind.is_dir() && depth > 0 {
            mirror(&own, &copy, &|_| Some(depth - 1), left)?;
        } else if kind.is_file() && kind.len() == 0 {
            std::fs::write(copy, "")?;
        } else {
            std::os::unix::fs::symlink(own, copy)?;
        }
    }
    Ok(())
}

/// Elsewhere links are for administrators; there is no sandbox either.
#[cfg(not(unix))]
fn mirror(_: &Path, _: &Path, _: &dyn Fn(&str) -> Option<usize>, _: &mut usize) -> std::io::Result<()> {
    Ok(())
}

/// What the user can do where a runner `said` that it does not have the package.
pub(super) fn advice(launch: &Launch, how: &Confinement, said: &str) -> Option<String> {
    of(Path::new(&launch.command))?;
    let not_there = !how.network && NOT_FETCHED.iter().any(|words| said.contains(words));
    not_there.then(|| {
        format!(
            "`{}` has not fetched the package before, and has no network to do so now: run the command once by \
             yourself, or add `--allow-network`; `proofmark scan npm:…` and `pypi:…` read packages without running them",
            launch.command
        )
    })
}

//! Starting a server: in its sandbox, with a home that is thrown away, and without what the user's environment holds.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use tempfile::TempDir;
use tokio::io::AsyncReadExt as _;
use tokio::process::{Child, ChildStdin, ChildStdout};
use tokio::task::JoinHandle;

use crate::source::sandbox::{Attempt, Policy, Program, find};

/// Bytes of what a server says beside its answers that are kept: the end, where errors stand.
const TAIL: usize = 4096;

/// A command that starts a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Launch {
    pub command: String,
    pub arguments: Vec<String>,
    /// Variables that the server is given, beside those that every program needs.
    pub environment: BTreeMap<String, String>,
    /// The folder that it is started in.
    pub folder: PathBuf,
}

/// How servers are started.
#[derive(Debug, Clone)]
pub struct Confinement {
    /// This program, which starts servers inside of a sandbox; none, to start them without.
    pub executable: Option<PathBuf>,
    /// Whether a server may connect to the Internet.
    pub network: bool,
    /// What a server may read beside its own package.
    pub read: Vec<PathBuf>,
    /// The user's own home, which a server does not get to see.
    pub home: Option<PathBuf>,
    /// What `PATH` is.
    pub search: String,
}

/// A server that runs. It ends when this is dropped.
pub(super) struct Running {
    child: Child,
    /// Of the process, and of its group.
    id: Option<u32>,
    stderr: JoinHandle<Vec<u8>>,
    scratch: TempDir,
}

/// The paths in a scratch folder.
const HOME: &str = "home";
const POLICY: &str = "policy.json";
const REPORT: &str = "attempts";

/// Starts a server, and gives its standard streams.
pub(super) fn start(launch: &Launch, how: &Confinement) -> std::io::Result<(Running, ChildStdout, ChildStdin)> {
    let scratch = tempfile::Builder::new().prefix("proofmark-").tempdir()?;
    let root = scratch.path().canonicalize()?;
    let home = root.join(HOME);
    std::fs::create_dir_all(home.join("tmp"))?;
    let path = find(&launch.command, &launch.folder, &how.search)
        .ok_or_else(|| std::io::Error::new(std::io::ErrorKind::NotFound, "there is no such program"))?;
    let mut words: Vec<OsString> = Vec::new();
    if let Some(executable) = &how.executable {
        confine(&path, launch, how, &root, &home)?;
        words.extend([executable.into(), "sandbox-exec".into(), root.join(POLICY).into(), "--".into()]);
    }
    words.push(path.clone().into());
    words.extend(launch.arguments.iter().map(OsString::from));
    let (program, arguments) = words.split_first().ok_or(std::io::ErrorKind::InvalidInput)?;
    #[expect(clippy::disallowed_methods, reason = "one of the two places that start a process")]
    let mut command = std::process::Command::new(program);
    command.args(arguments).current_dir(&launch.folder).env_clear().envs(surroundings(&path, how, &home));
    command.envs(&launch.environment).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut command = tokio::process::Command::from(command);
    #[cfg(unix)]
    command.process_group(0);
    let mut child = command.kill_on_drop(true).spawn()?;
    let streams = (child.stdout.take(), child.stdin.take(), child.stderr.take());
    let (Some(stdout), Some(stdin), Some(stderr)) = streams else {
        return Err(std::io::ErrorKind::BrokenPipe.into());
    };
    let id = child.id();
    let stderr = tokio::spawn(tail(stderr));
    Ok((Running { child, id, stderr, scratch }, stdout, stdin))
}

fn confine(path: &Path, launch: &Launch, how: &Confinement, root: &Path, home: &Path) -> std::io::Result<()> {
    let program = Program {
        path,
        arguments: &launch.arguments,
        folder: &launch.folder,
        home: how.home.as_deref(),
        search: &how.search,
    };
    let mut read = program.grants();
    read.extend(how.read.iter().cloned());
    // The inner process runs ourselves before it becomes the server.
    read.extend(how.executable.clone());
    let policy = Policy {
        read,
        write: vec![home.to_owned()],
        home: home.to_owned(),
        network: how.network,
        report: root.join(REPORT),
    };
    policy.store(&root.join(POLICY))
}

/// The variables that every program needs, and those that keep runners from asking the network: a package that is not
/// here is not installed behind the user's back.
fn surroundings(path: &Path, how: &Confinement, home: &Path) -> BTreeMap<String, OsString> {
    let mut variables: BTreeMap<String, OsString> = BTreeMap::new();
    let mut set = |name: &str, value: OsString| variables.insert(name.to_owned(), value);
    set("PATH", how.search.clone().into());
    set("HOME", home.into());
    set("LANG", "C.UTF-8".into());
    for name in ["TMPDIR", "TMP", "TEMP"] {
        set(name, home.join("tmp").into());
    }
    set("PYTHONDONTWRITEBYTECODE", "1".into());
    set("NO_UPDATE_NOTIFIER", "1".into());
    let runner = path.file_stem().and_then(|name| name.to_str()).unwrap_or_default();
    let kept = |folder: &str| how.home.as_ref().map(|home| home.join(folder)).filter(|folder| folder.is_dir());
    match runner {
        "npx" | "npm" => {
            set("npm_config_update_notifier", "false".into());
            set("npm_config_logs_max", "0".into());
            if !how.network {
                set("npm_config_offline", "true".into());
                if let Some(cache) = kept(".npm") {
                    set("npm_config_cache", cache.into());
                }
            }
        }
        "uvx" | "uv" => {
            if let Some(tools) = kept(".local/share/uv/tools") {
                set("UV_TOOL_DIR", tools.into());
            }
            if let Some(interpreters) = kept(".local/share/uv/python") {
                set("UV_PYTHON_INSTALL_DIR", interpreters.into());
            }
            if !how.network {
                set("UV_OFFLINE", "1".into());
            }
        }
        _ => {}
    }
    variables
}

/// The end of what a server says; the rest is read and dropped, so that it is never kept waiting.
async fn tail(mut stderr: tokio::process::ChildStderr) -> Vec<u8> {
    let (mut kept, mut buffer) = (Vec::new(), vec![0; 16 << 10]);
    while let Ok(count) = stderr.read(&mut buffer).await {
        let Some(part) = buffer.get(..count).filter(|part| !part.is_empty()) else { break };
        kept.extend_from_slice(part);
        let over = kept.len().saturating_sub(TAIL);
        kept.drain(..over);
    }
    kept
}

/// What is known of a server once it has ended.
pub(super) struct Remains {
    /// The end of what it said, in text.
    pub(super) said: String,
    /// The exit code, where it ended by itself.
    pub(super) code: Option<i32>,
    pub(super) attempts: Vec<Attempt>,
}

impl Running {
    /// Ends the server and all that it started.
    pub(super) async fn end(mut self) -> Remains {
        let own = tokio::time::timeout(std::time::Duration::from_millis(500), self.child.wait()).await;
        let code = own.ok().and_then(Result::ok).and_then(|status| status.code());
        self.kill();
        let _ = self.child.wait().await;
        let said = tokio::time::timeout(std::time::Duration::from_secs(1), &mut self.stderr).await;
        let said = said.ok().and_then(Result::ok).unwrap_or_default();
        let root = self.scratch.path().canonicalize().unwrap_or_else(|_| self.scratch.path().to_owned());
        let attempts = Attempt::read(&root.join(REPORT), &root.join(HOME));
        Remains { said: String::from_utf8_lossy(&said).trim().to_owned(), code, attempts }
    }

    /// The tracer goes first, and with it everything that it traces, wherever that has hidden.
    fn kill(&mut self) {
        let _ = self.child.start_kill();
        if let Some(id) = self.id.take() {
            end_group(id);
        }
    }
}

/// Ends all processes of a group.
#[cfg(unix)]
fn end_group(id: u32) {
    use nix::sys::signal::{Signal, killpg};
    let _ = killpg(nix::unistd::Pid::from_raw(id.cast_signed()), Signal::SIGKILL);
}

/// Other platforms know no groups.
#[cfg(not(unix))]
const fn end_group(_: u32) {}

impl Drop for Running {
    fn drop(&mut self) {
        self.kill();
        self.stderr.abort();
    }
}

//! Starting a server: in its sandbox, with a home that is thrown away, and without what the user's environment holds.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use tempfile::TempDir;
use tokio::io::AsyncReadExt as _;
use tokio::process::{Child, ChildStdin, ChildStdout};
use tokio::task::JoinHandle;

use super::runner::{self, Ready};
use crate::config::Environment;
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
    /// The user's variables: of these, a server sees none, but they say where runners keep what they fetched.
    pub environment: Environment,
}

/// A server that runs. It ends when this is dropped.
pub(super) struct Running {
    child: Child,
    /// Of the process, and of its group.
    id: Option<u32>,
    stderr: JoinHandle<Vec<u8>>,
    scratch: TempDir,
    /// Folders in it, each with the user's folder that it stands for.
    mirrors: Vec<(PathBuf, PathBuf)>,
}

/// Programs that have another start the server, where no sandbox of ours holds it.
const ENGINES: &[&str] = &["docker", "podman", "nerdctl"];

/// The paths in a scratch folder.
const HOME: &str = "home";
const STORES: &str = "stores";
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
    let ready = runner::ready(&path, &launch.folder, how, &home, &root.join(STORES))?;
    let mut words: Vec<OsString> = Vec::new();
    if let Some(executable) = &how.executable {
        confine(&path, launch, how, &root, &ready)?;
        words.extend([executable.into(), "sandbox-exec".into(), root.join(POLICY).into(), "--".into()]);
    }
    words.push(path.clone().into());
    words.extend(launch.arguments.iter().map(OsString::from));
    let (program, arguments) = words.split_first().ok_or(std::io::ErrorKind::InvalidInput)?;
    #[expect(clippy::disallowed_methods, reason = "one of the two places that start a process")]
    let mut command = std::process::Command::new(program);
    command.args(arguments).current_dir(&launch.folder).env_clear().envs(surroundings(how, &home));
    command
        .envs(&ready.variables)
        .envs(&launch.environment)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
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
    Ok((Running { child, id, stderr, scratch, mirrors: ready.mirrors }, stdout, stdin))
}

fn confine(path: &Path, launch: &Launch, how: &Confinement, root: &Path, ready: &Ready) -> std::io::Result<()> {
    if path.file_stem().and_then(|name| name.to_str()).is_some_and(|name| ENGINES.contains(&name)) {
        let why =
            "it has its engine start the server, outside of any sandbox of ours; add `--no-sandbox` if you trust it";
        return Err(std::io::Error::other(why));
    }
    let program = Program {
        path,
        arguments: &launch.arguments,
        folder: &launch.folder,
        home: how.home.as_deref(),
        search: &how.search,
        needs: ready.needs,
    };
    let mut read = program.grants();
    read.extend(how.read.iter().chain(&ready.read).cloned());
    // The inner process runs ourselves before it becomes the server.
    read.extend(how.executable.clone());
    let policy = Policy {
        read,
        write: std::iter::once(root.join(HOME)).chain(ready.mirrors.iter().map(|(mirror, _)| mirror.clone())).collect(),
        home: root.join(HOME),
        unsaid: std::env::split_paths(&how.search).chain(ready.unsaid.iter().cloned()).collect(),
        network: how.network,
        report: root.join(REPORT),
    };
    policy.store(&root.join(POLICY))
}

/// The variables that every program needs.
fn surroundings(how: &Confinement, home: &Path) -> BTreeMap<&'static str, OsString> {
    let temporary = OsString::from(home.join("tmp"));
    BTreeMap::from([
        ("PATH", how.search.clone().into()),
        ("HOME", home.into()),
        ("LANG", "C.UTF-8".into()),
        ("TMPDIR", temporary.clone()),
        ("TMP", temporary.clone()),
        ("TEMP", temporary),
        ("PYTHONDONTWRITEBYTECODE", "1".into()),
        ("NO_UPDATE_NOTIFIER", "1".into()),
    ])
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
#[derive(Default)]
pub(super) struct Remains {
    /// The end of what it said, in text.
    pub(super) said: String,
    /// The exit code, where it ended by itself.
    pub(super) code: Option<i32>,
    pub(super) attempts: Vec<Attempt>,
    /// What the user can do about its end, where that is known.
    pub(super) advice: Option<String>,
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
        let own = (root.join(HOME), PathBuf::from("~"));
        let known: Vec<_> = std::iter::once(own).chain(std::mem::take(&mut self.mirrors)).collect();
        let attempts = Attempt::read(&root.join(REPORT), &known);
        Remains { said: String::from_utf8_lossy(&said).trim().to_owned(), code, attempts, advice: None }
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

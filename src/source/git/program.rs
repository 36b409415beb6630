//! Running `git`: what it may use of the environment, how long, and how much it may say.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::process::Command;

use super::super::reference::without_credentials;
use super::super::{Error, Limits};
use crate::config::Environment;

/// Variables that `git` and `ssh` need to reach a server as the user would; no other is passed on.
const PASSED_ON: &[&str] = &[
    "PATH",
    "HOME",
    "USERPROFILE",
    "XDG_CONFIG_HOME",
    "SSH_AUTH_SOCK",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
    "GIT_SSL_CAINFO",
    "http_proxy",
    "https_proxy",
    "HTTPS_PROXY",
    "all_proxy",
    "ALL_PROXY",
    "no_proxy",
    "NO_PROXY",
];
/// Variables by which `git` tells its hooks which repository and which index they are asked about: `git commit FILE`
/// makes an index of its own.
const OWN: &[&str] = &[
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_COMMON_DIR",
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
];
/// Settings that no configuration overrides: nothing is run, and a redirect is not followed to where nobody looked.
const SETTINGS: &[&str] = &[
    "protocol.allow=never",
    "protocol.https.allow=always",
    "protocol.ssh.allow=always",
    "core.hooksPath=/dev/null",
    "core.fsmonitor=false",
    "fetch.recurseSubmodules=no",
    "http.followRedirects=false",
    // Small packs, too, are kept as packs: no file is made of each object.
    "fetch.unpackLimit=1",
    "gc.auto=0",
    "maintenance.auto=false",
];
/// How often the size of what comes is looked at.
const LOOK: Duration = Duration::from_millis(100);

/// Whose repository `git` works on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Of<'a> {
    /// A temporary one, which is filled from an address.
    Address {
        /// Without credentials.
        shown: &'a str,
        local: bool,
    },
    /// The user's own; nothing is fetched.
    User,
}

/// `git`, in a folder.
#[derive(Debug, Clone, Copy)]
pub(super) struct Git<'a> {
    pub(super) folder: &'a Path,
    pub(super) environment: &'a Environment,
    pub(super) limits: &'a Limits,
    pub(super) of: Of<'a>,
}

impl Git<'_> {
    pub(super) async fn run(&self, args: &[&str]) -> Result<Vec<u8>, Error> {
        self.answer(args, b"").await
    }

    /// Runs `git` with an input, within the limits of time and size, and gives what it prints.
    pub(super) async fn answer(&self, args: &[&str], input: &[u8]) -> Result<Vec<u8>, Error> {
        // Beside the bytes of files there are lines about them.
        let most = self.limits.max_source_size.saturating_add(self.lines());
        self.talk(self.command(SETTINGS, args), input, most).await
    }

    /// Runs a `git` that prints a line about each file, whatever tree it reads: one of a few kilobytes can hold any number.
    pub(super) async fn list(&self, args: &[&str]) -> Result<Vec<u8>, Error> {
        self.talk(self.command(SETTINGS, args), b"", self.lines()).await
    }

    /// Bytes of a line about each file, at most.
    fn lines(&self) -> u64 {
        let Limits { max_files, max_path_length, .. } = *self.limits;
        (max_files as u64).saturating_mul(max_path_length as u64 + 128)
    }

    /// Runs a `git` that only tells what its configuration says.
    pub(super) async fn configured(&self, args: &[&str]) -> Result<Vec<u8>, Error> {
        self.talk(self.command(&[], args), b"", self.lines()).await
    }

    async fn talk(&self, mut command: Command, input: &[u8], most: u64) -> Result<Vec<u8>, Error> {
        let Limits { max_source_size, fetch_timeout, .. } = *self.limits;
        let mut child = command.spawn().map_err(|source| Error::Start { program: "git", source })?;
        let (stdin, stdout, stderr) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
        let failed = |source| Error::Start { program: "git", source };
        let talk = async {
            let (mut answer, mut said) = (Vec::new(), Vec::new());
            let write = async {
                if let Some(mut stdin) = stdin {
                    // One that stops reading says why.
                    let _ = stdin.write_all(input).await;
                }
            };
            let read = async {
                match stdout {
                    Some(stdout) => stdout.take(most).read_to_end(&mut answer).await,
                    None => Ok(0),
                }
            };
            let listen = async {
                match stderr {
                    Some(stderr) => stderr.take(1 << 16).read_to_end(&mut said).await,
                    None => Ok(0),
                }
            };
            let ((), read, listen) = tokio::join!(write, read, listen);
            read.and(listen).map_err(failed)?;
            if answer.len() as u64 == most {
                let flag = if most == self.lines() { "--max-files" } else { "--max-source-size" };
                return Err(Error::Large { url: self.shown().to_owned(), limit: most, flag });
            }
            let status = child.wait().await.map_err(failed)?;
            if status.success() {
                return Ok(answer);
            }
            Err(self.refused(&sentence(&String::from_utf8_lossy(&said))))
        };
        let shown = || self.shown().to_owned();
        tokio::select! {
            answer = talk => answer,
            () = self.grown(max_source_size) => {
                Err(Error::Large { url: shown(), limit: max_source_size, flag: "--max-source-size" })
            }
            () = tokio::time::sleep(Duration::from_secs(fetch_timeout)) => {
                Err(crate::net::Error::Timeout { url: shown(), seconds: fetch_timeout }.into())
            }
        }
    }

    const fn shown(&self) -> &str {
        match self.of {
            Of::Address { shown, .. } => shown,
            Of::User => "git",
        }
    }

    fn refused(&self, said: &str) -> Error {
        match self.of {
            Of::Address { shown, .. } => Error::Git { url: shown.to_owned(), said: without_credentials(said) },
            Of::User => Error::Repository { said: said.to_owned() },
        }
    }

    #[expect(clippy::disallowed_methods, reason = "this is the layer that starts processes")]
    fn command(&self, settings: &[&str], args: &[&str]) -> Command {
        let mut command = Command::new("git");
        command.env_clear();
        let own: &[&str] = if self.of == Of::User { OWN } else { &[] };
        for name in PASSED_ON.iter().chain(own) {
            command.envs(self.environment.get(name).map(|value| (name, value)));
        }
        command
            .env("GIT_TERMINAL_PROMPT", "0")
            .env("GIT_OPTIONAL_LOCKS", "0")
            .env("GIT_SSH_COMMAND", "ssh -oBatchMode=yes -oPermitLocalCommand=no")
            .env("GIT_LFS_SKIP_SMUDGE", "1")
            .env("LC_ALL", "C")
            .current_dir(self.folder);
        for setting in settings {
            command.args(["-c", setting]);
        }
        if matches!(self.of, Of::Address { local: true, .. }) {
            command.args(["-c", "protocol.file.allow=always"]);
        }
        command.args(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
        command
    }

    /// Returns once the temporary repository is larger than it may become.
    async fn grown(&self, limit: u64) {
        if self.of == Of::User {
            return std::future::pending().await;
        }
        let objects = self.folder.join("objects");
        let entries = |folder: &Path| std::fs::read_dir(folder).into_iter().flatten().flatten().collect::<Vec<_>>();
        loop {
            tokio::time::sleep(LOOK).await;
            let files = entries(&objects).into_iter().flat_map(|folder| entries(&folder.path()));
            let sizes = files.filter_map(|file| file.metadata().ok());
            if sizes.map(|file| file.len()).sum::<u64>() > limit {
                return;
            }
        }
    }
}

/// What `git` and its helpers said, on one line and without their advice.
fn sentence(said: &str) -> String {
    let lines = said.lines().map(str::trim).take_while(|line| !line.starts_with("Please make sure"));
    let told = lines.filter(|line| !line.is_empty() && !["warning:", "hint:"].iter().any(|of| line.starts_with(of)));
    told.map(|line| line.strip_prefix("fatal: ").unwrap_or(line)).take(3).collect::<Vec<_>>().join("; ")
}

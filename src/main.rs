//! The binary: hands the process's arguments, writers and environment to [`proofmark::cli`].

use std::ffi::OsString;
use std::io::{IsTerminal as _, Write as _};
use std::process::ExitCode;

use anstream::{AutoStream, ColorChoice};
use proofmark::cli::{self, Io};
use proofmark::clock::Clock;
use proofmark::config::Environment;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[expect(clippy::disallowed_methods, reason = "the environment enters here and nowhere else")]
fn main() -> ExitCode {
    let text = |(name, value): (OsString, OsString)| Some((name.into_string().ok()?, value.into_string().ok()?));
    let environment: Environment = std::env::vars_os().filter_map(text).collect();
    // Whether colour is understood is asked here; that old consoles need it translated stays with the writer.
    let color = (
        AutoStream::choice(&std::io::stdout()) != ColorChoice::Never,
        AutoStream::choice(&std::io::stderr()) != ColorChoice::Never,
    );
    // Neither is locked: a server on stdin and stdout uses them from other threads.
    let mut stdin = std::io::BufReader::new(std::io::stdin());
    let mut out = std::io::BufWriter::new(AutoStream::always(std::io::stdout()));
    let status = cli::run(
        std::env::args_os(),
        &mut Io {
            out: &mut out,
            err: &mut AutoStream::always(std::io::stderr()),
            folder: std::env::current_dir().unwrap_or_else(|_| ".".into()),
            clock: Clock::new(environment.get("SOURCE_DATE_EPOCH")),
            environment,
            terminal: std::io::stderr().is_terminal(),
            answers: if std::io::stdin().is_terminal() { Some(&mut stdin) } else { None },
            executable: std::env::current_exe().unwrap_or_else(|_| "proofmark".into()),
            color,
        },
    );
    // A reader that went away has seen what it wanted.
    let _ = out.flush();
    ExitCode::from(status.code())
}

//! Runs the command line in process, with its own folder, clock and writers.

use std::path::{Path, PathBuf};

use proofmark::cli::{self, ExitStatus, Io};
use proofmark::clock::Clock;
use serde_json::Value;

/// A skill that is about nothing, and with which nothing is wrong.
pub(crate) const SKILL: &str =
    "---\nname: notes\ndescription: Keep notes. Use when notes are asked for.\n---\n\nKeep notes.\n";

/// What a run answered.
pub(crate) struct Run {
    pub(crate) status: ExitStatus,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// The JSON that a run answered.
pub(crate) fn report(run: &Run) -> Value {
    serde_json::from_str(&run.out).unwrap_or_else(|error| panic!("{error}: {}\n{}", run.out, run.err))
}

/// `path reason (detail)` of every gap of a report.
pub(crate) fn gaps(report: &Value) -> String {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let line = |gap: &Value| format!("{} {} ({})", text(&gap["path"]), text(&gap["reason"]), text(&gap["detail"]));
    report["gaps"].as_array().unwrap().iter().map(line).collect::<Vec<_>>().join("\n")
}

/// The root of the repository.
pub(crate) fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Runs `proofmark` with the repository as its folder.
pub(crate) fn proofmark<'a>(args: impl IntoIterator<Item = &'a str>) -> Run {
    proofmark_in(&root(), args)
}

/// Runs `proofmark` in a folder.
pub(crate) fn proofmark_in<'a>(folder: &Path, args: impl IntoIterator<Item = &'a str>) -> Run {
    proofmark_with(folder, &[], args)
}

/// Runs `proofmark` in a folder, with an environment.
pub(crate) fn proofmark_with<'a>(
    folder: &Path,
    environment: &[(&str, &str)],
    args: impl IntoIterator<Item = &'a str>,
) -> Run {
    answering(folder, environment, None, args)
}

/// Runs `proofmark` in a folder at a time, in seconds since 1970.
pub(crate) fn proofmark_at<'a>(folder: &Path, time: &str, args: impl IntoIterator<Item = &'a str>) -> Run {
    at(folder, &[], None, time, args)
}

/// The same at a terminal, where a person types `answers`.
pub(crate) fn proofmark_answering<'a>(
    folder: &Path,
    environment: &[(&str, &str)],
    answers: &str,
    args: impl IntoIterator<Item = &'a str>,
) -> Run {
    answering(folder, environment, Some(answers), args)
}

fn answering<'a>(
    folder: &Path,
    environment: &[(&str, &str)],
    answers: Option<&str>,
    args: impl IntoIterator<Item = &'a str>,
) -> Run {
    // 2026-11-20, so that waivers expire when tests say so.
    at(folder, environment, answers, "1795132800", args)
}

fn at<'a>(
    folder: &Path,
    environment: &[(&str, &str)],
    answers: Option<&str>,
    time: &str,
    args: impl IntoIterator<Item = &'a str>,
) -> Run {
    let mut typed = answers.map(str::as_bytes);
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let args = std::iter::once("proofmark").chain(args).map(Into::into);
    let status = cli::run(
        args,
        &mut Io {
            out: &mut out,
            err: &mut err,
            folder: folder.to_owned(),
            clock: Clock::new(Some(time)),
            environment: environment.iter().copied().collect(),
            terminal: answers.is_some(),
            answers: typed.as_mut().map(|typed| typed as &mut dyn std::io::BufRead),
            executable: env!("CARGO_BIN_EXE_proofmark").into(),
            color: (false, false),
        },
    );
    let text = |bytes| String::from_utf8(bytes).expect("output is UTF-8");
    Run { status, out: text(out), err: text(err) }
}

/// Writes files below a new temporary folder.
pub(crate) fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (path, content) in files {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        std::fs::write(path, content).expect("a file");
    }
    folder
}

/// Compares a generated file with what it should be; under `BLESS=1`, writes it.
pub(crate) fn assert_current(path: &str, expected: &[u8]) {
    let current = std::fs::read(root().join(path)).unwrap_or_default();
    if current != expected {
        bless(path, expected);
    }
}

/// Writes a file that is stale, where that is asked for.
pub(crate) fn bless(path: &str, expected: &[u8]) {
    assert!(std::env::var_os("BLESS").is_some(), "{path} is stale; run `BLESS=1 cargo test --test it generated`");
    std::fs::write(root().join(path), expected).expect("a generated file");
}

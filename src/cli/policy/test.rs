//! `proofmark policy test`

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use clap::Args;

use crate::cli::governed;
use crate::cli::{Error, ExitStatus, Io};
use crate::policy::Rehearsals;
use crate::source::{self, read_bytes};
use crate::text::visible_line;

/// Files of cases below one folder, at most.
const MAX_FILES: usize = 1_000;

/// Try policies on made-up cases.
///
/// A file of cases (YAML or JSON) names a policy, and for each case the step, the statements that are there, and what is
/// expected: `passed` or `failed`, and how single gates end. Its form is in `docs/policy.md`.
#[derive(Debug, Args)]
pub(super) struct TestArgs {
    /// Files of cases, or folders of them.
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<PathBuf>,
}

pub(super) fn run(args: &TestArgs, io: &mut Io<'_>) -> Result<ExitStatus, Error> {
    let mut files = Vec::new();
    for path in &args.paths {
        files.extend(case_files(path, io)?);
    }
    let (mut count, mut failed, mut text) = (0_usize, 0_usize, String::new());
    for file in &files {
        let bytes = read_bytes(&io.folder.join(file), governed::MAX_FILE)?;
        let rehearsals = Rehearsals::read(&file.to_string_lossy(), &bytes)?;
        let beside = file.parent().unwrap_or(Path::new(""));
        let policy = governed::read(&beside.join(&rehearsals.policy), io)?;
        for case in &rehearsals.cases {
            let wrong = case.try_on(&policy);
            let verdict = if wrong.is_empty() { "ok    " } else { "failed" };
            let name = visible_line(&case.name);
            let _ = writeln!(text, "{verdict} {}: {name}", visible_line(&file.to_string_lossy()));
            for line in &wrong {
                let _ = writeln!(text, "       {}", visible_line(line));
            }
            count += 1;
            failed += usize::from(!wrong.is_empty());
        }
    }
    let plural = if count == 1 { "" } else { "s" };
    let _ = writeln!(text, "{count} case{plural}, {failed} failed");
    io.answer(text)?;
    // No case is no proof.
    Ok(match (count, failed) {
        (0, _) => ExitStatus::Unknown,
        (_, 0) => ExitStatus::Yes,
        _ => ExitStatus::No,
    })
}

/// A file as it is named; of a folder, every YAML and JSON file in it, sorted.
fn case_files(path: &Path, io: &Io<'_>) -> Result<Vec<PathBuf>, Error> {
    let full = io.folder.join(path);
    if !full.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let fail = |source| source::Error::Read { path: full.clone(), source };
    let mut files = Vec::new();
    for entry in std::fs::read_dir(&full).map_err(fail)? {
        let name = PathBuf::from(entry.map_err(fail)?.file_name());
        let is_case = name.extension().is_some_and(|it| it == "yaml" || it == "yml" || it == "json");
        if is_case && files.len() < MAX_FILES {
            files.push(path.join(name));
        }
    }
    files.sort();
    Ok(files)
}

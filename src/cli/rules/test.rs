//! `proofmark rules test`

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use clap::Args;

use crate::analyze::{Engine, Options, Pack};
use crate::cli::{Error, ExitStatus, Io, packs};
use crate::scan::{self, Silent};
use crate::source::{self, Capture};
use crate::text::visible_line;

/// Try a pack of rules on its samples.
///
/// The folder holds `*.yar` and, for each rule, samples in `fixtures/<rule>/bad` (the rule has to fire) and
/// `fixtures/<rule>/good` (it must not). A sample is a file or a folder, scanned as a user would.
#[derive(Debug, Args)]
pub(super) struct TestArgs {
    /// The folder of the pack.
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

pub(super) fn run(args: &TestArgs, io: &mut Io<'_>) -> Result<ExitStatus, Error> {
    let files = packs::read(&io.folder, std::iter::once(args.folder.clone()))?;
    let folder = io.folder.join(&args.folder);
    let pack = Pack::compile(&files).map_err(crate::analyze::Error::from)?;
    let mut names: Vec<String> =
        pack.rules().filter(|rule| !rule.signal).map(|rule| rule.meta.id.to_string()).collect();
    names.sort();
    let engine = Engine::new(Options { packs: files, ..Options::default() })?;
    let (mut failed, mut text) = (0, String::new());
    for name in &names {
        let (bad, good) = (samples(&folder, name, "bad")?, samples(&folder, name, "good")?);
        let mistakes = mistakes(&engine, &folder, name, &bad, &good)?;
        let verdict = if mistakes.is_empty() { "ok    " } else { "failed" };
        let _ = writeln!(text, "{verdict} {name} ({} bad, {} good)", bad.len(), good.len());
        for mistake in &mistakes {
            let _ = writeln!(text, "       {}", visible_line(mistake));
        }
        failed += usize::from(!mistakes.is_empty());
    }
    let plural = if names.len() == 1 { "" } else { "s" };
    let _ = writeln!(text, "{} rule{plural}, {failed} failed", names.len());
    io.answer(text)?;
    Ok(if failed == 0 { ExitStatus::Yes } else { ExitStatus::No })
}

/// The samples of one side, relative to the pack.
fn samples(folder: &Path, rule: &str, side: &str) -> Result<Vec<String>, Error> {
    let relative = format!("fixtures/{rule}/{side}");
    let path = folder.join(&relative);
    let fail = |source| source::Error::Read { path: path.clone(), source };
    let entries = match std::fs::read_dir(&path) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(fail(error).into()),
    };
    let mut found = Vec::new();
    for entry in entries {
        let name = entry.map_err(fail)?.file_name();
        found.push(format!("{relative}/{}", name.to_string_lossy()));
    }
    found.sort();
    Ok(found)
}

fn mistakes(engine: &Engine, folder: &Path, rule: &str, bad: &[String], good: &[String]) -> Result<Vec<String>, Error> {
    let mut mistakes = Vec::new();
    for (side, samples) in [("bad", bad), ("good", good)] {
        if samples.is_empty() {
            mistakes.push(format!("fixtures/{rule}/{side} holds no sample"));
        }
    }
    for (sample, wanted) in bad.iter().map(|sample| (sample, true)).chain(good.iter().map(|sample| (sample, false))) {
        let options = source::Options { limits: engine.limits, no_ignore: true };
        let tree = source::list(sample, folder, &options)?;
        let outcome = scan::scan(engine, &[Capture::local(sample.clone(), tree)], 1, &Silent);
        let hit = outcome.findings.iter().find(|finding| finding.rule.as_str() == rule);
        match hit {
            _ if outcome.artifacts.is_empty() => mistakes.push(format!("{sample}: holds no artifact")),
            None if wanted => mistakes.push(format!("{sample}: the rule does not fire")),
            Some(hit) if !wanted => {
                let at = &hit.location;
                mistakes.push(format!("{}:{}: the rule fires on `{}`", at.path, at.start.line, hit.excerpt.matched));
            }
            _ => {}
        }
    }
    Ok(mistakes)
}

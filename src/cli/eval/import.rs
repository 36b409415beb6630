//! `proofmark eval import`

use std::path::PathBuf;

use clap::Args;

use super::subject::subject;
use super::time;
use crate::cli::named::one_of;
use crate::cli::{Error, ExitStatus, Io};
use crate::eval::{self, Category, Evaluation, Flaw, Format, Input, MAX_FILE, Time};
use crate::report::evaluation_json;
use crate::source::{self, Limits};

/// Make records of what an evaluation tool wrote; runs that are cut off, invalid, mixed or mere trials are refused.
#[derive(Debug, Args)]
pub(super) struct ImportArgs {
    /// A result, or a folder of results: garak, promptfoo, Inspect, lm-evaluation-harness, `DeepEval`, `AgentDojo`, `PyRIT`,
    /// `OpenAI` evals, mcp-eval, `JUnit`, or JSON of schemas/eval-results-v1.schema.json.
    #[arg(value_name = "FILE|DIR")]
    results: String,

    /// What was evaluated: a digest (`sha256:…`), an address that ends in one (`…@sha256:…`), or a path.
    #[arg(long, value_name = "SUBJECT")]
    subject: String,

    /// Take the result for this format instead of telling it by its content.
    #[arg(long, value_parser = one_of(Format::ALL, Format::name))]
    format: Option<Format>,

    /// The model that was evaluated: which of several, or which it was where the tool does not say.
    #[arg(long, value_name = "NAME", help_heading = "Said by you and recorded as such")]
    model: Option<String>,

    /// When the run ended, where the tool does not say.
    #[arg(long, value_name = "TIME", value_parser = time, help_heading = "Said by you and recorded as such")]
    finished: Option<Time>,

    /// What the run is about, instead of what its tool is for.
    #[arg(long, value_parser = one_of(Category::ALL, Category::name), help_heading = "Said by you and recorded as such")]
    category: Option<Category>,

    /// Take a run although it is a trial of the tool, or over a part of its benchmark; repeats.
    #[arg(long, value_name = "FLAW", value_parser = one_of(Flaw::ALL, Flaw::name), help_heading = "Said by you and recorded as such")]
    accept: Vec<Flaw>,

    /// Write the records to a file, whole or not at all.
    #[arg(long, short, value_name = "FILE", help_heading = "Output")]
    output: Option<PathBuf>,
}

pub(super) fn run(args: &ImportArgs, io: &mut Io<'_>) -> Result<ExitStatus, Error> {
    let options = eval::Options {
        subject: subject(&args.subject, io)?,
        now: io.clock.now(),
        model: args.model.clone(),
        finished: args.finished,
        category: args.category,
        accept: args.accept.clone(),
    };
    let limits = Limits { max_file_size: MAX_FILE, ..Limits::DEFAULT };
    let walk = source::Options { limits, no_ignore: true };
    let tree = source::list(&args.results, &io.folder, &walk)?;
    let folder = (!tree.single).then(|| tree.prefix.clone());
    let unread = tree.gaps.iter().map(Input::unread);
    let read = tree.entries.iter().map(|entry| match tree.read(entry, &limits) {
        Ok(file) => Input::of(&file),
        Err(gap) => Input::unread(&gap),
    });
    let imported = eval::import(unread.chain(read), folder.as_deref(), args.format, &options);
    for skipped in &imported.skipped {
        io.note(&format!("skipped {skipped}"));
    }
    if !imported.refused.is_empty() {
        for refused in imported.refused {
            io.fail(&refused.into());
        }
        return Ok(ExitStatus::Unknown);
    }
    if imported.records.is_empty() {
        return Err(Error::NoResults { path: args.results.clone() });
    }
    let bytes = evaluation_json(&Evaluation::new(options.subject, imported.records))?;
    match &args.output {
        Some(file) => source::write_atomic(&io.folder.join(file), &bytes)?,
        None => io.answer(bytes)?,
    }
    Ok(ExitStatus::Yes)
}

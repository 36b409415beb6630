//! `proofmark eval list`

use clap::{Args, ValueEnum};

use crate::cli::{Error, ExitStatus, Io};
use crate::eval::{self, Evaluation, MAX_FILE, SCHEMA};
use crate::finding::Gap;
use crate::report::{evaluations_json, evaluations_text};
use crate::source::{self, Limits};
use crate::text::SourceFile;

/// Show records, for each subject.
#[derive(Debug, Args)]
pub(super) struct ListArgs {
    /// Records, or a folder that holds some.
    #[arg(value_name = "FILE|DIR", default_value = ".")]
    records: String,

    /// How to write the answer.
    #[arg(long, value_enum, default_value = "text", help_heading = "Output")]
    format: Format,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    Text,
    Json,
}

pub(super) fn run(args: &ListArgs, io: &mut Io<'_>) -> Result<ExitStatus, Error> {
    let limits = Limits { max_file_size: MAX_FILE, ..Limits::DEFAULT };
    let tree = source::list(&args.records, &io.folder, &source::Options { limits, no_ignore: false })?;
    let mut evaluations = Vec::new();
    let mut gaps: Vec<Gap> = tree.gaps.clone();
    let candidates = tree.entries.iter().filter(|entry| tree.single || entry.path.extension() == Some("json"));
    for entry in candidates {
        let file = match tree.read(entry, &limits) {
            Ok(file) => file,
            Err(gap) => {
                gaps.push(gap);
                continue;
            }
        };
        // In a folder, other documents lie beside records.
        if tree.single || is_record(&file) {
            let evaluation = Evaluation::parse(file.text());
            evaluations.push(evaluation.map_err(|reason| eval::Error::new(&entry.path, reason))?);
        }
    }
    for gap in &gaps {
        io.note(&format!("`{}` was not read: {}", gap.path, gap.reason.describe()));
    }
    if evaluations.is_empty() && gaps.is_empty() {
        return Err(Error::NoResults { path: args.records.clone() });
    }
    io.answer(match args.format {
        Format::Text => evaluations_text(&evaluations).into_bytes(),
        Format::Json => evaluations_json(&evaluations)?,
    })?;
    Ok(if gaps.is_empty() { ExitStatus::Yes } else { ExitStatus::Unknown })
}

/// Whether a file says that it holds records, wherever in it.
fn is_record(file: &SourceFile) -> bool {
    file.text().contains(SCHEMA) && serde_json::from_str::<Named>(file.text()).is_ok_and(|named| named.schema == SCHEMA)
}

#[derive(serde::Deserialize)]
struct Named {
    schema: String,
}

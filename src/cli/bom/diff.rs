//! `proofmark bom diff`

use clap::{Args, ValueEnum};

use super::read::{self, Listed};
use crate::bom::diff::{self, Change, Class};
use crate::cli::{Error, ExitStatus, Io};
use crate::report::bom::{Changes, changes_json, changes_sarif, changes_text};

/// Say what changed between two BOMs, by what a change means.
#[derive(Debug, Args)]
pub(super) struct DiffArgs {
    /// The BOM of before, or a folder to make one of.
    #[arg(value_name = "OLD")]
    old: String,

    /// The BOM of now, or a folder to make one of.
    #[arg(value_name = "NEW")]
    new: String,

    /// Say no to changes of this class; repeats. `all` and `none` are classes, too [default: the grave ones].
    #[arg(long, value_name = "CLASS", value_parser = classes())]
    fail_on_change: Vec<String>,

    /// How to write the answer.
    #[arg(long, value_enum, default_value = "text", help_heading = "Output")]
    format: Format,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    Text,
    Json,
    Sarif,
}

/// Names its values in `--help`.
fn classes() -> clap::builder::PossibleValuesParser {
    let class = |class: &Class| clap::builder::PossibleValue::new(class.name()).help(class.describe());
    let all = clap::builder::PossibleValue::new("all").help("any change");
    let none = clap::builder::PossibleValue::new("none").help("no change");
    clap::builder::PossibleValuesParser::new(Class::ALL.iter().map(class).chain([all, none]))
}

pub(super) fn run(args: &DiffArgs, io: &mut Io<'_>) -> Result<ExitStatus, Error> {
    let (old, new) = (read::listed(&args.old, io)?, read::listed(&args.new, io)?);
    let changes = diff::diff(&old.view, &new.view);
    let fail_on = counted(&args.fail_on_change);
    let locate = |change: &Change| {
        let side: &Listed = if change.removed { &old } else { &new };
        Some(side.file.as_ref()?.locate(&change.pointer))
    };
    let report = Changes { old: &args.old, new: &args.new, changes: &changes, fail_on: &fail_on, locate: &locate };
    let failed = report.failures() > 0;
    io.answer(match args.format {
        Format::Text => changes_text(&report).into_bytes(),
        Format::Json => changes_json(&report)?,
        Format::Sarif => changes_sarif(&report)?,
    })?;
    Ok(if old.has_gaps || new.has_gaps {
        ExitStatus::Unknown
    } else if failed {
        ExitStatus::No
    } else {
        ExitStatus::Yes
    })
}

fn counted(names: &[String]) -> Vec<Class> {
    let named = |class: &Class| names.iter().any(|name| name == class.name() || name == "all");
    let grave = |class: &Class| names.is_empty() && class.is_grave();
    Class::ALL.iter().copied().filter(|class| named(class) || grave(class)).collect()
}

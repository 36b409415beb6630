//! `proofmark bom score`

use clap::{Args, ValueEnum};

use super::read;
use crate::bom::score;
use crate::cli::{Error, ExitStatus, Io};
use crate::report::bom::{score_json, score_text};

/// Say which of the G7's minimum elements for AI a BOM has, cluster by cluster, and what lacks them.
#[derive(Debug, Args)]
pub(super) struct ScoreArgs {
    /// A BOM, or a folder to make one of.
    #[arg(value_name = "BOM")]
    bom: String,

    /// Say no unless all of an element is there, as in `models/version`, or of a cluster; repeats.
    #[arg(long, value_name = "ELEMENT")]
    require: Vec<String>,

    /// How to write the answer.
    #[arg(long, value_enum, default_value = "text", help_heading = "Output")]
    format: Format,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    Text,
    Json,
}

pub(super) fn run(args: &ScoreArgs, io: &mut Io<'_>) -> Result<ExitStatus, Error> {
    let listed = read::listed(&args.bom, io)?;
    let clusters = score::score(&listed.view);
    let mut complete = true;
    for name in &args.require {
        let (cluster, element) = name.split_once('/').map_or((name.as_str(), None), |(c, e)| (c, Some(e)));
        let of_cluster = clusters.iter().filter(|known| known.name == cluster).flat_map(|known| &known.elements);
        let mut asked = of_cluster.filter(|measure| element.is_none_or(|element| measure.name == element)).peekable();
        if asked.peek().is_none() {
            return Err(Error::NoMinimumElement { name: name.clone() });
        }
        complete &= asked.all(score::Measure::is_complete);
    }
    io.answer(match args.format {
        Format::Text => score_text(&clusters).into_bytes(),
        Format::Json => score_json(&clusters)?,
    })?;
    Ok(if listed.has_gaps {
        ExitStatus::Unknown
    } else if complete {
        ExitStatus::Yes
    } else {
        ExitStatus::No
    })
}

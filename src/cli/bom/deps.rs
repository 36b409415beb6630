//! `proofmark bom deps`

use clap::{Args, ValueEnum};

use super::read;
use crate::bom::deps::{self, Options, Tree};
use crate::cli::{Error, ExitStatus, Io};
use crate::report::bom::{deps_dot, deps_json, deps_mermaid, deps_text};

/// Show what an agent needs as a tree, with every version constraint held against what is there.
#[derive(Debug, Args)]
pub(super) struct DepsArgs {
    /// A BOM, or a folder to make one of.
    #[arg(value_name = "BOM")]
    source: String,

    /// Show the tree of this element only, named by its name or id; repeats.
    #[arg(long, value_name = "NAME")]
    root: Vec<String>,

    /// Say no to what is not pinned, and to cycles, too.
    #[arg(long)]
    strict: bool,

    /// Append the version that is there, and its digest.
    #[arg(long, help_heading = "Output")]
    show_resolved: bool,

    /// How to write the answer.
    #[arg(long, value_enum, default_value = "text", help_heading = "Output")]
    format: Format,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    Text,
    Json,
    Dot,
    Mermaid,
}

pub(super) fn run(args: &DepsArgs, io: &mut Io<'_>) -> Result<ExitStatus, Error> {
    let read::Listed { view, has_gaps, .. } = read::listed(&args.source, io)?;
    let options = Options { strict: args.strict };
    let trees = deps::trees(&view, &args.root, options);
    if trees.is_empty() && !args.root.is_empty() {
        return Err(Error::NoElement { bom: args.source.clone(), names: args.root.join("`, `") });
    }
    let conflicts = deps::conflicts(&view);
    io.answer(match args.format {
        Format::Text => deps_text(&trees, &conflicts, args.show_resolved).into_bytes(),
        Format::Json => deps_json(&trees, &conflicts)?,
        Format::Dot => deps_dot(&trees).into_bytes(),
        Format::Mermaid => deps_mermaid(&trees).into_bytes(),
    })?;
    let broken = trees.iter().flat_map(Tree::nodes).any(|node| node.is_broken(options));
    Ok(if has_gaps {
        ExitStatus::Unknown
    } else if broken || !conflicts.is_empty() {
        ExitStatus::No
    } else {
        ExitStatus::Yes
    })
}

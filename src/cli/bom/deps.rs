//! `proofmark bom deps`

use clap::{Args, ValueEnum};

use super::lives::{LifeArgs, Lives};
use super::read;
use crate::bom::deps::{self, Options, Tree};
use crate::cli::{Error, ExitStatus, Io};
use crate::report::bom::{deps_dot, deps_json, deps_mermaid, deps_text};

/// Show what an agent needs as a tree, with every version constraint held against what is there.
///
/// With a policy that says whom to believe, artifacts that the store or the registry has show their stage and which
/// evidence about them is verified, and below them what their own verified BOMs say that they need.
#[derive(Debug, Args)]
pub(super) struct DepsArgs {
    /// A BOM, a folder to make one of, or an artifact by its tag or digest in the store or `oci://…`, whose verified BOM
    /// is meant.
    #[arg(value_name = "BOM")]
    source: String,

    /// Show the tree of this element only, named by its name or id; repeats.
    #[arg(long, value_name = "NAME")]
    root: Vec<String>,

    /// Say no to what is not pinned, and to cycles, too.
    #[arg(long)]
    strict: bool,

    #[command(flatten)]
    life: LifeArgs,

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
    let lives = args.life.open(&args.source, io)?;
    let own = lives.as_ref().map(Lives::bom).transpose()?.flatten();
    let (mut view, has_gaps) = if let Some(view) = own {
        (view, false)
    } else {
        let listed = read::listed(&args.source, io)?;
        (listed.view, listed.has_gaps)
    };
    let lives = lives.map(|lives| lives.of(&mut view, io)).transpose()?.unwrap_or_default();
    let options = Options { strict: args.strict };
    let mut trees = deps::trees(&view, &args.root, options);
    for tree in &mut trees {
        tree.enliven(&lives);
    }
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

//! `proofmark store`

use std::fmt::Write as _;
use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use serde::Serialize;

use super::{Error, ExitStatus, Io};
use crate::digest::Digest;
use crate::report::bom::json;
use crate::store::{Layout, Listed, collect_garbage};

/// Where the store is when nobody says.
const DEFAULT: &str = ".proofmark/store";

/// Which store is meant.
#[derive(Debug, Args)]
pub(super) struct StoreDir {
    /// The OCI image layout that artifacts and evidence are kept in [default: .proofmark/store].
    #[arg(long, value_name = "DIR", help_heading = "Store")]
    store: Option<PathBuf>,
}

impl StoreDir {
    pub(super) fn path(&self, io: &Io<'_>) -> PathBuf {
        io.folder.join(self.name())
    }

    /// Whether the user says where it is.
    pub(super) const fn is_named(&self) -> bool {
        self.store.is_some()
    }

    /// As messages name it.
    pub(super) fn name(&self) -> PathBuf {
        self.store.clone().unwrap_or_else(|| DEFAULT.into())
    }
}

/// See what is kept in the store, and remove what nothing names.
#[derive(Debug, Args)]
pub(super) struct StoreArgs {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    List(ListArgs),
    Gc(GcArgs),
}

/// List artifacts, each with the evidence about it.
#[derive(Debug, Args)]
struct ListArgs {
    #[command(flatten)]
    store: StoreDir,

    /// How to write the list.
    #[arg(long, value_enum, default_value = "text", help_heading = "Output")]
    format: Format,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    Text,
    Json,
}

/// Remove files that nothing in the store names; evidence is never removed.
#[derive(Debug, Args)]
struct GcArgs {
    #[command(flatten)]
    store: StoreDir,

    /// Remove artifacts, too, that have no tag and that no evidence is about.
    #[arg(long)]
    untagged: bool,
}

pub(super) fn run(args: &StoreArgs, io: &mut Io<'_>) -> Result<ExitStatus, Error> {
    match &args.command {
        Command::List(args) => list(args, io),
        Command::Gc(args) => gc(args, io),
    }
}

/// A manifest as a list shows it.
#[derive(Debug, Serialize)]
struct Row<'a> {
    digest: Digest,
    kind: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    subject: Option<Digest>,
    tags: &'a [String],
}

impl<'a> Row<'a> {
    fn new(listed: &'a Listed) -> Self {
        let subject = listed.manifest.subject.as_ref().map(|subject| subject.digest);
        Self { digest: listed.digest, kind: listed.manifest.kind().unwrap_or("index"), subject, tags: &listed.tags }
    }
}

fn list(args: &ListArgs, io: &mut Io<'_>) -> Result<ExitStatus, Error> {
    let listed = Layout::open(args.store.path(io))?.list()?;
    let rows: Vec<Row<'_>> = listed.iter().map(Row::new).collect();
    match args.format {
        Format::Json => io.answer(json(&rows)?)?,
        Format::Text => io.answer(text(&rows))?,
    }
    Ok(ExitStatus::Yes)
}

/// Artifacts, the evidence about each indented below it; then evidence about what is not in the store.
fn text(rows: &[Row<'_>]) -> String {
    let mut text = String::new();
    let held = |digest: Digest| rows.iter().any(|row| row.digest == digest);
    for row in rows.iter().filter(|row| row.subject.is_none()) {
        line(&mut text, row, "");
        below(&mut text, rows, row.digest, 1);
    }
    for row in rows {
        if let Some(subject) = row.subject.filter(|subject| !held(*subject)) {
            line(&mut text, row, &format!(" about {subject}, which is not here"));
        }
    }
    text
}

fn below(text: &mut String, rows: &[Row<'_>], subject: Digest, depth: usize) {
    // A subject names a digest, so there is no circle; a chain may be long.
    if depth > 8 {
        return;
    }
    for row in rows.iter().filter(|row| row.subject == Some(subject)) {
        text.push_str(&"  ".repeat(depth));
        line(text, row, "");
        below(text, rows, row.digest, depth + 1);
    }
}

fn line(text: &mut String, row: &Row<'_>, rest: &str) {
    let tags = row.tags.iter().map(|tag| format!(" {tag}")).collect::<String>();
    let kind = crate::text::visible(row.kind);
    // Writing to a string cannot fail.
    let _ = writeln!(text, "{} {kind}{}{rest}", row.digest, crate::text::visible(&tags));
}

fn gc(args: &GcArgs, io: &mut Io<'_>) -> Result<ExitStatus, Error> {
    let layout = Layout::open(args.store.path(io))?;
    let collected = collect_garbage(&layout, args.untagged)?;
    for digest in &collected.manifests {
        io.note(&format!("removed {digest}, which has no tag"));
    }
    io.answer(format!("removed {} files, {} bytes\n", collected.files, collected.bytes))?;
    Ok(ExitStatus::Yes)
}

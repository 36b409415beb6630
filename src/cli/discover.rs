//! `proofmark discover`

use std::path::Path;

use clap::{Args, ValueEnum};
use comfy_table::{ContentArrangement, Table, presets};
use serde::Serialize;

use super::{Error, ExitStatus, Io};
use crate::artifact::{self, Artifact, Launch};
use crate::finding::redact;
use crate::source::clients::{Folders, Place, Scope};
use crate::source::{Limits, Options, list, mcp, without_credentials};
use crate::text::visible_line;

/// List the clients, servers, skills and agents of this machine and the current folder.
///
/// Nothing is started and nothing is asked: what stands in files is told.
#[derive(Debug, Args)]
pub(super) struct DiscoverArgs {
    /// How to write the list.
    #[arg(long, value_enum, default_value = "text", help_heading = "Output")]
    format: ListFormat,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum ListFormat {
    /// A table.
    Text,
    /// `https://proofmark.dev/discover/v1`.
    Json,
}

/// The name of the format; its last part changes when readers have to.
const SCHEMA: &str = "https://proofmark.dev/discover/v1";

#[derive(Debug, Serialize)]
struct Discovered<'a> {
    schema: &'static str,
    entries: &'a [Entry],
    gaps: &'a [Gap],
}

/// Something that agents on this machine use.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
struct Entry {
    scope: Scope,
    client: &'static str,
    path: String,
    /// A kind of artifact, or `server`.
    kind: &'static str,
    name: String,
    /// What a server is started by, or where it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    target: Option<String>,
}

#[derive(Debug, Serialize)]
struct Gap {
    path: String,
    reason: &'static str,
    detail: String,
}

pub(super) fn run(args: &DiscoverArgs, io: &mut Io<'_>) -> Result<ExitStatus, Error> {
    let folders = Folders::new(&io.environment, &io.folder);
    let (mut entries, mut gaps) = (Vec::new(), Vec::new());
    for place in folders.present() {
        look(&place, io, &mut entries, &mut gaps);
    }
    entries.sort();
    entries.dedup();
    let answer = match args.format {
        ListFormat::Text => table(&entries),
        ListFormat::Json => {
            let all = Discovered { schema: SCHEMA, entries: &entries, gaps: &gaps };
            serde_json::to_string_pretty(&all).map_err(std::io::Error::from)? + "\n"
        }
    };
    io.answer(answer)?;
    for gap in &gaps {
        io.note(&format!("`{}` is not read: {}: {}", gap.path, gap.reason, gap.detail));
    }
    Ok(if gaps.is_empty() { ExitStatus::Yes } else { ExitStatus::Unknown })
}

/// What one place holds.
fn look(place: &Place, io: &Io<'_>, entries: &mut Vec<Entry>, gaps: &mut Vec<Gap>) {
    let shown = |path: &Path| shown(&place.base.join(path), io);
    let limits = Limits::DEFAULT;
    let options = Options { limits, no_ignore: false };
    let tree = match list(&place.path.to_string_lossy(), &place.base, &options) {
        Ok(tree) => tree,
        Err(error) => {
            return gaps.push(Gap { path: shown(&place.path), reason: "unreadable", detail: error.to_string() });
        }
    };
    let entry = |kind: &'static str, path: String, name: String, target: Option<String>| Entry {
        scope: place.scope,
        client: place.client,
        path,
        kind,
        name,
        target,
    };
    let mut unread = tree.gaps.clone();
    for candidate in artifact::plan(&tree) {
        let (artifacts, missing) = artifact::load(&tree, &candidate, &limits);
        unread.extend(missing);
        for artifact in artifacts {
            let path = shown(artifact.path.as_std_path());
            entries.push(entry(artifact.kind.name(), path.clone(), artifact.name.clone(), None));
            entries.extend(servers(&artifact).map(|(name, target)| entry("server", path.clone(), name, Some(target))));
            unread.extend(artifact.gaps);
        }
    }
    gaps.extend(unread.into_iter().map(|gap| Gap {
        path: shown(gap.path.as_std_path()),
        reason: gap.reason.name(),
        detail: gap.detail,
    }));
}

/// The servers that an artifact names, and what starts them. Arguments may be secrets, so only the package is told.
fn servers(artifact: &Artifact) -> impl Iterator<Item = (String, String)> {
    artifact.facts.launches.iter().map(|launch| (launch.name.clone(), redact(&target(launch)).into_owned()))
}

fn target(launch: &Launch) -> String {
    if let Some(url) = launch.url.as_ref().filter(|_| launch.command.is_empty()) {
        return without_credentials(&url.value);
    }
    let arguments: Vec<String> = launch.args.iter().map(|argument| argument.value.clone()).collect();
    mcp::package(&launch.command, &arguments)
        .map_or_else(|| launch.command.clone(), |package| format!("{} {package}", launch.command))
}

/// A path as its user would write it.
fn shown(path: &Path, io: &Io<'_>) -> String {
    let below = |base: &Path| path.strip_prefix(base).ok().map(|rest| rest.to_string_lossy().into_owned());
    let home = io.environment.first(&["HOME", "USERPROFILE"]).map(Path::new);
    below(&io.folder)
        .or_else(|| home.and_then(below).map(|rest| format!("~/{rest}")))
        .unwrap_or_else(|| path.to_string_lossy().into_owned())
}

fn table(entries: &[Entry]) -> String {
    if entries.is_empty() {
        return "nothing: no client, server, skill or agent where clients keep them\n".to_owned();
    }
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Disabled);
    table.set_header(["SCOPE", "CLIENT", "KIND", "NAME", "PATH", "TARGET"]);
    for entry in entries {
        let target = entry.target.as_deref().unwrap_or_default();
        table.add_row([
            entry.scope.name().to_owned(),
            entry.client.to_owned(),
            entry.kind.to_owned(),
            visible_line(&entry.name).into_owned(),
            visible_line(&entry.path).into_owned(),
            visible_line(target).into_owned(),
        ]);
    }
    table.lines().flat_map(|line| [line.trim().to_owned(), "\n".to_owned()]).collect()
}

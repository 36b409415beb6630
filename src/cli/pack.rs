//! `proofmark pack`

use std::path::{Path, PathBuf};

use clap::Args;

use super::limits::LimitArgs;
use super::store::StoreDir;
use super::{Error, ExitStatus, Io};
use crate::config::LimitSettings;
use crate::source::{self, Limits, Options};
use crate::store::pack::{Content, Packed, pack};
use crate::store::{Layout, Store as _, check_tag};

/// Make an OCI artifact of a skill, a card, a bundle or a folder.
///
/// The same files have the same digest everywhere.
#[derive(Debug, Args)]
pub(super) struct PackArgs {
    /// The folder, or the file where it is one.
    source: PathBuf,

    /// Write it to this OCI image layout in place of the store; one that is there is added to.
    #[arg(long, short, value_name = "LAYOUT", conflicts_with = "store", help_heading = "Output")]
    output: Option<PathBuf>,

    /// The tag that stands for it there; its name by default.
    #[arg(long, value_name = "TAG", help_heading = "Output")]
    tag: Option<String>,

    /// What it is called; a skill's own name, or that of the folder or file, by default.
    #[arg(long, value_name = "NAME")]
    name: Option<String>,

    #[command(flatten)]
    store: StoreDir,

    #[command(flatten)]
    limits: LimitArgs,
}

pub(super) fn run(args: &PackArgs, io: &mut Io<'_>) -> Result<ExitStatus, Error> {
    let limits = Limits::DEFAULT.with(&args.limits.over(LimitSettings::default()));
    args.tag.as_deref().map(check_tag).transpose()?;
    let content = read(&args.source, args.name.as_deref(), &limits, io)?;
    let place = args.output.as_ref().map_or_else(|| args.store.path(io), |output| io.folder.join(output));
    let layout = Layout::create(place)?;
    let packed = pack(&content, &layout, &limits)?;
    let tag = args.tag.as_deref().unwrap_or(&packed.name);
    layout.tag(tag, packed.digest)?;
    let name = args.output.clone().unwrap_or_else(|| args.store.name());
    say(&packed, &format!("in `{}` as `{tag}`", name.display()), io);
    io.answer(format!("{}\n", packed.digest))?;
    Ok(ExitStatus::Yes)
}

/// Says what was packed.
pub(super) fn say(packed: &Packed, rest: &str, io: &mut Io<'_>) {
    let Packed { kind, name, files, size, .. } = packed;
    let files = if *files == 1 { "1 file".to_owned() } else { format!("{files} files") };
    io.note(&format!("packed {} `{name}`, {files}, {size} bytes, {rest}", kind.name()));
}

/// Reads what is to be packed, and says what of it is left out.
pub(super) fn read(source: &Path, name: Option<&str>, limits: &Limits, io: &mut Io<'_>) -> Result<Content, Error> {
    let text = source.to_str().ok_or_else(|| source::Error::NotUtf8 { path: source.to_owned() })?;
    let options = Options { limits: *limits, no_ignore: false };
    let tree = source::list(text, &io.folder, &options)?;
    let full = io.folder.join(source);
    let full = full.canonicalize().map_err(|error| source::Error::Read { path: source.to_owned(), source: error })?;
    let called = full.file_name().unwrap_or_default().to_string_lossy();
    let content = Content::of(&tree, &called, name, limits)?;
    for skipped in &content.skipped {
        io.note(&format!("`{}` is not packed: {}", skipped.path, skipped.reason));
    }
    Ok(content)
}

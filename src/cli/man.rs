//! `proofmark man`

use std::path::PathBuf;

use clap::{Args, Command};
use clap_mangen::Man;

use super::{Error, ExitStatus, Io};
use crate::source;

/// Print the manual page, or write a page for every command.
#[derive(Debug, Args)]
pub(super) struct ManArgs {
    /// Write `proofmark.1` and a page for each command to this folder.
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
}

pub(super) fn run(args: &ManArgs, io: &mut Io<'_>) -> Result<ExitStatus, Error> {
    let mut command = super::command();
    command.build();
    let Some(folder) = &args.dir else {
        io.answer(page(&command)?)?;
        return Ok(ExitStatus::Yes);
    };
    let folder = io.folder.join(folder);
    std::fs::create_dir_all(&folder).map_err(|source| source::Error::Write { path: folder.clone(), source })?;
    let mut commands = vec![command];
    while let Some(command) = commands.pop() {
        let name = command.get_display_name().unwrap_or_else(|| command.get_name()).to_owned();
        source::write_atomic(&folder.join(format!("{name}.1")), &page(&command)?)?;
        let shown = |command: &&Command| !command.is_hide_set() && command.get_name() != "help";
        commands.extend(command.get_subcommands().filter(shown).cloned());
    }
    Ok(ExitStatus::Yes)
}

fn page(command: &Command) -> std::io::Result<Vec<u8>> {
    let mut page = Vec::new();
    Man::new(command.clone()).render(&mut page)?;
    Ok(page)
}

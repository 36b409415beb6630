//! Sources on the command line: what is named is fetched, and kept where that is asked for.

use std::path::PathBuf;

use clap::Args;

use super::{Error, Io};
use crate::config::Paths;
use crate::source::{self, Capture, Options, SourceRef, World};

#[derive(Debug, Args)]
pub(super) struct SourceArgs {
    /// Paths and addresses: git+URL@REVISION, https://…, npm:NAME@VERSION, pypi:NAME@VERSION, oci:IMAGE, registry:HOST.
    #[arg(value_name = "SOURCE", default_value = ".")]
    pub(super) sources: Vec<SourceRef>,

    /// Read build output and installed dependencies, too.
    #[arg(long, help_heading = "Sources")]
    no_ignore: bool,

    /// Ask nothing but this machine.
    #[arg(long, help_heading = "Sources")]
    offline: bool,

    /// Keep what was fetched in a new folder, which can be scanned in place of the source; several are numbered in it.
    #[arg(long, value_name = "DIR", help_heading = "Sources")]
    save_capture: Option<PathBuf>,
}

impl SourceArgs {
    /// Captures every source, in the order in which they were named.
    pub(super) fn fetch(&self, limits: source::Limits, exclude: &[Paths], io: &Io<'_>) -> Result<Vec<Capture>, Error> {
        let options = Options { limits, no_ignore: self.no_ignore };
        let world =
            World { folder: &io.folder, options: &options, environment: &io.environment, offline: self.offline };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let mut captures = Vec::with_capacity(self.sources.len());
        for (index, reference) in self.sources.iter().enumerate() {
            let mut capture = runtime.block_on(source::fetch(reference, world))?;
            if let Some(folder) = &self.save_capture {
                let folder = io.folder.join(folder);
                let folder = if self.sources.len() == 1 { folder } else { folder.join((index + 1).to_string()) };
                source::save(&capture, &folder, &limits)?;
            }
            capture.tree.exclude(exclude);
            captures.push(capture);
        }
        Ok(captures)
    }

    /// The sources as a person reads them.
    pub(super) fn names(&self) -> String {
        self.sources.iter().map(|source| format!("`{source}`")).collect::<Vec<_>>().join(", ")
    }
}

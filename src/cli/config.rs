//! `proofmark.toml` of the folder that the user stands in.

use std::path::{Path, PathBuf};

use clap::Args;

use super::{Error, Io};
use crate::config::{Draft, Mistakes, Settings};
use crate::rule::Catalogue;
use crate::source::{self, read_small};

/// The configuration that is read from the invoking directory.
const CONFIG: &str = "proofmark.toml";
/// Bytes of a file of the user's, at most.
const MAX_FILE: u64 = 64 << 20;

#[derive(Debug, Args)]
#[command(next_help_heading = "Configuration")]
pub(super) struct ConfigArgs {
    /// Read this configuration instead of `proofmark.toml` in the current folder. `scan` takes a client's for
    /// `--client-config`.
    #[arg(long, value_name = "FILE", conflicts_with = "no_config")]
    config: Option<PathBuf>,

    /// Read no configuration. Use it where the current folder is a checkout that you do not trust: its
    /// `proofmark.toml` could disable rules and exclude files. Scanned folders elsewhere never configure anything.
    #[arg(long)]
    no_config: bool,
}

/// A configuration that was found and read, but not yet checked against the rules.
pub(super) struct Found {
    /// As it was named.
    pub(super) name: Option<String>,
    /// What its paths are relative to.
    pub(super) folder: PathBuf,
    draft: Draft,
}

impl ConfigArgs {
    /// Takes the file out where it is a client's configuration: those are JSON, and ours is TOML.
    pub(super) fn take_client(&mut self, io: &Io<'_>) -> Option<PathBuf> {
        let path = self.config.as_ref()?;
        // What cannot be read is told of where it is needed.
        let is_client = read(&io.folder.join(path), path).is_ok_and(|text| is_client(&text));
        if is_client { self.config.take() } else { None }
    }

    /// Reads the configuration, if there is one.
    pub(super) fn find(&self, io: &Io<'_>) -> Result<Found, Error> {
        let path = match &self.config {
            Some(path) => Some(path.clone()),
            None => (!self.no_config && exists(&io.folder.join(CONFIG))).then(|| CONFIG.into()),
        };
        let Some(path) = path else {
            return Ok(Found { name: None, folder: io.folder.clone(), draft: Draft::new(CONFIG, "") });
        };
        let (full, name) = (io.folder.join(&path), path.to_string_lossy().into_owned());
        let text = read(&full, &path)?;
        if self.config.is_some() && is_client(&text) {
            return Err(Error::Unfit { option: "--config", why: "a client's configuration is for `--client-config`" });
        }
        let draft = Draft::new(&name, &text);
        let folder = full.parent().unwrap_or(&io.folder).to_owned();
        Ok(Found { name: Some(name), folder, draft })
    }
}

fn is_client(text: &str) -> bool {
    text.trim_start().starts_with('{')
}

impl Found {
    /// Folders of rule files.
    pub(super) fn packs(&self) -> impl Iterator<Item = PathBuf> {
        self.draft.packs().iter().map(|pack| self.folder.join(pack))
    }

    /// Whether nothing is wrong with the configuration so far.
    pub(super) const fn is_sound(&self) -> bool {
        self.draft.is_sound()
    }

    /// What it says, if nothing is wrong with it.
    pub(super) fn settings(self, rules: &Catalogue) -> Result<Settings, Mistakes> {
        self.draft.validate(rules)
    }

    /// The same for what has no rules: whether those exist that it names is for others to say.
    pub(super) fn settings_without_rules(self) -> Result<Settings, Mistakes> {
        self.draft.without_rules()
    }
}

/// Whether there is anything at a path, a dangling link included: what cannot be read is an error, not an absence.
fn exists(path: &Path) -> bool {
    !matches!(std::fs::symlink_metadata(path), Err(error) if error.kind() == std::io::ErrorKind::NotFound)
}

/// Reads a file of the user's; errors name it as the user did.
pub(super) fn read(full: &Path, name: &Path) -> Result<String, source::Error> {
    read_small(full, MAX_FILE).map_err(|error| error.about(name))
}

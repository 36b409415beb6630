//! What the user lives with, from flags and configuration.

use std::path::{Path, PathBuf};

use clap::Args;

use super::{Error, Io};
use crate::analyze::Engine;
use crate::config::{AcceptedGap, Baseline, Draft, Mistakes, Paths, Settings, waivers};
use crate::scan::{Leftovers, Outcome, Suppression, Suppressions};
use crate::source::{self, read_small, write_atomic};

/// The configuration that is read from the invoking directory.
const CONFIG: &str = "proofmark.toml";
/// Bytes of a file of the user's, at most.
const MAX_FILE: u64 = 64 << 20;

#[derive(Debug, Args)]
#[command(next_help_heading = "Configuration")]
pub(super) struct SuppressArgs {
    /// Read this configuration instead of `proofmark.toml` in the current folder.
    #[arg(long, value_name = "FILE", conflicts_with = "no_config")]
    config: Option<PathBuf>,

    /// Read no configuration. Use it where the current folder is a checkout that you do not trust: its
    /// `proofmark.toml` could disable rules and exclude files. Scanned folders elsewhere never configure anything.
    #[arg(long)]
    no_config: bool,

    /// Findings in this file do not count; the report lists them as suppressed.
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,

    /// Write the findings that are not waived to this file.
    #[arg(long, value_name = "FILE")]
    write_baseline: Option<PathBuf>,

    /// Findings that somebody answers for until a day: TOML, or YAML by its extension.
    #[arg(long, value_name = "FILE")]
    waivers: Option<PathBuf>,

    /// Do not scan what lies below this path or matches this pattern.
    #[arg(long, value_name = "PATH", value_parser = Paths::parse)]
    exclude: Vec<Paths>,

    /// A file that cannot be read does not keep the answer from being yes.
    #[arg(long, value_name = "PATH", value_parser = Paths::parse)]
    accept_gap: Vec<Paths>,

    /// A rule that is not to fire.
    #[arg(long, value_name = "RULE")]
    disable: Vec<String>,
}

/// A configuration that was found and read, but not yet checked against the rules.
pub(super) struct Found {
    /// As it was named.
    pub(super) name: Option<String>,
    /// What its paths are relative to.
    folder: PathBuf,
    draft: Draft,
}

/// What the user has decided.
pub(super) struct Decisions {
    pub(super) settings: Settings,
    pub(super) suppressions: Suppressions,
}

impl SuppressArgs {
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
        let draft = Draft::new(&name, &read(&full, &path)?);
        let folder = full.parent().unwrap_or(&io.folder).to_owned();
        Ok(Found { name: Some(name), folder, draft })
    }

    /// Checks the configuration and the waivers against the rules, all mistakes at once. Flags go before the
    /// configuration; lists add to it.
    pub(super) fn decide(&self, found: Found, engine: &Engine, io: &Io<'_>) -> Result<Decisions, Error> {
        let mut mistakes = Mistakes::default();
        let (folder, catalogue) = (found.folder, engine.catalogue());
        let settings = mistakes.collect(found.draft.validate(catalogue));
        let settings = settings.unwrap_or_default();
        let given = |flag: &Option<PathBuf>, set: &Option<String>| match (flag, set) {
            (Some(path), _) => Some((io.folder.join(path), path.clone())),
            (None, Some(path)) => Some((folder.join(path), PathBuf::from(path))),
            (None, None) => None,
        };
        let mut suppressions = Suppressions::default();
        if let Some((full, name)) = given(&self.waivers, &settings.waivers) {
            let read = waivers(&name.to_string_lossy(), &read(&full, &name)?, catalogue);
            suppressions.waivers = mistakes.collect(read).unwrap_or_default();
        }
        if let Some((full, name)) = given(&self.baseline, &settings.baseline) {
            let read = Baseline::parse(&name.to_string_lossy(), &read(&full, &name)?);
            suppressions.baseline = mistakes.collect(read).unwrap_or_default();
        }
        let mut settings = mistakes.unless_any(settings)?;
        settings.disabled.extend(self.disable.iter().cloned());
        settings.exclude.extend(self.exclude.iter().cloned());
        suppressions.accepted_gaps.clone_from(&settings.accepted_gaps);
        let reason = "accepted on the command line".to_owned();
        let accept = |paths: &Paths| AcceptedGap { paths: paths.clone(), reason: reason.clone() };
        suppressions.accepted_gaps.extend(self.accept_gap.iter().map(accept));
        Ok(Decisions { settings, suppressions })
    }

    /// Writes the baseline, if that is asked for.
    pub(super) fn write(&self, outcome: &Outcome, io: &mut Io<'_>) -> Result<(), Error> {
        let Some(path) = &self.write_baseline else { return Ok(()) };
        let known = outcome.suppressed.iter().filter(|hidden| hidden.by == Suppression::Baseline);
        let baseline = Baseline::of(outcome.findings.iter().chain(known.map(|hidden| &hidden.finding)));
        let bytes = baseline.to_json().map_err(std::io::Error::from)?;
        write_atomic(&io.folder.join(path), &bytes)?;
        io.note(&format!("wrote {} findings to `{}`", baseline.entries.len(), path.display()));
        Ok(())
    }
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
}

/// Says what the suppressions did not do, and why.
pub(super) fn warn(leftovers: &Leftovers, io: &mut Io<'_>) {
    for waiver in &leftovers.expired {
        io.note(&format!(
            "{}: the waiver of {} expired on {}: its findings count again",
            waiver.origin, waiver.owner, waiver.expires
        ));
    }
    for waiver in &leftovers.unused {
        io.note(&format!("{}: the waiver covers no finding; remove it", waiver.origin));
    }
    for entry in &leftovers.stale {
        io.note(&format!("the baseline entry {} ({} in `{}`) is stale", entry.fingerprint, entry.rule, entry.path));
    }
    for gap in &leftovers.unused_gaps {
        io.note(&format!("there is no gap in `{}` to accept", gap.paths.pattern()));
    }
}

/// Whether there is anything at a path, a dangling link included: what cannot be read is an error, not an absence.
fn exists(path: &Path) -> bool {
    !matches!(std::fs::symlink_metadata(path), Err(error) if error.kind() == std::io::ErrorKind::NotFound)
}

/// Reads a file of the user's; errors name it as the user did.
fn read(full: &Path, name: &Path) -> Result<String, source::Error> {
    read_small(full, MAX_FILE).map_err(|error| error.about(name))
}

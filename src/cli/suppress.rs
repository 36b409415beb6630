//! What the user lives with, from flags and configuration.

use std::path::PathBuf;

use clap::Args;

use super::config::{ConfigArgs, Found, read};
use super::{Error, Io};
use crate::analyze::Engine;
use crate::config::{AcceptedGap, Baseline, Mistakes, Paths, Settings, waivers};
use crate::scan::{Leftovers, Outcome, Suppression, Suppressions};
use crate::source::write_atomic;

#[derive(Debug, Args)]
#[command(next_help_heading = "Configuration")]
pub(super) struct SuppressArgs {
    #[command(flatten)]
    pub(super) config: ConfigArgs,

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

/// What the user has decided.
pub(super) struct Decisions {
    pub(super) settings: Settings,
    pub(super) suppressions: Suppressions,
}

impl SuppressArgs {
    /// Checks the configuration and the waivers against the rules, all mistakes at once. Flags go before the
    /// configuration; lists add to it.
    pub(super) fn decide(&self, found: Found, engine: &Engine, io: &Io<'_>) -> Result<Decisions, Error> {
        let mut mistakes = Mistakes::default();
        let (folder, catalogue) = (found.folder.clone(), engine.catalogue());
        let settings = mistakes.collect(found.settings(catalogue));
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

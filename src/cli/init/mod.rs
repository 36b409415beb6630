//! `proofmark init`

mod policy;

use std::path::{Path, PathBuf};

use clap::Args;

use super::judge::{self, JudgeArgs};
use super::limits::LimitArgs;
use super::named::one_of;
use super::sources::SourceArgs;
use super::{Error, ExitStatus, Io};
use crate::bom::manifest::{Manifest, ManifestKind, Said};
use crate::config::LimitSettings;
use crate::inventory;
use crate::policy::Ready;
use crate::source::{self, Limits};

/// Write the manifest that an agent registry takes, a configuration, and a policy to start with.
///
/// The manifest says what the project's own files say; the policy is one of the ready ones, if you name one. No model is
/// asked unless `--judge` names one: then it may suggest a description and tags.
#[derive(Debug, Args)]
pub(super) struct InitArgs {
    #[command(flatten)]
    sources: SourceArgs,

    /// What the manifest is about; by default what the project holds.
    #[arg(long, value_name = "KIND", value_parser = one_of(ManifestKind::ALL, ManifestKind::name), help_heading = "Manifest")]
    kind: Option<ManifestKind>,

    /// What the registry is to call it, as `namespace/name`.
    #[arg(long, value_name = "NAME", help_heading = "Manifest")]
    name: Option<String>,

    /// Its version, where no file of the project says so.
    #[arg(long = "set-version", value_name = "VERSION", help_heading = "Manifest")]
    version: Option<String>,

    /// The OCI reference that it is published under, best with its digest.
    #[arg(long, value_name = "REFERENCE", help_heading = "Manifest")]
    oci: Option<String>,

    /// Write a policy to start with, too, as `.proofmark/policy.yaml`: a ready one, for artifacts of the manifest's kind.
    #[arg(long, value_name = "NAME", value_parser = one_of(Ready::ALL, Ready::name), help_heading = "Policy")]
    policy: Option<Ready>,

    /// Write the manifest here; `-` is the standard output, and then no configuration is written.
    #[arg(long, short, value_name = "FILE", default_value = "manifest.yaml", help_heading = "Output")]
    output: PathBuf,

    /// Replace files that are there.
    #[arg(long, help_heading = "Output")]
    force: bool,

    #[command(flatten)]
    judge: JudgeArgs,

    #[command(flatten)]
    limits: LimitArgs,
}

/// The configuration to start with. It says what holds without it, so that there is something to change.
const CONFIG: &str = r#"# What `proofmark scan` does in this folder. All keys: https://github.com/proofmark/proofmark/blob/main/docs/scan.md
fail-on = "high"
min-severity = "low"

# Findings of today that are not to count, from `proofmark scan --write-baseline baseline.json`:
# baseline = "baseline.json"

# Findings that somebody answers for until a day:
# waivers = "waivers.toml"
"#;

pub(super) fn run(args: &InitArgs, io: &mut Io<'_>) -> Result<ExitStatus, Error> {
    let judge = args.judge.open(1, args.sources.is_offline(), io)?;
    let limits = Limits::DEFAULT.with(&args.limits.over(LimitSettings::default()));
    let inventory = inventory::collect(&args.sources.fetch(limits, &[], io)?, &limits);
    if inventory.components.is_empty() {
        return Err(Error::NothingToList { sources: args.sources.names() });
    }
    let kind = args.kind.unwrap_or_else(|| ManifestKind::of(&inventory));
    if let Some(ready) = args.policy {
        policy::check(ready, kind, args.force, io)?;
    }
    let said = Said { name: args.name.as_deref(), version: args.version.as_deref(), oci: args.oci.as_deref() };
    let mut manifest = Manifest::new(kind, &inventory, &said);
    if let Some(judge) = &judge {
        if args.judge.dry_run {
            judge::preview(judge, &[judge.preview_description(&manifest.to_yaml())], io)?;
            return Ok(ExitStatus::Yes);
        }
        let description = judge.describe(&manifest.to_yaml())?;
        manifest.suggest(&judge.setup().model, &description);
        judge::tell(judge, io);
    }
    output(args, &manifest, io)?;
    if let Some(ready) = args.policy {
        policy::start(ready, kind, &manifest, args.force, io)?;
    }
    for (member, why) in &manifest.open {
        io.note(&format!("fill in `{member}`: {why}"));
    }
    for member in &manifest.suggested {
        io.note(&format!("check `{member}`: a model suggested it"));
    }
    Ok(if inventory.has_gaps() { ExitStatus::Unknown } else { ExitStatus::Yes })
}

/// Writes the manifest, and a configuration beside it.
fn output(args: &InitArgs, manifest: &Manifest, io: &mut Io<'_>) -> Result<(), Error> {
    if args.output.as_os_str() == "-" {
        return io.answer(manifest.to_yaml());
    }
    write(&args.output, manifest.to_yaml().as_bytes(), args.force, io)?;
    let config = Path::new("proofmark.toml");
    if io.folder.join(config).exists() {
        io.note("`proofmark.toml` stays as it is");
        return Ok(());
    }
    write(config, CONFIG.as_bytes(), false, io)
}

/// Writes a file that is not there yet.
fn write(file: &Path, bytes: &[u8], force: bool, io: &mut Io<'_>) -> Result<(), Error> {
    let full = io.folder.join(file);
    if !force && full.exists() {
        return Err(Error::Exists { file: file.display().to_string() });
    }
    if let Some(folder) = full.parent() {
        std::fs::create_dir_all(folder)?;
    }
    source::write_atomic(&full, bytes)?;
    io.say(&format!("wrote `{}`", file.display()));
    Ok(())
}

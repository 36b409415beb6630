//! `proofmark bom audit`

use clap::{Args, ValueEnum};
use serde_json::Value;

use super::read;
use crate::bom::advisory::{Advisories, Affected, Known};
use crate::bom::vex::{self, Statement};
use crate::cli::{Error, ExitStatus, Io};
use crate::report::bom::{audit_json, audit_text, json};
use crate::source::{self, Limits};

/// Find known vulnerabilities of what a BOM lists, in a folder of OSV advisories; nothing is fetched.
#[derive(Debug, Args)]
pub(super) struct AuditArgs {
    /// A BOM, or a folder to make one of.
    #[arg(value_name = "BOM")]
    bom: String,

    /// A folder of OSV records, one JSON file each, at any depth.
    #[arg(long, value_name = "DIR")]
    advisories: String,

    /// What is found out already: OpenVEX or CycloneDX; repeats, the last word counts.
    #[arg(long, value_name = "FILE")]
    vex: Vec<String>,

    /// Who makes the statements of an OpenVEX answer.
    #[arg(long, value_name = "NAME", default_value = "proofmark", help_heading = "Output")]
    author: String,

    /// Record the time in an OpenVEX answer, or that of `SOURCE_DATE_EPOCH`.
    #[arg(long, help_heading = "Output")]
    timestamp: bool,

    /// How to write the answer.
    #[arg(long, value_enum, default_value = "text", help_heading = "Output")]
    format: Format,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    Text,
    Json,
    /// The BOM with its vulnerabilities and their analyses.
    CyclonedxJson,
    /// What is known as OpenVEX statements.
    Openvex,
}

pub(super) fn run(args: &AuditArgs, io: &mut Io<'_>) -> Result<ExitStatus, Error> {
    let listed = read::listed(&args.bom, io)?;
    let (advisories, mut complete) = advisories(&args.advisories, io)?;
    complete &= !listed.has_gaps;
    let mut statements: Vec<Statement> = listed.document().and_then(|own| vex::statements(&own)).unwrap_or_default();
    for name in &args.vex {
        statements.extend(self::statements(name, io)?);
    }
    let known = advisories.audit(&listed.view, &statements);
    io.answer(match args.format {
        Format::Text => audit_text(&known, advisories.count).into_bytes(),
        Format::Json => audit_json(&known, advisories.count)?,
        Format::Openvex => {
            let timestamp = args.timestamp.then(|| io.clock.now().to_string());
            json(&vex::document(&known, &args.author, timestamp.as_deref()))?
        }
        Format::CyclonedxJson => json(&with_vulnerabilities(&listed, &known, &args.bom)?)?,
    })?;
    let open = |affected: Affected| known.iter().any(|known| known.affected == affected && !known.is_settled());
    Ok(if !complete || open(Affected::Unknown) {
        ExitStatus::Unknown
    } else if open(Affected::Yes) {
        ExitStatus::No
    } else {
        ExitStatus::Yes
    })
}

/// Reads a folder of advisories, and says whether all of it could be read.
fn advisories(name: &str, io: &mut Io<'_>) -> Result<(Advisories, bool), Error> {
    let limits = Limits { max_files: 1_000_000, ..Limits::DEFAULT };
    let tree = source::list(name, &io.folder, &source::Options { limits, no_ignore: true })?;
    let mut advisories = Advisories::default();
    let mut gaps: Vec<String> =
        tree.gaps.iter().map(|gap| format!("{}: {}", gap.path, gap.reason.describe())).collect();
    for entry in tree.entries.iter().filter(|entry| entry.path.extension() == Some("json")) {
        match tree.read(entry, &limits) {
            Ok(file) => {
                if let Err(error) = advisories.add(file.text()) {
                    gaps.push(format!("{}: is no OSV record: {error}", entry.path));
                }
            }
            Err(gap) => gaps.push(format!("{}: {}", gap.path, gap.reason.describe())),
        }
    }
    if advisories.count == 0 {
        return Err(Error::NoAdvisories { folder: name.to_owned() });
    }
    for gap in &gaps {
        io.note(gap);
    }
    Ok((advisories, gaps.is_empty()))
}

fn statements(name: &str, io: &Io<'_>) -> Result<Vec<Statement>, Error> {
    let text = source::read_small(&io.folder.join(name), read::MAX_BOM).map_err(|error| error.about(name.as_ref()))?;
    let document: Option<Value> = serde_json::from_str(&text).ok();
    document.as_ref().and_then(vex::statements).ok_or_else(|| Error::NoVex { file: name.to_owned() })
}

/// The BOM with what is known about it in place of what it said before about the same.
fn with_vulnerabilities(listed: &read::Listed, known: &[Known], name: &str) -> Result<Value, Error> {
    let not_ours = || Error::NotCycloneDx { bom: name.to_owned() };
    let mut document = listed.document().filter(|document| document.get("bomFormat").is_some()).ok_or_else(not_ours)?;
    let found = vex::vulnerabilities(known);
    let Some(members) = document.as_object_mut() else { return Err(not_ours()) };
    let mut all = match members.remove("vulnerabilities") {
        Some(Value::Array(list)) => list,
        _ => Vec::new(),
    };
    let names = |value: &Value| -> Option<(String, String)> {
        let first = value.get("affects")?.as_array()?.first()?;
        Some((value.get("id")?.as_str()?.to_owned(), first.get("ref")?.as_str()?.to_owned()))
    };
    let known: Vec<(String, String)> = known.iter().map(|known| (known.id.clone(), known.element.clone())).collect();
    all.retain(|listed| names(listed).is_none_or(|names| !known.contains(&names)));
    for vulnerability in found {
        all.push(serde_json::to_value(vulnerability).map_err(std::io::Error::from)?);
    }
    members.insert("vulnerabilities".to_owned(), Value::Array(all));
    Ok(document)
}

//! `proofmark rules explain`

use std::fmt::Write as _;

use clap::Args;

use crate::analyze::{self, Engine, Options};
use crate::cli::packs::PackArgs;
use crate::cli::{Error, ExitStatus, Io};
use crate::rule::RuleMeta;
use crate::text::visible;

/// Tell all that is known about a rule.
#[derive(Debug, Args)]
pub(super) struct ExplainArgs {
    /// The name of the rule, such as `instruction-override`.
    #[arg(value_name = "RULE")]
    rule: String,

    #[command(flatten)]
    packs: PackArgs,
}

pub(super) fn run(args: &ExplainArgs, io: &mut Io<'_>) -> Result<ExitStatus, Error> {
    let packs = args.packs.read(&io.folder)?;
    let engine = Engine::new(Options { packs, ..Options::default() })?;
    let rules = engine.catalogue();
    let Some(rule) = rules.get(&args.rule) else {
        let nearest = rules.nearest(&args.rule).cloned();
        return Err(analyze::Error::UnknownRule { name: args.rule.clone(), nearest }.into());
    };
    io.answer(visible(&explained(rule)).as_bytes())?;
    Ok(ExitStatus::Yes)
}

fn explained(rule: &RuleMeta) -> String {
    let kinds: Vec<_> = rule.scope.kinds().map(crate::text::RegionKind::name).collect();
    let scope = if kinds.len() == crate::text::RegionKind::ALL.len() { "any".to_owned() } else { kinds.join(", ") };
    let mut text = format!("{}: {}\n\n", rule.id, rule.title);
    for (name, value) in [
        ("severity", rule.severity.name()),
        ("confidence", rule.confidence.name()),
        ("threat", rule.threat.name()),
        ("scope", &scope),
        ("since", &rule.since),
    ] {
        let _ = writeln!(text, "{name:<11} {value}");
    }
    let _ = write!(text, "\nwhy  {}\nfix  {}\n\n", rule.why, rule.fix);
    for (framework, codes) in &rule.taxonomy.0 {
        let codes: Vec<_> = codes.iter().map(String::as_str).collect();
        let _ = writeln!(text, "{:<15} {}", framework.name(), codes.join(", "));
    }
    if !rule.references.is_empty() {
        text.push('\n');
    }
    for reference in &rule.references {
        let _ = writeln!(text, "{reference}");
    }
    text
}

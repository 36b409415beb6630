//! `proofmark promote`

use std::collections::BTreeSet;

use clap::Args;

use super::check::{self, FieldArgs, Format};
use super::history::{HistoryArgs, Opened};
use super::signing::SigningArgs;
use super::{Error, ExitStatus, Io};
use crate::attest::Signing;
use crate::digest::Digest;
use crate::policy::{Age, Stage, decide};
use crate::promotion;

/// How long a head statement holds where the policy does not say.
const LASTS: Age = Age::days(1);

/// Decide on a promotion, sign the decision, and take the step if it passed.
#[derive(Debug, Args)]
pub(super) struct PromoteArgs {
    #[command(flatten)]
    history: HistoryArgs,

    /// The stage that it is to reach.
    #[arg(long, value_name = "STAGE", required_unless_present = "head")]
    to: Option<Stage>,

    /// Take no step: sign that the newest links are the newest, so that others notice when one is withheld.
    #[arg(long, conflicts_with_all = ["to", "reason", "alternative", "sunset"])]
    head: bool,

    #[command(flatten)]
    fields: FieldArgs,

    /// How to write the answer.
    #[arg(long, value_enum, default_value = "text", help_heading = "Output")]
    format: Format,

    #[command(flatten)]
    signing: SigningArgs,
}

pub(super) fn run(args: &PromoteArgs, io: &mut Io<'_>) -> Result<ExitStatus, Error> {
    let mut opened = args.history.open(io)?;
    let signing = args.signing.signing(&args.history.root.sigstore, io)?;
    let Some(to) = args.to else { return renew(&mut opened, &signing, io) };
    promotion::sound(&opened.history, opened.policy())?;
    let fields = args.fields.map();
    let decision = decide(opened.policy(), &opened.case(to, fields.clone(), io)?);
    let trust = opened.trust(io);
    let recorded = promotion::promote(&opened.place(), &trust, &opened.history, &decision, fields, &signing)?;
    if let Some(heads) = recorded.heads {
        if let Some(age) = opened.policy().state().max_head_age {
            let lasts = age.duration();
            promotion::attest_head(&opened.place(), &trust, &heads, to, lasts, &signing)?;
        }
        opened.remember(heads, io)?;
    }
    check::say(&decision, &opened.history, args.format, io)?;
    if let Some(verdict) = recorded.verdict {
        io.note(&format!("the decision is signed and kept: {verdict}"));
    }
    Ok(check::status(&decision))
}

/// Signs what the heads are, so that it is known to be fresh. A head that is stale is what this is for.
fn renew(opened: &mut Opened, signing: &Signing, io: &mut Io<'_>) -> Result<ExitStatus, Error> {
    promotion::renewable(&opened.history)?;
    let heads: BTreeSet<Digest> = opened.history.state.heads.iter().copied().collect();
    let Some(stage) = opened.history.state.steps.iter().map(|step| step.link.to).max() else {
        return Err(Error::NoHistory { reference: opened.reference.clone() });
    };
    let lasts = opened.policy().state().max_head_age.unwrap_or(LASTS).duration();
    let head = promotion::attest_head(&opened.place(), &opened.trust(io), &heads, stage, lasts, signing)?;
    opened.remember(heads, io)?;
    io.answer(format!("{stage}, by {} head(s), until {}\n", head.heads.len(), head.expires))?;
    Ok(ExitStatus::Yes)
}

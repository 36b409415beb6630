//! `proofmark approve`

use clap::Args;

use super::history::HistoryArgs;
use super::signing::SigningArgs;
use super::{Error, ExitStatus, Io};
use crate::attest::ResourceDescriptor;
use crate::attest::predicate::{Approval, Decision};
use crate::digest::Digest;
use crate::policy::Stage;
use crate::store;

/// Sign that you answer for an artifact: for one stage, under one policy, and for nothing else.
#[derive(Debug, Args)]
pub(super) struct ApproveArgs {
    #[command(flatten)]
    history: HistoryArgs,

    /// The stage that it may reach.
    #[arg(long, value_name = "STAGE")]
    to: Stage,

    /// Say no: it must not reach it.
    #[arg(long)]
    reject: bool,

    /// The bundle of the scan or decision that you have looked at, by digest; it binds the approval to that.
    #[arg(long, value_name = "DIGEST")]
    verdict: Option<Digest>,

    /// Why.
    #[arg(long, value_name = "TEXT", help_heading = "Statement")]
    reason: Option<String>,

    /// Where that was discussed.
    #[arg(long, value_name = "URL", help_heading = "Statement")]
    reference_url: Option<String>,

    /// The last day on which it holds.
    #[arg(long, value_name = "YYYY-MM-DD", help_heading = "Statement")]
    expires: Option<jiff::civil::Date>,

    #[command(flatten)]
    signing: SigningArgs,
}

pub(super) fn run(args: &ApproveArgs, io: &mut Io<'_>) -> Result<ExitStatus, Error> {
    let opened = args.history.open(io)?;
    if let Some(verdict) = args.verdict
        && !opened.history.evidence.accepted().iter().any(|accepted| accepted.bundle() == verdict)
    {
        return Err(Error::NoVerdict { verdict });
    }
    let named = |digest: Digest| ResourceDescriptor {
        digest: [("sha256".to_owned(), digest.hex())].into(),
        ..ResourceDescriptor::default()
    };
    let approval = Approval {
        scope: Some(args.to.name().to_owned()),
        reason: args.reason.clone(),
        reference: args.reference_url.clone(),
        expires: args.expires,
        decided_on: Some(io.clock.now().to_string()),
        resource_uri: Some(opened.resource.clone()),
        policy: Some(named(opened.policy().digest())),
        verdict: args.verdict.map(named),
        ..Approval::new(if args.reject { Decision::Rejected } else { Decision::Approved })
    };
    let signing = args.signing.signing(&args.history.root.sigstore, io)?;
    let (stored, now) = (&opened.stored, io.clock.now());
    let kept = store::state(&*stored.store, stored.digest, &stored.name, approval, &signing, now)?;
    let word = if args.reject { "rejected" } else { "approved" };
    io.note(&format!("the approval counts where the policy names its signer: {}", kept.digest));
    io.answer(format!("{} is {word} for {}\n", stored.digest, args.to))?;
    Ok(ExitStatus::Yes)
}

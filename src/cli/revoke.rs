//! `proofmark revoke`

use clap::Args;

use super::history::HistoryArgs;
use super::signing::SigningArgs;
use super::{Error, ExitStatus, Io};
use crate::policy::Field;
use crate::promotion;

/// Sign that an artifact must not be used: from any stage, and over everything else.
#[derive(Debug, Args)]
pub(super) struct RevokeArgs {
    #[command(flatten)]
    history: HistoryArgs,

    /// Why.
    #[arg(long, value_name = "TEXT")]
    reason: String,

    /// The advisory that says what is wrong, such as `GHSA-…` or its address.
    #[arg(long, value_name = "ID")]
    advisory: Option<String>,

    /// What to use instead.
    #[arg(long, value_name = "TEXT")]
    alternative: Option<String>,

    #[command(flatten)]
    signing: SigningArgs,
}

pub(super) fn run(args: &RevokeArgs, io: &mut Io<'_>) -> Result<ExitStatus, Error> {
    let mut opened = args.history.open(io)?;
    let signing = args.signing.signing(&args.history.root.sigstore, io)?;
    let said = [
        (Field::Reason, Some(&args.reason)),
        (Field::Advisory, args.advisory.as_ref()),
        (Field::Alternative, args.alternative.as_ref()),
    ];
    let fields = said.into_iter().filter_map(|(field, text)| Some((field, text?.clone()))).collect();
    let recorded = promotion::revoke(&opened.place(), &opened.trust(io), &opened.history, fields, &signing)?;
    if let Some(heads) = recorded.heads {
        opened.remember(heads, io)?;
    }
    io.answer(format!("{} is revoked: {}\n", opened.stored.digest, crate::text::visible_line(&args.reason)))?;
    Ok(ExitStatus::Yes)
}

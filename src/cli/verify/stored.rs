//! Evidence beside a manifest of a store, where anybody who may write could have put something, and in the artifact itself.

use super::answer::{Answer, Checked};
use super::carried;
use crate::attest::{self, Failure, Policy, TrustedRoot};
use crate::cli::stored::Stored;
use crate::cli::trust::AskedArgs;
use crate::cli::{Error, Io};
use crate::store;

/// Verifies all evidence about a manifest. One piece has to hold, and one of each predicate that is asked for; what
/// does not hold is told and counts for nothing, but what cannot be read might have been what speaks against it.
pub(in crate::cli) fn check(
    stored: &Stored,
    trust: &AskedArgs,
    policy: &Policy,
    root: &TrustedRoot,
    io: &Io<'_>,
    answer: &mut Answer,
) -> Result<(), Error> {
    let (name, subject) = (&stored.name, stored.subject());
    let beside = store::statements(&*stored.store, stored.digest)?;
    let beside = beside.into_iter().map(|piece| (piece.manifest.to_string(), subject.clone(), piece.read));
    let carried = carried::carried(stored)?.into_iter().map(|one| (one.path, one.subject, one.read));
    let mut missing: Vec<&String> = trust.required().iter().collect();
    let (mut held, mut all) = (0, 0);
    for (evidence, subject, read) in beside.chain(carried) {
        all += 1;
        let checked = match read {
            Ok(read) => match attest::verify(&read, Some(&subject), policy, root, io.clock.now()) {
                Ok(proof) => {
                    held += 1;
                    Checked::new(name, &evidence, Ok(proof))
                }
                Err(failure) => Checked::rejected(name, &evidence, read.form(), failure),
            },
            Err(failure @ Failure::Unreadable { .. }) => Checked::new(name, &evidence, Err(("evidence", failure))),
            Err(failure) => Checked::rejected(name, &evidence, "evidence", failure),
        };
        missing.retain(|required| checked.predicate_type() != Some(required.as_str()));
        answer.push(checked);
    }
    if all == 0 {
        answer.push(Checked::failed(name, Failure::NoEvidence { name: name.clone() }));
    } else if held == 0 {
        answer.push(Checked::failed(name, Failure::NoneHolds { name: name.clone(), all }));
    }
    for predicate_type in missing {
        let predicate_type = predicate_type.clone();
        answer.push(Checked::failed(name, Failure::MissingPredicate { predicate_type }));
    }
    Ok(())
}

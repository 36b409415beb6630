//! How far an artifact has come, as a report shows it.

use std::collections::BTreeSet;

use crate::cli::governed::{Governed, PolicyArgs};
use crate::cli::history::local_resource;
use crate::cli::stored::Stored;
use crate::cli::trust::AskedArgs;
use crate::cli::{Error, Io};
use crate::policy::Stage;
use crate::promotion::{self, Standing};
use crate::report::Timeline;

/// Adds the stage that the signed links of an artifact lead to, and what is wrong with them. What was seen of them before
/// is not asked: that is the work of `proofmark status`.
pub(super) fn add(
    life: &mut Timeline,
    stored: &Stored,
    policy: &PolicyArgs,
    asked: &AskedArgs,
    io: &Io<'_>,
) -> Result<(), Error> {
    let governed = Governed { policy: policy.read(io)?, keys: policy.keys(io)?, root: asked.root(io)? };
    let trust = governed.trust(io.clock.now());
    let evidence = promotion::gather(&*stored.store, stored.digest, &stored.name, &trust)?;
    let mut resources = promotion::resources(&evidence);
    let resource = match (resources.pop_first(), resources.pop_first()) {
        (Some(first), Some(second)) => return Err(Error::SeveralPlaces { first, second }),
        (only, _) => only.unwrap_or_else(|| local_resource(stored.digest)),
    };
    let state = promotion::history(stored.digest, &resource, evidence, &trust, &BTreeSet::new()).state;
    life.stages = Stage::ALL.iter().map(|stage| stage.name().to_owned()).collect();
    life.stage = state.stage.map(|stage| stage.name().to_owned());
    if state.standing != Standing::Whole {
        life.warnings.push(state.standing.describe());
    }
    Ok(())
}

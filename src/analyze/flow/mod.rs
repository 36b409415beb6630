//! Where data goes in source code: from tool arguments, secrets and the network to shells, files and the network.
//!
//! Programs are run on abstract values, calls between functions of the artifact included. Branches are all taken and
//! loops run once, so that the work is bounded; what exceeds the bound is a gap.

mod answer;
mod budget;
mod bundled;
mod call;
mod caught;
mod channels;
mod check;
mod claim;
mod class;
mod compare;
mod decoders;
mod decorated;
mod derived;
mod document;
mod effects;
mod emitters;
mod enclosed;
mod entities;
mod eval;
mod event;
mod fold;
mod handed;
mod heeded;
mod host;
mod inline;
mod installed;
mod kept;
mod lasting;
mod library;
mod logged;
mod machine;
mod names;
mod narrow;
mod open;
mod operators;
mod order;
mod origins;
mod pairs;
mod places;
mod recipients;
mod redefined;
mod registered;
mod requests;
mod settled;
mod shell;
mod sinks;
mod spelled;
mod statement;
mod swapped;
mod table;
mod templated;
mod value;

pub use answer::Answer;
pub use caught::CAUGHT;
pub use claim::Claim;
pub use event::Event;
pub use operators::FIXED;
pub use places::{SCHEDULE, is_of_agent, is_startup};
pub use redefined::LATER;
pub use sinks::EMBEDDED;
pub use swapped::PACKAGES;
pub use table::SinkKind;
pub use value::{HOLE, Origin, Source};

use std::collections::BTreeSet;

use crate::artifact::Artifact;
use crate::finding::{Gap, GapReason};

/// Everything that reaches a sink in one artifact.
#[derive(Debug, Default)]
pub struct Flows {
    /// In the order of evaluation.
    pub events: Vec<Event>,
    /// What is said to the model, sorted by place.
    pub answers: BTreeSet<Answer>,
    pub gaps: Vec<Gap>,
}

/// Runs every program of an artifact, and the command lines that a host runs for it.
pub fn analyse(artifact: &Artifact) -> Flows {
    let mut flows = Flows::default();
    if !artifact.programs.is_empty() {
        let mut machine = machine::Machine::new(artifact);
        machine.run();
        let gaps = machine.unfinished().into_iter().filter_map(|file| {
            let path = artifact.file(file)?.path.clone();
            Some(Gap::new(path, GapReason::TooComplex, "the data-flow analysis hit its work limit"))
        });
        flows.gaps.extend(gaps);
        flows.events = machine.events;
        flows.answers = machine.answers;
        heeded::share(&mut flows.events);
        flows.events.retain(|event| !event.in_document || document::is_meant(artifact, event));
    }
    host::commands(artifact, &mut flows);
    flows
}

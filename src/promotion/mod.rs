//! How far an artifact has come, and who says so.
//!
//! A stage is not stored anywhere: it is what the chain of signed links about a manifest says ([`walk`]). Links, the
//! verdicts behind them and what is remembered of their heads are statements, kept as evidence in a
//! [`Store`](crate::store::Store).

pub mod agent_registry;
mod chain;
mod error;
mod head;
mod history;
mod link;
mod memory;
#[cfg(test)]
mod model;
mod needs;
mod record;
mod verdict;

pub use chain::{Claim, Defect, Question, Refusal, Standing, State, Step, walk};
pub use error::Error;
pub use head::Head;
pub use history::{History, Place, gather, history, resources};
pub use link::{Link, Named};
pub use memory::Memory;
pub use needs::{Archive, Needed, dependencies, look_up, views};
pub use record::{Recorded, attest_head, promote, renewable, revoke, sound};
pub use verdict::Verdict;

/// Whether statements of a type are of the chain: links, and what is said of its heads.
pub fn is_of_chain(predicate_type: &str) -> bool {
    [link::TYPE, head::TYPE].contains(&predicate_type)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::published::assert_part;

    #[test]
    fn the_published_schemas_of_predicates_are_current() {
        assert_part::<Link>("predicate-promotion-v1");
        assert_part::<Head>("predicate-head-v1");
    }
}

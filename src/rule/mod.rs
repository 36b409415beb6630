//! What a rule is: its name, its words, how bad and how sure, where it applies.

mod catalogue;
mod meta;
mod scale;
mod scope;
mod threat;

pub use catalogue::{Catalogue, Error};
pub use meta::{MetaError, RuleId, RuleMeta, StaticMeta};
pub use scale::{Confidence, Severity};
pub use scope::Scope;
pub use threat::{Framework, Taxonomy, Threat};

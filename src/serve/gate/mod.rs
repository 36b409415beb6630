//! The gate: asked before something is registered, it answers yes or no, from a scan and from evidence that it verified.
//!
//! Whoever decides ([`Decider`]) knows nothing of HTTP; [`serve`] knows nothing of what is decided. The contract is that
//! of MCP Gateway & Registry's registration gate: 200 allows, 403 denies and says why, and anything else would be asked
//! again, so a denial is the answer to everything that goes wrong.

mod audit;
mod body;
mod cache;
mod check;
mod decide;
mod denial;
mod evidence;
mod http;
mod metrics;
mod payload;
mod registration;
mod verdict;

pub use check::Fetch;
pub use decide::{Decider, Decision};
pub use denial::Denial;
pub use evidence::{Grounds, Trust};
pub use http::{Gate, Settings, serve};
pub use registration::{AssetType, Pointer, Registration};
pub use verdict::Asked;

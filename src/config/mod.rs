//! What the user decides: configuration, waivers and baselines, each read strictly.
//!
//! A file with a mistake is refused as a whole, and all its mistakes are shown at once, each with its line. Nothing
//! here reads files: the command line says which ones count, and what lies in a scanned folder never does by itself.

mod baseline;
mod environment;
mod mistake;
mod paths;
mod reader;
mod settings;
mod waivers;

pub use baseline::{Baseline, BaselineEntry};
pub use environment::Environment;
pub use mistake::{Mistake, Mistakes};
pub use paths::Paths;
pub use reader::nearest;
pub use settings::{AcceptedGap, Draft, LimitSettings, Settings};
pub use waivers::{Target, Waiver, waivers};

//! Artifacts become findings: one pass of patterns over every region and its decoded views, then heuristics over facts
//! and hits. Pure and synchronous: no clock, network or file is touched here.

mod answers;
mod blob;
mod clause;
pub mod command;
mod context;
pub mod cross;
mod echo;
mod engine;
pub mod flow;
mod guard;
pub mod heuristic;
mod hint;
mod installers;
mod intent;
mod judged;
mod magic;
mod origin;
mod pack;
mod payload;
mod quiet;
mod report;
mod script;
mod secret;
mod shelf;
mod specimen;
mod stops;
mod views;
mod word_index;
mod words;
mod worker;
mod wrapped;

pub use blob::{compiled, is_current, size};
pub use clause::{Clause, Form};
pub use context::{Context, Hit};
pub use echo::{ECHOES, originals};
pub use engine::{Engine, Error, Options};
pub use hint::HINTS;
pub use intent::Reading;
pub use judged::JUDGED;
pub use pack::{BUILT_IN, Pack, PackError, PackRule};
pub use report::{Report, Sink};
pub use script::{CodeForm, ScriptRule};
pub use specimen::Specimen;
pub use views::{Coding, Hidden};
pub use worker::{Analysis, Worker};

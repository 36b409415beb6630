//! Results of evaluations as one neutral record, whichever tool measured them.
//!
//! An importer ([`import`]) reads what a tool wrote and says what was measured; [`Evaluation`] is what a statement says
//! of it and a policy reads. No tool knows the digest of the artifact under test, so who imports names the subject, and
//! the signature over the record is what binds them.

mod error;
mod import;
mod input;
mod interval;
mod json;
mod record;
mod run;
mod time;

pub use error::{Error, Reason};
pub use import::{Format, Imported, import};
pub use input::{Input, MAX_FILE};
pub use interval::{Interval, IntervalMethod};
pub use record::{
    Benchmark, Category, Direction, Evaluation, Flaw, Method, Metric, Provider, Record, SCHEMA, Samples, Source,
    Subject, Threshold,
};
pub use run::Options;
pub use time::Time;

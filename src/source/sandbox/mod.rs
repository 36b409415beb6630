//! What a server that we start may touch: its own package, a home that is thrown away, and nothing else.
//!
//! Landlock keeps files and programs from it, seccomp the network and what leads around both, and a tracer sees what it
//! tried: the tracer only reads, or refuses calls by their registers, which no other thread of the server can change.
//! The binary calls itself again (`sandbox-exec`), first as the tracer and then, inside, as what becomes the server, so
//! that nothing has to run between `fork` and `exec`.

mod attempt;
#[cfg(target_os = "linux")]
mod confine;
mod error;
#[cfg(target_os = "linux")]
mod filter;
mod grants;
mod policy;
#[cfg(target_os = "linux")]
mod tracee;
#[cfg(target_os = "linux")]
mod watch;

pub use attempt::{Act, Attempt};
pub use error::Error;
pub use grants::{Program, find};
pub use policy::Policy;

#[cfg(target_os = "linux")]
pub use confine::inside;
#[cfg(target_os = "linux")]
pub use watch::supervise;

/// Runs a program confined and watched; its exit code is the answer.
#[cfg(not(target_os = "linux"))]
pub fn supervise(_: &std::path::Path, _: &[std::ffi::OsString]) -> Result<i32, Error> {
    Err(Error::Platform)
}

/// Confines this process and becomes a program.
#[cfg(not(target_os = "linux"))]
pub fn inside(_: &std::path::Path, _: &[std::ffi::OsString]) -> Result<i32, Error> {
    Err(Error::Platform)
}

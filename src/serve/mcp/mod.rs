//! The MCP server: a coding agent asks it before it installs something. It reads, and changes nothing.
//!
//! What it answers quotes from artifacts that may be hostile, and the one who reads the answer is a model. So quotations
//! stand in members of their own, are short, redacted and made visible, and are said to be data.

mod bom;
mod http;
mod policy;
mod quote;
mod roots;
mod rule;
mod scan;
mod server;

pub use http::{Access, router};
pub use roots::Roots;
pub use server::Server;

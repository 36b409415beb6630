//! Servers: the gate that registries ask before they register something, and the MCP server that agents ask before they
//! install something. Whoever asks may be an attacker, so time, memory, connections and answers are bounded.

mod connections;
mod form;
pub mod gate;
pub mod mcp;
mod pool;
mod scanner;
mod tokens;

pub use connections::{Connection, Connections, Peer};
pub use form::Form;
pub use pool::{Pool, Refusal};
pub use scanner::Scanner;
pub use tokens::Tokens;

//! The only HTTP client: within limits, to public addresses, and nobody's password in the wrong hands.
//!
//! `https` only, but for this machine; a private or local address only where the user named its host; a redirect is
//! held to the same rules, and loses the credentials when it leads to another origin.

mod address;
mod client;
mod error;
mod guard;
mod send;
mod settings;

pub use client::{Client, Request, Response};
pub use error::Error;
pub use reqwest::Url;
pub use send::{Receipt, Sending};
pub use settings::Settings;

//! What an agent is made of: one neutral graph that every BOM format is a function of.
//!
//! A [`Component`] is a thing (a model, a tool, a server, a prompt), an [`Edge`] says how two of them belong together,
//! [`Evidence`] says where that was read, and [`Unseen`] says what was not. Nothing here is guessed: what a program
//! decides at run time is unseen, not absent.
//!
//! Ids are made of what a thing is and never of the order of reading, so that the same project gives the same graph.

mod capability;
mod code;
mod collect;
mod component;
mod data;
mod detail;
mod edge;
mod evidence;
mod facts;
mod graph;
mod id;
mod pin;
mod provider;
mod purl;
mod unseen;
mod wire;

pub use capability::{Ability, Basis, Capability};
pub use collect::collect;
pub use component::{Component, Hash, HashAlgorithm, Scope};
pub use detail::{
    A2aPeer, Agent, Authentication, Connection, Dataset, Detail, File, Hosting, Kind, McpServer, Memory, Model,
    ModelApi, ModelRole, Package, Prompt, PromptRole, Resource, Secret, SecretSource, Skill, Tool, Transport,
    TrustZone, VectorStore,
};
pub use edge::{Edge, Relation};
pub use evidence::{Evidence, Reader};
pub use graph::{Builder, Inventory, Subject};
pub use id::Id;
pub use pin::Pin;
pub use purl::{Ecosystem, Purl, purl};
pub use unseen::{Unseen, UnseenReason};

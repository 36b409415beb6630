//! Source code: what the frameworks that it uses are told to make.
//!
//! Rules are data ([`rule`]); a call meets one only by its fully qualified name ([`names`]), so that a word in a comment
//! or a class of the same name makes nothing. Only files that import a package that a rule speaks of are parsed, and
//! those that they take names from.

mod agent;
mod alternatives;
mod base;
mod callers;
mod elements;
mod engine;
mod listing;
mod model;
mod names;
mod notebook;
mod paths;
mod project;
mod rule;
#[cfg(test)]
mod samples;
mod server;
mod tool;
mod unit;
mod values;
mod worth;
mod wrapper;

pub(super) use engine::read;

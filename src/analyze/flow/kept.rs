//! What one call leaves behind for another: variables at the top of a file, and members of objects.
//!
//! Every handler is run by itself. What it puts into a list, queue or table that outlives it is noted here, by where it
//! came from, and is there again for whatever reads the variable when everything is run a second time.

use std::collections::BTreeMap;

use super::call::Given;
use super::machine::Machine;
use super::value::{Origin, Source, Value};

/// Origins that one variable keeps, at most.
const MAX_KEPT: usize = 6;
/// Variables that keep any, at most.
const MAX_VARIABLES: usize = 64;

/// Origins by the name of the variable.
pub(super) type Kept = BTreeMap<String, Vec<Origin>>;

impl Machine<'_> {
    /// Notes what a variable at the top of the running program keeps.
    pub(super) fn keep_global(&mut self, name: &str, value: &Value) {
        if self.lasting.global(self.program(), name).is_some() {
            self.keep(format!("{} {name}", self.program()), value);
        }
    }

    /// Notes what a variable keeps of what a client, or the machine of the user, gave.
    pub(super) fn keep(&mut self, variable: String, value: &Value) {
        let given = [Source::Argument, Source::Password, Source::Secret, Source::Device, Source::Personal];
        let given = value.origins & self.mask(&given);
        if !self.in_handler || given == 0 || self.kept.len() >= MAX_VARIABLES {
            return;
        }
        let origins = self.sources_of(given);
        let kept = self.kept.entry(variable).or_default();
        for origin in origins {
            if kept.len() < MAX_KEPT && !kept.contains(&origin) {
                kept.push(origin);
            }
        }
    }

    /// A value with what the variable that it stands in was left with.
    pub(super) fn with_kept(&mut self, variable: &str, mut value: Value) -> Value {
        for origin in self.kept.get(variable).cloned().unwrap_or_default() {
            value.origins |= self.known(origin);
        }
        value
    }
}

/// Functions that read an entry of the key ring, and those that write one.
const ENTRIES: &[(&str, &str)] =
    &[("keyring.get_password", "keyring.set_password"), ("keytar.getPassword", "keytar.setPassword")];
/// What the entries of others are called, in parts.
const FOREIGN: &[&str] = &["Safe Storage", "Chrome", "login", "Login", "iCloud", "ssh", "SSH"];

impl Machine<'_> {
    /// Whether a call reads what the artifact itself has put into the key ring.
    pub(super) fn is_own_entry(&self, path: &str, given: &[Given]) -> bool {
        let Some((_, writes)) = ENTRIES.iter().find(|(reads, _)| *reads == path) else { return false };
        let foreign = |text: &str| FOREIGN.iter().any(|part| text.contains(part));
        let named = given.first().is_some_and(|service| service.value.spells(foreign));
        !named && self.artifact.files.iter().any(|file| file.text().contains(writes))
    }
}

/// The name under which a file keeps what one call writes for another.
pub(super) fn kept_file(path: &str) -> String {
    format!("file {path}")
}

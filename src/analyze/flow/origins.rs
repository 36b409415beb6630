//! Where values come from: the origins that the machine knows, and the bits that stand for them.

use super::call::Given;
use super::machine::Machine;
use super::places;
use super::table::class;
use super::value::{Origin, Origins, Source, Value};
use crate::artifact::Place;
use crate::text::Span;

/// Origins that are told apart, at most: as many as there are bits.
const MAX_ORIGINS: usize = Origins::BITS as usize;

impl Machine<'_> {
    /// The bit of an origin, known from now on.
    pub(super) fn known(&mut self, origin: Origin) -> Origins {
        if let Some(index) = self.origins.iter().position(|other| *other == origin) {
            return 1 << index;
        }
        if self.origins.len() < MAX_ORIGINS {
            self.origins.push(origin);
            return 1 << (self.origins.len() - 1);
        }
        // Where there are too many, one stands for others of its kind, and for no other.
        let alike = self.origins.iter().rposition(|other| other.source == origin.source);
        alike.map_or(0, |index| 1 << index)
    }

    /// The origins that bits stand for.
    pub(super) fn sources_of(&self, origins: Origins) -> Vec<Origin> {
        let set = self.origins.iter().enumerate().filter(|(index, _)| origins & 1 << index != 0);
        set.map(|(_, origin)| origin.clone()).collect()
    }

    /// A value that comes from a source.
    pub(super) fn origin(&mut self, program: usize, span: Span, source: Source, label: &str) -> Value {
        let file = self.programs.get(program).map_or(0, |program| program.file);
        let place = Place::new(file, span);
        let known = self.origins.iter().position(|origin| origin.source == source && origin.place == place);
        let origins = match known {
            Some(index) => 1 << index,
            None => self.known(Origin { source, place, label: label.to_owned() }),
        };
        // No number is a command, a path or a host.
        let safe = if source == Source::Number { class::SHELL | class::PATH | class::URL } else { 0 };
        Value { origins, safe, ..Value::default() }
    }

    /// A member of the object that holds all arguments is an argument of its own.
    pub(super) fn argument(&mut self, owner: &Value, name: &str, span: Span) -> Option<Value> {
        if self.is_notice(owner, name) {
            return Some(Value::default());
        }
        let plain = owner.path().is_empty() || (owner.path().starts_with('.') && !owner.path().ends_with(')'));
        // What was checked or resolved is no object any more.
        let object = owner.safe & class::RESOLVED == 0 && owner.origins & self.checked == 0;
        let client = self.generic && plain && object && owner.origins & self.mask(&[Source::Argument]) != 0;
        client.then(|| {
            let value = self.origin(self.program(), span, places::of_parameter(name, ""), name);
            self.may_be_object(value, name, "", span)
        })
    }

    /// The bits of all origins of some sources.
    pub(super) fn mask(&self, sources: &[Source]) -> Origins {
        let bits = self.origins.iter().enumerate().filter(|(_, origin)| sources.contains(&origin.source));
        bits.fold(0, |all, (index, _)| all | 1 << index)
    }

    /// What a library function may make of an argument. What a program is started with is not what it answers.
    pub(super) fn handed(&self, given: &Given) -> Value {
        let environment = self.mask(&[Source::Environment]);
        let mut value = given.value.data();
        let holds = |(name, value): &(String, Value)| name != "env" && value.origins & environment != 0;
        let named = given.name.as_deref() == Some("env");
        if named || (!given.members.is_empty() && !given.members.iter().any(holds)) {
            value.origins &= !environment;
        }
        // What opens a service is no part of its answers.
        let opens = self.credentials();
        if value.origins & opens != 0 && self.is_named(given, "headers") {
            value.origins &= !opens;
        }
        value
    }

    /// Whether an argument has a name, or is a variable of that name.
    fn is_named(&self, given: &Given, name: &str) -> bool {
        given.name.as_ref().map_or_else(|| self.source().dotted(given.id) == name, |own| own == name)
    }

    /// The bits of what opens a service.
    pub(super) fn credentials(&self) -> Origins {
        self.mask(&[Source::Variable, Source::Secret, Source::Device])
    }
}

//! Classes that are only there to be inherited from: what is made of them is made of their heirs.

use std::collections::HashSet;

use super::engine::{Engine, Met};
use super::rule::Makes;
use super::unit::Unit;

/// What a base is told by in Python, as written and by where it comes from.
const ABSTRACT: [&str; 2] = ["ABC", "abc.ABC"];
/// Decorators of methods that an heir has to write.
const LEFT_OPEN: [&str; 3] = ["abstractmethod", "abc.abstractmethod", "abc.abstractproperty"];
/// Methods by which frameworks run a tool.
const RUNS: [&str; 16] = [
    "_run",
    "_arun",
    "run",
    "arun",
    "run_async",
    "forward",
    "call",
    "_call",
    "acall",
    "__call__",
    "execute",
    "invoke",
    "_invoke",
    "ainvoke",
    "stream",
    "handler",
];

/// A class: its unit, and its index there.
type Class = (usize, usize);

/// Of the classes that met a rule, those that are not what the rule makes.
pub(super) fn only_bases(engine: &Engine<'_, '_, '_>, met: &[Met<'_>]) -> HashSet<Class> {
    let classes: Vec<(Class, &Met<'_>)> = met.iter().filter_map(|met| Some(((met.unit, met.class?), met))).collect();
    let inherited: HashSet<Class> = classes.iter().flat_map(|(class, _)| engine.names.own_bases(*class)).collect();
    let is_only_base = |(class, met): &&(Class, &Met<'_>)| {
        is_abstract(engine, *class)
            || met.rule.makes == Makes::Tool && inherited.contains(class) && !is_whole(engine, *class)
    };
    classes.iter().filter(is_only_base).map(|(class, _)| *class).collect()
}

/// Whether the language says that nothing can be made of it.
fn is_abstract(engine: &Engine<'_, '_, '_>, (at, class): Class) -> bool {
    let Some((unit, found)) = engine.names.unit(at).and_then(|unit| Some((unit, unit.program.classes.get(class)?)))
    else {
        return false;
    };
    if !unit.is_python() {
        return unit.file.text().get(found.span.range()).is_some_and(|text| text.starts_with("abstract"));
    }
    found.bases.iter().any(|base| ABSTRACT.contains(&base.as_str()))
        || methods(unit, &found.name).any(|(decorators, _)| {
            decorators.iter().any(|decorator| LEFT_OPEN.contains(&unit.program.dotted(*decorator).as_str()))
        })
}

/// Whether a class that others inherit from is a tool by itself: it has a name, or does something when it is run.
fn is_whole(engine: &Engine<'_, '_, '_>, (at, class): Class) -> bool {
    let Some((unit, found)) = engine.names.unit(at).and_then(|unit| Some((unit, unit.program.classes.get(class)?)))
    else {
        return true;
    };
    unit.field(&found.name, "name").is_some() || methods(unit, &found.name).any(|(_, name)| RUNS.contains(&name))
}

/// The methods of a class: their decorators and names.
fn methods<'u>(unit: &'u Unit, class: &str) -> impl Iterator<Item = (&'u [usize], &'u str)> + use<'u> {
    let methods = unit.methods(class).iter().filter_map(|id| unit.program.functions.get(*id));
    methods.map(|method| (method.decorators.as_slice(), method.name.as_str()))
}

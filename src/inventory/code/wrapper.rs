//! Functions and methods of a project that register what they are given: small frameworks of its own.
//!
//! They are told by what they do: the name of the tool that they register is a parameter of theirs, or they add a
//! parameter to the list that `tools/list` answers with. Files that call them need not name any framework.

use std::collections::BTreeSet;

use super::engine::{Engine, Met};
use super::listing;
use super::project::Site;
use super::rule::Makes;
use crate::artifact::code::ExprKind;

/// Parses the files that call such functions; whether there were any.
pub(super) fn load_callers(engine: &Engine<'_, '_, '_>, met: &[Met<'_>]) -> bool {
    // What a framework is made of registers nothing for itself.
    if !engine.names.project.own.is_empty() {
        return false;
    }
    let mut names = BTreeSet::new();
    for met in met {
        match met.rule.makes {
            Makes::Tool | Makes::Resource | Makes::Prompt => {
                names.extend(engine.argument(met, &met.rule.name).and_then(|site| registers(engine, site)));
            }
            Makes::Listing => {
                let lists = listing::lists(engine, met);
                names.extend(lists.into_iter().flat_map(|(_, list)| fillers(engine, list)));
            }
            _ => {}
        }
    }
    // All of them, also where the first finds some.
    names.into_iter().filter(|name| engine.names.load_callers(name)).count() > 0
}

/// The name of the function whose parameter an expression is.
fn registers(engine: &Engine<'_, '_, '_>, site: Site) -> Option<String> {
    let function = engine.names.depends_on(site)?;
    let unit = engine.names.unit(site.unit)?;
    let called = unit.called_as(function).map(str::to_owned);
    called.or_else(|| Some(unit.program.functions.get(function)?.name.clone())).filter(|name| !name.is_empty())
}

/// The functions that add what they are given to the variable or attribute that a list is made of.
fn fillers(engine: &Engine<'_, '_, '_>, list: Site) -> Vec<String> {
    let Some(unit) = engine.names.unit(list.unit) else { return Vec::new() };
    let mut stored = engine.names.inner(list);
    for _ in 0..8 {
        let inner = match unit.kind(stored.expr) {
            // `Array.from(this.tools.values()).map(…)`
            ExprKind::Call { callee, arguments } => match unit.kind(*callee) {
                ExprKind::Member(object, _) if arguments.first().is_none_or(|first| !holds(unit, first.value)) => {
                    *object
                }
                _ => match arguments.first() {
                    Some(first) => first.value,
                    None => break,
                },
            },
            ExprKind::Join(parts) | ExprKind::List(parts) => match parts.first() {
                Some(first) => *first,
                None => break,
            },
            _ => break,
        };
        stored = engine.names.inner(Site { expr: inner, ..stored });
    }
    let (ExprKind::Name(name) | ExprKind::Member(_, name)) = unit.kind(stored.expr) else { return Vec::new() };
    let added = unit.added(name).iter().map(|(_, added)| Site { expr: *added, ..list });
    added.filter_map(|added| registers(engine, added)).collect()
}

/// Whether an argument is what a list is made of, and no function.
fn holds(unit: &super::unit::Unit, expr: usize) -> bool {
    matches!(unit.kind(expr), ExprKind::Name(_) | ExprKind::Member(..) | ExprKind::Call { .. })
}

//! Functions and methods of a project that register what they are given: small frameworks of its own.
//!
//! They are told by what they do: the name of the tool that they register is a parameter of theirs, or they add a
//! parameter to the list that `tools/list` answers with. Files that call them need not name any framework.

use std::collections::BTreeSet;

use super::engine::{Engine, Met};
use super::listing;
use super::names::Origin;
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

/// The tools that a function of the project's own hands on to whoever calls it, each by the name that it is put under:
/// `{ search: wrapped({ … }) }`. A function that hands on one of several makes each of them once.
pub(super) fn handed_on(engine: &Engine<'_, '_, '_>, met: &Met<'_>) -> Option<Vec<(String, Site)>> {
    let call = engine.names.inner(met.site.filter(|_| met.rule.name.0.is_empty() && !met.rule.built_in)?);
    let unit = engine.names.unit(call.unit)?;
    let function = unit.owner(call.expr);
    let returned = unit.returns(function);
    let handed = returned.iter().position(|site| engine.names.inner(Site { expr: *site, ..call }) == call)?;
    let calls = unit.callers(unit.name_of(function)).iter().map(|expr| Site { expr: *expr, ..call });
    let of = |site: Site| engine.callee(site).and_then(|callee| engine.names.origin(callee));
    let own = calls.filter(|site| of(*site) == Some(Origin::Function(call.unit, function)));
    let named: Vec<_> = own.filter_map(|site| Some((unit.target(site.expr)?.to_owned(), site))).collect();
    // What the function makes is taken to be what it returns last.
    (!named.is_empty()).then(|| if handed + 1 == returned.len() { named } else { Vec::new() })
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

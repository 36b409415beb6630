//! The elements of lists, as far as they are known without running anything.

use super::names::{Names, Origin};
use super::project::Site;
use super::unit::Unit;
use super::values::MAX_ELEMENTS;
use crate::artifact::code::{ExprId, ExprKind};

/// The elements of a list.
#[derive(Debug, Default)]
struct Found {
    list: Vec<Site>,
    /// Whether there may be more that only running it tells.
    more: bool,
    /// Whether records in a list are elements, and not lists of things by name.
    whole: bool,
}

impl Names<'_, '_> {
    /// The elements of a list, or the values of a record; what is no list is its own only element. The flag says
    /// whether there may be more that only running it tells.
    pub(super) fn elements(&self, site: Site) -> (Vec<Site>, bool) {
        let mut found = Found::default();
        self.add_elements(site, 8, &mut found);
        (found.list, found.more)
    }

    fn add_elements(&self, site: Site, steps: usize, found: &mut Found) {
        let Some(steps) = steps.checked_sub(1).filter(|_| found.list.len() < MAX_ELEMENTS && self.spend(1)) else {
            found.more = true;
            return;
        };
        let site = self.inner(site);
        let each = |parts: &[usize], found: &mut Found| {
            for part in parts.iter().take(MAX_ELEMENTS) {
                self.add_elements(Site { expr: *part, ..site }, steps, found);
            }
        };
        match self.kind(site) {
            ExprKind::List(parts) if found.whole => self.add_whole(site, parts, steps, found),
            ExprKind::List(parts) | ExprKind::Join(parts) | ExprKind::Either(parts) => each(parts, found),
            ExprKind::Record(members) if !self.is_definition(site) => {
                let values: Vec<usize> = members.iter().map(|(_, value)| *value).collect();
                each(&values, found);
            }
            ExprKind::Name(_) | ExprKind::Member(..) | ExprKind::Index(..) => {
                self.add_stored(site, steps, found);
            }
            ExprKind::Call { callee, .. } => match self.origin(site) {
                // A function of the project's own that returns the list.
                Some(Origin::Expr(value)) if value != site => self.add_elements(value, steps, found),
                _ if self.copies(Site { expr: *callee, ..site }) => {
                    let arguments: Vec<usize> =
                        self.call_arguments(site).iter().map(|argument| argument.value).collect();
                    each(&arguments, found);
                }
                _ => match self.derived(Site { expr: *callee, ..site }) {
                    Some((list, adds)) => {
                        let from = found.list.len();
                        let picked = self.picked(site);
                        let outer = found.whole;
                        found.whole |= !picked.is_empty();
                        self.add_elements(list, steps, found);
                        found.whole = outer;
                        for element in found.list.iter_mut().skip(from) {
                            let member = picked.iter().try_fold(*element, |at, name| self.member(at, name, 4));
                            *element = member.unwrap_or(*element);
                        }
                        let added = self.call_arguments(site).iter().filter(|_| adds);
                        each(&added.map(|argument| argument.value).collect::<Vec<_>>(), found);
                    }
                    None => found.list.push(site),
                },
            },
            ExprKind::Each(..) => found.more = true,
            ExprKind::Constant | ExprKind::Number(_) => {}
            _ => found.list.push(site),
        }
    }

    /// The elements of a list as they are, also where they are records.
    fn add_whole(&self, list: Site, parts: &[ExprId], steps: usize, found: &mut Found) {
        for part in parts.iter().take(MAX_ELEMENTS) {
            let part = Site { expr: *part, ..list };
            match self.origin(part) {
                Some(Origin::Expr(value)) if matches!(self.kind(value), ExprKind::Record(_)) => found.list.push(value),
                _ => self.add_elements(part, steps, found),
            }
        }
    }

    /// The elements of what a variable or an attribute holds, and of what is added to it elsewhere.
    fn add_stored(&self, site: Site, steps: usize, found: &mut Found) {
        let before = found.list.len();
        match self.origin(site) {
            Some(Origin::Expr(value)) if value != site => {
                match self.kind(value) {
                    ExprKind::List(_) | ExprKind::Join(_) | ExprKind::Record(_) | ExprKind::Either(_) => {
                        self.add_elements(value, steps, found);
                    }
                    ExprKind::Call { callee, .. } if self.derived(Site { expr: *callee, ..value }).is_some() => {
                        self.add_elements(value, steps, found);
                    }
                    ExprKind::Call { callee, .. } if self.is_collection(Site { expr: *callee, ..value }) => {}
                    _ => found.list.push(site),
                }
                if found.list.len() == before || matches!(self.kind(value), ExprKind::List(_) | ExprKind::Record(_)) {
                    self.add_added(site, value, steps, found);
                }
            }
            Some(_) => found.list.push(site),
            None => {
                for alternative in self.alternatives(site) {
                    self.add_elements(alternative, steps, found);
                }
                if found.list.len() == before {
                    found.list.push(site);
                    found.more = true;
                }
            }
        }
    }

    /// What is added to a list or record after it was made: `tools.push(x)`, `self.tools[name] = x`.
    fn add_added(&self, site: Site, value: Site, steps: usize, found: &mut Found) {
        let (ExprKind::Name(name) | ExprKind::Member(_, name)) = self.kind(site) else { return };
        // Where it was made it may be called otherwise than where it is handed to.
        let first = self.unit(value.unit).and_then(|unit| unit.target(value.expr)).unwrap_or(name);
        let mut places = vec![(value.unit, first)];
        if (site.unit, name.as_str()) != (value.unit, first) {
            places.push((site.unit, name));
        }
        for (unit, name) in places {
            let Some(file) = self.unit(unit) else { continue };
            for (to, added) in file.added(name) {
                let (to, added) = (Site { unit, expr: *to }, Site { unit, expr: *added });
                if self.spend(1) && self.origin(to) == Some(Origin::Expr(value)) {
                    let alternatives = self.alternatives(added);
                    if alternatives.is_empty() {
                        self.add_elements(added, steps, found);
                    }
                    for added in alternatives {
                        self.add_elements(added, steps, found);
                    }
                }
            }
        }
    }

    /// `new Map()`, `new Set()`, `dict()`: what is empty until something is added.
    fn is_collection(&self, callee: Site) -> bool {
        let name = self.unit(callee.unit).map_or_else(String::new, |unit| unit.program.dotted(callee.expr));
        matches!(name.as_str(), "Map" | "Set" | "Array" | "dict" | "list" | "set" | "OrderedDict" | "defaultdict")
    }

    /// The list that a method makes another of, in JavaScript: `x.filter(…)`; and whether its arguments are added.
    fn derived(&self, callee: Site) -> Option<(Site, bool)> {
        let unit = self.unit(callee.unit)?;
        let ExprKind::Member(list, method) = unit.kind(self.inner(callee).expr) else { return None };
        let list = Site { expr: *list, ..callee };
        match method.as_str() {
            "values" => Some((list, false)),
            _ if unit.is_python() => None,
            "concat" => Some((list, true)),
            "filter" | "map" | "flatMap" | "slice" | "sort" | "toSorted" | "reverse" | "toReversed" | "flat" => {
                Some((list, false))
            }
            _ => None,
        }
    }

    /// Which member of each element `list.map(x => …)` makes something of: `x.schema`, `convert(x.schema)`.
    fn picked(&self, call: Site) -> Vec<String> {
        let callback = self.call_arguments(call).first().map(|argument| Site { expr: argument.value, ..call });
        let Some(Origin::Function(at, function)) = callback.and_then(|callback| self.origin(callback)) else {
            return Vec::new();
        };
        let Some(unit) = self.unit(at) else { return Vec::new() };
        let element = unit.program.functions.get(function).and_then(|function| function.parameters.first());
        let (Some(element), Some(returned)) = (element, unit.returns(function).last()) else { return Vec::new() };
        picked(unit, *returned, &element.name, 8).unwrap_or_default()
    }

    /// `list(x)`, `tuple(x)`, `Object.values(x)`, `await Promise.all(x)`.
    fn copies(&self, callee: Site) -> bool {
        let name = self.unit(callee.unit).map_or_else(String::new, |unit| unit.program.dotted(callee.expr));
        matches!(name.as_str(), "list" | "tuple" | "set" | "Object.values" | "Array.from" | "Promise.all")
    }

    /// Whether a record describes one thing, as in `{"name": …, "input_schema": …}`, and is no list of things by name.
    pub(super) fn is_definition(&self, site: Site) -> bool {
        let Some(unit) = self.unit(site.unit) else { return false };
        let has = |name: &str| unit.program.member(site.expr, name).is_some();
        let described = ["inputSchema", "input_schema", "parameters", "description", "schema", "handler", "execute"];
        (has("name") && described.iter().any(|name| has(name)))
            || has("type") && (has("function") || has("name"))
            || has("name") && has("arguments")
            || has("uri")
            || has("uriTemplate")
            || has("url")
            || has("command")
    }
}

/// The members that an expression takes of a name, one after the other.
fn picked(unit: &Unit, expr: ExprId, of: &str, depth: usize) -> Option<Vec<String>> {
    let depth = depth.checked_sub(1)?;
    match unit.kind(expr) {
        ExprKind::Name(name) => (name == of).then(Vec::new),
        ExprKind::Member(object, name) => {
            let mut path = picked(unit, *object, of, depth)?;
            path.push(name.clone());
            Some(path)
        }
        ExprKind::Join(parts) => parts.iter().find_map(|part| picked(unit, *part, of, depth)),
        ExprKind::Call { arguments, .. } => {
            arguments.iter().find_map(|argument| picked(unit, argument.value, of, depth))
        }
        // What has its name is what it describes.
        ExprKind::Record(members) => match unit.program.member(expr, "name") {
            Some(name) => {
                let mut path = picked(unit, name, of, depth)?;
                (path.pop()? == "name").then_some(path)
            }
            None => members.iter().find_map(|(_, value)| picked(unit, *value, of, depth)),
        },
        _ => None,
    }
}

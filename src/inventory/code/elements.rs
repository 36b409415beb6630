//! The elements of lists, as far as they are known without running anything.

use super::names::{Names, Origin};
use super::project::Site;
use super::values::MAX_ELEMENTS;
use crate::artifact::code::ExprKind;

impl Names<'_, '_> {
    /// The elements of a list, or the values of a record; what is no list is its own only element. The flag says
    /// whether there may be more that only running it tells.
    pub(super) fn elements(&self, site: Site) -> (Vec<Site>, bool) {
        let mut found = Vec::new();
        let mut more = false;
        self.add_elements(site, 8, &mut found, &mut more);
        (found, more)
    }

    fn add_elements(&self, site: Site, steps: usize, found: &mut Vec<Site>, more: &mut bool) {
        let Some(steps) = steps.checked_sub(1).filter(|_| found.len() < MAX_ELEMENTS && self.spend(1)) else {
            *more = true;
            return;
        };
        let site = self.inner(site);
        let each = |parts: &[usize], found: &mut Vec<Site>, more: &mut bool| {
            for part in parts.iter().take(MAX_ELEMENTS) {
                self.add_elements(Site { expr: *part, ..site }, steps, found, more);
            }
        };
        match self.kind(site) {
            ExprKind::List(parts) | ExprKind::Join(parts) | ExprKind::Either(parts) => each(parts, found, more),
            ExprKind::Record(members) if !self.is_definition(site) => {
                let values: Vec<usize> = members.iter().map(|(_, value)| *value).collect();
                each(&values, found, more);
            }
            ExprKind::Name(_) | ExprKind::Member(..) | ExprKind::Index(..) => match self.origin(site) {
                Some(Origin::Expr(value)) if value != site => match self.kind(value) {
                    ExprKind::List(_) | ExprKind::Join(_) | ExprKind::Record(_) | ExprKind::Either(_) => {
                        self.add_elements(value, steps, found, more);
                    }
                    ExprKind::Call { callee, .. } if self.derived(Site { expr: *callee, ..value }).is_some() => {
                        self.add_elements(value, steps, found, more);
                    }
                    _ => found.push(site),
                },
                Some(_) => found.push(site),
                None => {
                    found.push(site);
                    *more = true;
                }
            },
            ExprKind::Call { callee, .. } => match self.origin(site) {
                // A function of the project's own that returns the list.
                Some(Origin::Expr(value)) if value != site => self.add_elements(value, steps, found, more),
                _ if self.copies(Site { expr: *callee, ..site }) => {
                    let arguments: Vec<usize> =
                        self.call_arguments(site).iter().map(|argument| argument.value).collect();
                    each(&arguments, found, more);
                }
                _ => match self.derived(Site { expr: *callee, ..site }) {
                    Some((list, adds)) => {
                        self.add_elements(list, steps, found, more);
                        let added = self.call_arguments(site).iter().filter(|_| adds);
                        each(&added.map(|argument| argument.value).collect::<Vec<_>>(), found, more);
                    }
                    None => found.push(site),
                },
            },
            ExprKind::Each(..) => *more = true,
            ExprKind::Constant | ExprKind::Number(_) => {}
            _ => found.push(site),
        }
    }

    /// The list that a method makes another of, in JavaScript: `x.filter(…)`; and whether its arguments are added.
    fn derived(&self, callee: Site) -> Option<(Site, bool)> {
        let unit = self.unit(callee.unit).filter(|unit| !unit.is_python())?;
        let ExprKind::Member(list, method) = unit.kind(self.inner(callee).expr) else { return None };
        let list = Site { expr: *list, ..callee };
        match method.as_str() {
            "concat" => Some((list, true)),
            "filter" | "map" | "flatMap" | "slice" | "sort" | "toSorted" | "reverse" | "toReversed" | "flat" => {
                Some((list, false))
            }
            _ => None,
        }
    }

    /// `list(x)`, `tuple(x)`, `Object.values(x)`.
    fn copies(&self, callee: Site) -> bool {
        let name = self.unit(callee.unit).map_or_else(String::new, |unit| unit.program.dotted(callee.expr));
        matches!(name.as_str(), "list" | "tuple" | "set" | "Object.values" | "Array.from")
    }

    /// Whether a record describes one thing, as in `{"name": …, "input_schema": …}`, and is no list of things by name.
    pub(super) fn is_definition(&self, site: Site) -> bool {
        let Some(unit) = self.unit(site.unit) else { return false };
        let has = |name: &str| unit.program.member(site.expr, name).is_some();
        (has("name") && (has("inputSchema") || has("input_schema") || has("parameters") || has("description")))
            || has("type") && (has("function") || has("name"))
            || has("name") && has("arguments")
            || has("uri")
            || has("uriTemplate")
            || has("url")
            || has("command")
    }
}

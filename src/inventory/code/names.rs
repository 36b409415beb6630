//! What names stand for: through assignments, parameters, attributes, imports and re-exports.
//!
//! A *path* is the fully qualified name of something that a package brings: `agents.Agent`, `@ai-sdk/openai.openai`.
//! `#` follows the path of what was called, for its result: `openai.OpenAI#chat.completions.create`.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use super::callers::Callers;
use super::project::{Project, Site};
use super::unit::{Named, Part, Unit};
use crate::artifact::code::{ExprId, ExprKind, FunctionId};

/// Steps from name to name that are followed.
pub(super) const MAX_STEPS: usize = 24;

/// `x = x` says nothing about what `x` was.
fn names_itself(unit: &Unit, expr: ExprId, name: &str) -> bool {
    matches!(unit.kind(expr), ExprKind::Name(other) if other == name)
}

/// Steps of one project, at most: names of names of lists of names multiply. Ordinary code takes about one for each
/// byte of it.
const MAX_WORK: usize = 100_000_000;

/// Where a value comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Origin {
    /// An expression that is no mere name.
    Expr(Site),
    Function(usize, FunctionId),
    /// A class, by its index among the unit's.
    Class(usize, usize),
    /// A file as a whole.
    Module(usize),
    /// Something that a package brings.
    External(String),
}

/// Looks names up in a project.
pub(super) struct Names<'p, 't> {
    pub(super) project: &'p Project<'t>,
    /// Whether a path is one that the rules know: such a name is not looked for among the project's own files.
    known: Box<dyn Fn(&str) -> bool + 'p>,
    pub(super) paths: RefCell<HashMap<Site, Option<Rc<str>>>>,
    /// Calls from other files, once they were looked for.
    pub(super) callers: RefCell<Callers>,
    /// Steps that may still be taken for the whole project.
    left: Cell<usize>,
    /// Lists of alternatives of alternatives that are being looked for.
    pub(super) depth: Cell<usize>,
}

impl<'p, 't> Names<'p, 't> {
    pub(super) fn new(project: &'p Project<'t>, known: impl Fn(&str) -> bool + 'p) -> Self {
        let left = Cell::new(MAX_WORK);
        Self {
            project,
            known: Box::new(known),
            paths: RefCell::default(),
            callers: RefCell::default(),
            left,
            depth: Cell::new(0),
        }
    }

    /// Takes `steps` from what is left; whether there was as much.
    pub(super) fn spend(&self, steps: usize) -> bool {
        let left = self.left.get();
        self.left.set(left.saturating_sub(steps));
        left >= steps
    }

    /// Whether names were left unresolved because there were too many.
    pub(super) fn is_exhausted(&self) -> bool {
        self.left.get() == 0
    }

    pub(super) fn unit(&self, index: usize) -> Option<&'p Unit> {
        self.project.unit(index)
    }

    pub(super) fn kind(&self, site: Site) -> &'p ExprKind {
        self.unit(site.unit).map_or(&ExprKind::Constant, |unit| unit.kind(site.expr))
    }

    /// Without parentheses, `await` and type assertions.
    pub(super) fn inner(&self, mut site: Site) -> Site {
        for _ in 0..8 {
            match self.kind(site) {
                ExprKind::Join(parts) => match parts.as_slice() {
                    [only] => site.expr = *only,
                    _ => break,
                },
                _ => break,
            }
        }
        site
    }

    /// Where the value of an expression comes from.
    pub(super) fn origin(&self, site: Site) -> Option<Origin> {
        self.origin_at(site, MAX_STEPS)
    }

    pub(super) fn origin_at(&self, site: Site, steps: usize) -> Option<Origin> {
        let steps = steps.checked_sub(1).filter(|_| self.spend(1))?;
        let site = self.inner(site);
        let unit = self.unit(site.unit)?;
        match unit.kind(site.expr) {
            ExprKind::Name(name) => {
                let before = unit.program.span(site.expr).start;
                self.lookup(site.unit, unit.owner(site.expr), name, before, steps)
            }
            ExprKind::Member(object, name) => {
                let object = Site { expr: *object, ..site };
                if let Some(value) = Self::own_field(unit, object, name) {
                    return self.origin_at(Site { expr: value, ..site }, steps);
                }
                match self.origin_at(object, steps)? {
                    Origin::Expr(value) => self.member_of(value, name, steps).or(Some(Origin::Expr(site))),
                    origin => self.member_in(origin, name, steps),
                }
            }
            ExprKind::Index(object, index) => {
                let index = self.inner(Site { expr: *index, ..site });
                if let ExprKind::Text(key) = self.kind(index)
                    && let Some(Origin::Expr(record)) = self.origin_at(Site { expr: *object, ..site }, steps)
                    && let Some(value) = self.unit(record.unit)?.program.member(record.expr, &key.text)
                {
                    return self.origin_at(Site { unit: record.unit, expr: value }, steps);
                }
                if let ExprKind::Number(number) = self.kind(index)
                    && let Some(Origin::Expr(list)) = self.origin_at(Site { expr: *object, ..site }, steps)
                    && let ExprKind::List(items) = self.kind(list)
                    && let Some(item) = number.parse::<usize>().ok().and_then(|at| items.get(at))
                {
                    return self.origin_at(Site { expr: *item, ..list }, steps);
                }
                Some(Origin::Expr(site))
            }
            ExprKind::Call { callee, arguments } if unit.program.dotted(*callee) == "Object.freeze" => {
                let frozen = arguments.first()?.value;
                self.origin_at(Site { expr: frozen, ..site }, steps)
            }
            ExprKind::Call { callee, .. } => {
                // A factory of the project's own stands for what it returns.
                match self.origin_at(Site { expr: *callee, ..site }, steps) {
                    Some(Origin::Function(at, function)) => {
                        let made = self.unit(at)?.returns(function).last().copied();
                        let made = made.and_then(|expr| {
                            let made = Site { unit: at, expr };
                            // What hands back what it is given is worth what this call gives it.
                            let own = self.handed_back(made, function, site).filter(|own| *own != site);
                            self.origin_at(own.unwrap_or(made), steps)
                        });
                        made.or(Some(Origin::Expr(site)))
                    }
                    _ => Some(Origin::Expr(site)),
                }
            }
            ExprKind::Function(function) => Some(Origin::Function(site.unit, *function)),
            ExprKind::Assign(_, value) => self.origin_at(Site { expr: *value, ..site }, steps),
            _ => Some(Origin::Expr(site)),
        }
    }

    /// A member of what an expression stands for.
    fn member_at(&self, value: Site, name: &str, steps: usize) -> Option<Origin> {
        match self.origin_at(value, steps)? {
            Origin::Expr(value) => self.member_of(value, name, steps),
            origin => self.member_in(origin, name, steps),
        }
    }

    fn member_in(&self, origin: Origin, name: &str, steps: usize) -> Option<Origin> {
        match origin {
            Origin::Module(module) => self.top(module, name, steps),
            Origin::External(path) => Some(Origin::External(format!("{path}.{name}"))),
            Origin::Class(at, class) => self.class_field(at, class, name, steps),
            Origin::Expr(value) => self.member_of(value, name, steps),
            Origin::Function(..) => None,
        }
    }

    /// A member of a record, or of an object of one of the project's classes, or the value behind an enumeration's.
    fn member_of(&self, value: Site, name: &str, steps: usize) -> Option<Origin> {
        let unit = self.unit(value.unit)?;
        match unit.kind(value.expr) {
            ExprKind::Record(_) => {
                let expr = unit.program.member(value.expr, name)?;
                self.origin_at(Site { expr, ..value }, steps)
            }
            // The value of a member of an enumeration.
            ExprKind::Text(_) if name == "value" => Some(Origin::Expr(value)),
            ExprKind::Call { callee, .. } => match self.origin_at(Site { expr: *callee, ..value }, steps)? {
                Origin::Class(at, class) => self.class_field(at, class, name, steps),
                _ => None,
            },
            _ => None,
        }
    }

    fn class_field(&self, at: usize, class: usize, name: &str, steps: usize) -> Option<Origin> {
        let unit = self.unit(at)?;
        let expr = unit.field(&unit.program.classes.get(class)?.name, name)?;
        self.origin_at(Site { unit: at, expr }, steps)
    }

    /// `self.x` and `this.x` within the class.
    pub(super) fn own_field(unit: &Unit, object: Site, name: &str) -> Option<ExprId> {
        match unit.kind(object.expr) {
            ExprKind::Name(own) if matches!(own.as_str(), "self" | "this" | "cls") => {
                unit.field(unit.class_of(unit.owner(object.expr))?, name)
            }
            _ => None,
        }
    }

    /// A name as an expression of a function sees it.
    pub(super) fn lookup(
        &self,
        at: usize,
        function: FunctionId,
        name: &str,
        before: usize,
        steps: usize,
    ) -> Option<Origin> {
        let unit = self.unit(at)?;
        let named = unit.name(name);
        let mut scope = Some(function);
        for _ in 0..MAX_STEPS {
            let Some(function) = scope else { break };
            if let Some(bound) = named.and_then(|named| named.binding(&unit.program, function, before)) {
                let value = Site { unit: at, expr: bound.value };
                match &bound.part {
                    Part::Whole
                        if matches!(unit.kind(bound.value), ExprKind::Constant)
                            && named.is_some_and(Named::is_imported)
                            || names_itself(unit, bound.value, name) => {}
                    Part::Whole => return self.origin_at(value, steps),
                    Part::Member(member) => {
                        let default = || self.origin_at(Site { unit: at, expr: bound.default? }, steps);
                        return self.member_at(value, member, steps).or_else(default);
                    }
                    // One of several: see `alternatives`.
                    Part::Each => return None,
                }
            }
            let parameters = unit.program.functions.get(function).map_or(&[][..], |function| &function.parameters);
            if parameters.iter().any(|parameter| parameter.name == name) {
                let given = self.given(at, function, name).into_iter().next()?;
                return self.origin_at(given, steps);
            }
            if let Some(inner) = named.and_then(|named| named.function(function)) {
                return Some(Origin::Function(at, inner));
            }
            scope = unit.program.functions.get(function).and_then(|function| function.parent);
        }
        self.beyond(at, name, named, steps)
    }

    /// A name of a file as others see it.
    pub(super) fn top(&self, at: usize, name: &str, steps: usize) -> Option<Origin> {
        let steps = steps.checked_sub(1)?;
        self.lookup(at, 0, name, usize::MAX, steps)
    }

    /// A class, or something imported.
    fn beyond(&self, at: usize, name: &str, named: Option<&Named>, steps: usize) -> Option<Origin> {
        let steps = steps.checked_sub(1)?;
        let unit = self.unit(at)?;
        if let Some(class) = named.and_then(|named| named.class) {
            return Some(Origin::Class(at, class));
        }
        if let Some(import) = named.and_then(|named| unit.import(named)) {
            let own = self.project.imported(at, import);
            return match own {
                // A folder of the project's may have the name of a package: what the rules know goes first, unless
                // the file that is meant says what it is.
                Some((module, item)) if !(self.known)(&import.path) || self.defines(module, item, steps) => {
                    match item {
                        Some(item) => self.top(module, item, steps),
                        None => match self.top(module, "default", steps) {
                            Some(origin) if !unit.is_python() => Some(origin),
                            _ => Some(Origin::Module(module)),
                        },
                    }
                }
                _ => Some(Origin::External(import.path.clone())),
            };
        }
        if let Some((module, item)) = named.and_then(|named| named.taken.as_ref()) {
            let path = self.path_at(Site { unit: at, expr: *module }, steps)?;
            return Some(Origin::External(format!("{path}.{item}")));
        }
        unit.wildcards().find_map(|import| {
            let path = format!("{}.{name}", import.module);
            match self.project.imported(at, import) {
                Some((module, _)) if module != at => self.top(module, name, steps),
                _ => (self.known)(&path).then_some(Origin::External(path)),
            }
        })
    }

    /// Whether the project itself says what a name of one of its files is, and is not the framework of that name.
    fn defines(&self, module: usize, item: Option<&str>, steps: usize) -> bool {
        let Some(item) = item else { return self.project.own.is_empty() };
        let own =
            matches!(self.top(module, item, steps), Some(Origin::Class(..) | Origin::Function(..) | Origin::Expr(_)));
        own && self.project.own.is_empty()
    }
}

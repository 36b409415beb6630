//! What is one of several: a parameter, of what the calls give it; the name of a loop, of what the loop runs over.

use super::names::{Names, Origin};
use super::project::Site;
use super::unit::{Bound, Part, Unit};
use crate::artifact::code::{Argument, ExprKind, FunctionId, Parameter};

/// Calls of one function that are looked at, at most.
const MAX_CALLERS: usize = 64;
/// Alternatives of alternatives that are followed.
const MAX_DEPTH: usize = 6;

impl Names<'_, '_> {
    /// The expressions of which a name, or a member of one, may be any; none where it is but one.
    pub(super) fn alternatives(&self, site: Site) -> Vec<Site> {
        if self.depth.get() >= MAX_DEPTH || !self.spend(1) {
            return Vec::new();
        }
        self.depth.set(self.depth.get() + 1);
        let found = self.any_of(self.inner(site));
        self.depth.set(self.depth.get() - 1);
        found
    }

    fn any_of(&self, site: Site) -> Vec<Site> {
        let Some(unit) = self.unit(site.unit) else { return Vec::new() };
        match unit.kind(site.expr) {
            ExprKind::Name(name) => match source(unit, site, name) {
                Some(Source::Parameter(function)) => {
                    let mut given = self.given(site.unit, function, name);
                    given.extend(self.given_to_method(site.unit, function, name));
                    given
                }
                Some(Source::Bound(bound)) => {
                    let value = Site { expr: bound.value, ..site };
                    match &bound.part {
                        Part::Whole => Vec::new(),
                        Part::Each => self.elements(value).0,
                        Part::Member(member) => {
                            let default = bound.default.map(|expr| Site { expr, ..site });
                            self.members_of(value, member).into_iter().chain(default).collect()
                        }
                    }
                }
                None => Vec::new(),
            },
            ExprKind::Member(object, name) => {
                let objects = self.alternatives(Site { expr: *object, ..site });
                objects.into_iter().flat_map(|object| self.members_of(object, name)).collect()
            }
            _ => Vec::new(),
        }
    }

    /// A member of all that an expression may be.
    fn members_of(&self, object: Site, name: &str) -> Vec<Site> {
        let objects = self.alternatives(object);
        if objects.is_empty() {
            return self.member(object, name, 4).into_iter().collect();
        }
        objects.into_iter().filter_map(|object| self.member(object, name, 4)).collect()
    }

    /// The function whose parameter an expression is, or is a member of.
    pub(super) fn depends_on(&self, site: Site) -> Option<FunctionId> {
        let mut at = self.inner(site);
        for _ in 0..8 {
            let unit = self.unit(at.unit)?;
            match unit.kind(at.expr) {
                ExprKind::Name(name) => match source(unit, at, name)? {
                    Source::Parameter(function) => return Some(function),
                    Source::Bound(bound) if bound.value != at.expr => at = self.inner(Site { expr: bound.value, ..at }),
                    Source::Bound(_) => return None,
                },
                ExprKind::Member(object, _) => at = self.inner(Site { expr: *object, ..at }),
                _ => return None,
            }
        }
        None
    }

    /// What a parameter is: its default, and what calls give it.
    pub(super) fn given(&self, at: usize, function: FunctionId, name: &str) -> Vec<Site> {
        let Some(unit) = self.unit(at) else { return Vec::new() };
        let (id, called) = (function, unit.called_as(function).unwrap_or_default());
        let Some(function) = unit.program.functions.get(function) else { return Vec::new() };
        let Some(parameter) = function.parameters.iter().find(|parameter| parameter.name == name) else {
            return Vec::new();
        };
        let own = own_parameters(&function.parameters);
        let mut sites: Vec<Site> = parameter.default.into_iter().map(|expr| Site { unit: at, expr }).collect();
        let own_calls = unit.callers(called).iter().map(|call| Site { unit: at, expr: *call });
        let callers = self.callers.borrow();
        let calls: Vec<Site> =
            own_calls.chain(callers.get(&(at, id)).into_iter().flatten().copied()).take(MAX_CALLERS).collect();
        drop(callers);
        sites.extend(calls.into_iter().filter_map(|call| self.gives(call, parameter, own)));
        if let Some(list) = unit.runs_over(id).filter(|_| parameter.position == 0 && parameter.member.is_none()) {
            sites.extend(self.elements(Site { unit: at, expr: list }).0);
        }
        sites
    }

    /// What the calls of a method that are told apart by their object give a parameter.
    fn given_to_method(&self, at: usize, id: FunctionId, name: &str) -> Vec<Site> {
        let Some(unit) = self.unit(at).filter(|unit| unit.called_as(id).is_none()) else { return Vec::new() };
        let Some(function) = unit.program.functions.get(id) else { return Vec::new() };
        let Some(parameter) = function.parameters.iter().find(|parameter| parameter.name == name) else {
            return Vec::new();
        };
        let Some(class) = function.class.as_deref().and_then(|class| unit.name(class)?.class) else {
            return Vec::new();
        };
        let own = own_parameters(&function.parameters);
        let calls = self.calls_of_method((at, class), &function.name);
        calls.into_iter().filter_map(|call| self.gives(call, parameter, own)).collect()
    }

    /// The calls of a method of one of the project's classes.
    fn calls_of_method(&self, class: (usize, usize), method: &str) -> Vec<Site> {
        let mut calls = Vec::new();
        for unit in 0..self.project.len() {
            let Some(file) = self.project.loaded(unit).filter(|_| self.project.tells_of(unit, class.0)) else {
                continue;
            };
            for call in file.method_calls(method) {
                let ExprKind::Call { callee, .. } = file.kind(*call) else { continue };
                let ExprKind::Member(object, _) = file.kind(*callee) else { continue };
                if calls.len() < MAX_CALLERS && self.spend(1) && self.is_of_class(Site { unit, expr: *object }, class) {
                    calls.push(Site { unit, expr: *call });
                }
            }
        }
        calls
    }

    /// Whether an expression is an object of one of the project's classes.
    fn is_of_class(&self, object: Site, (at, class): (usize, usize)) -> bool {
        let Some(unit) = self.unit(object.unit) else { return false };
        if let ExprKind::Name(name) = unit.kind(self.inner(object).expr)
            && matches!(name.as_str(), "self" | "this")
        {
            let own = unit.class_of(unit.owner(object.expr)).and_then(|own| unit.name(own)?.class);
            return object.unit == at && own == Some(class);
        }
        let Some(Origin::Expr(made)) = self.origin(object) else { return false };
        match self.kind(made) {
            ExprKind::Call { callee, .. } => {
                self.origin(Site { expr: *callee, ..made }) == Some(Origin::Class(at, class))
            }
            _ => false,
        }
    }

    /// What a call gives a parameter; `own` parameters before it are given by no call.
    fn gives(&self, call: Site, parameter: &Parameter, own: usize) -> Option<Site> {
        let arguments = self.call_arguments(call);
        let named = |argument: &&Argument| argument.name.as_deref() == Some(parameter.name.as_str());
        let mut placed = arguments.iter().filter(|argument| argument.name.is_none() && !argument.spread);
        let given = match arguments.iter().find(named) {
            Some(named) => named,
            None => placed.nth(parameter.position.checked_sub(own)?)?,
        };
        let given = Site { expr: given.value, ..call };
        match &parameter.member {
            Some(path) => path.split('.').try_fold(given, |at, name| self.member(at, name, 4)),
            None => Some(given),
        }
    }

    /// What a call gives the parameter that its function returns.
    pub(super) fn handed_back(&self, returned: Site, function: FunctionId, call: Site) -> Option<Site> {
        let unit = self.unit(returned.unit)?;
        let ExprKind::Name(name) = unit.kind(self.inner(returned).expr) else { return None };
        let parameters = &unit.program.functions.get(function)?.parameters;
        let parameter = parameters.iter().find(|parameter| parameter.name == *name)?;
        if unit.name(name).is_some_and(|named| named.is_bound(function)) {
            return None;
        }
        self.gives(call, parameter, own_parameters(parameters)).or_else(|| {
            let default = parameter.default?;
            Some(Site { expr: default, ..returned })
        })
    }
}

/// What a name means.
enum Source<'u> {
    Parameter(FunctionId),
    Bound(&'u Bound),
}

/// `self` and `cls`, which no call gives.
fn own_parameters(parameters: &[Parameter]) -> usize {
    usize::from(parameters.first().is_some_and(|first| matches!(first.name.as_str(), "self" | "cls")))
}

/// What a name means where it stands: the innermost function that gives it a value or has it as a parameter.
fn source<'u>(unit: &'u Unit, site: Site, name: &str) -> Option<Source<'u>> {
    let named = unit.name(name);
    let mut scope = Some(unit.owner(site.expr));
    let before = unit.program.span(site.expr).start;
    for _ in 0..8 {
        let at = scope?;
        let function = unit.program.functions.get(at)?;
        let is_parameter = function.parameters.iter().any(|parameter| parameter.name == name);
        // `x = x or 1` gives the parameter a value in which it still is what it was.
        let own = |bound: &&Bound| is_parameter && unit.program.span(bound.value).contains(before);
        if let Some(bound) = named.and_then(|named| named.binding(&unit.program, at, before)).filter(|b| !own(b)) {
            return Some(Source::Bound(bound));
        }
        if is_parameter {
            return Some(Source::Parameter(at));
        }
        scope = function.parent;
    }
    None
}

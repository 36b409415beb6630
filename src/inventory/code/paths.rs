//! The fully qualified names of what is called; see [`super::names`].

use std::rc::Rc;

use super::names::{MAX_STEPS, Names, Origin};
use super::project::Site;
use super::unit::Unit;
use crate::artifact::code::ExprKind;

impl Names<'_, '_> {
    /// The path of what an expression means; see the module.
    pub(super) fn path(&self, site: Site) -> Option<Rc<str>> {
        self.path_at(site, MAX_STEPS)
    }

    pub(super) fn path_at(&self, site: Site, steps: usize) -> Option<Rc<str>> {
        if let Some(known) = self.paths.borrow().get(&site) {
            return known.clone();
        }
        let steps = steps.checked_sub(1).filter(|_| self.spend(1))?;
        let path: Option<Rc<str>> = self.find_path(site, steps).filter(|path| path.len() < 400).map(Into::into);
        self.paths.borrow_mut().insert(site, path.clone());
        path
    }

    fn find_path(&self, site: Site, steps: usize) -> Option<String> {
        let site = self.inner(site);
        let unit = self.unit(site.unit)?;
        match unit.kind(site.expr) {
            ExprKind::Name(name) => match self.annotated(unit, site, name) {
                Some(path) => Some(path),
                None => self.path_of(self.origin_at(site, steps)?, site, steps),
            },
            ExprKind::Member(object, name) => {
                let object = Site { expr: *object, ..site };
                if let Some(value) = Self::own_field(unit, object, name) {
                    return self.path_at(Site { expr: value, ..site }, steps).map(|path| path.to_string());
                }
                if let Some(path) = self.path_at(object, steps) {
                    let separator = if path.ends_with('#') { "" } else { "." };
                    return Some(format!("{path}{separator}{name}"));
                }
                self.path_of(self.origin_at(site, steps)?, site, steps)
            }
            // `Agent[Context]` is `Agent`.
            ExprKind::Index(object, _) => {
                let path = self.path_at(Site { expr: *object, ..site }, steps)?;
                (!path.ends_with('#')).then(|| path.to_string())
            }
            ExprKind::Call { callee, arguments } => {
                let target = Site { expr: *callee, ..site };
                if let ExprKind::Name(name) = self.kind(self.inner(target))
                    && matches!(name.as_str(), "require" | "import" | "__import__")
                    && let Some(argument) = arguments.first()
                    && let ExprKind::Text(module) = unit.kind(argument.value)
                {
                    return Some(module.text.clone());
                }
                if let Some(path) = self.path_at(target, steps) {
                    return Some(format!("{path}#"));
                }
                match self.origin_at(site, steps)? {
                    Origin::Expr(other) if other == site => None,
                    origin => self.path_of(origin, site, steps),
                }
            }
            ExprKind::Either(parts) => {
                parts.iter().find_map(|part| self.path_at(Site { expr: *part, ..site }, steps)).map(|p| p.to_string())
            }
            ExprKind::Assign(_, value) => self.path_at(Site { expr: *value, ..site }, steps).map(|p| p.to_string()),
            _ => None,
        }
    }

    fn path_of(&self, origin: Origin, from: Site, steps: usize) -> Option<String> {
        match origin {
            Origin::External(path) => Some(path),
            Origin::Expr(site) if site != from => self.path_at(site, steps).map(|path| path.to_string()),
            // A class of the project's own is what it inherits from.
            Origin::Class(at, class) => self.base(at, class, steps),
            Origin::Expr(_) | Origin::Function(..) | Origin::Module(_) => None,
        }
    }

    /// The first base class that a package brings.
    pub(super) fn base(&self, at: usize, class: usize, steps: usize) -> Option<String> {
        let steps = steps.checked_sub(1)?;
        let unit = self.unit(at)?;
        let class = unit.program.classes.get(class)?;
        class.bases.iter().filter(|base| **base != class.name).find_map(|base| self.written(at, base, steps))
    }

    /// The project's own classes that one inherits from.
    pub(super) fn own_bases(&self, (at, class): (usize, usize)) -> Vec<(usize, usize)> {
        let class = self.unit(at).and_then(|unit| unit.program.classes.get(class));
        let own = |base: &String| match self.lookup(at, 0, base, usize::MAX, MAX_STEPS)? {
            Origin::Class(at, class) => Some((at, class)),
            _ => None,
        };
        class.into_iter().flat_map(|class| class.bases.iter().filter_map(own)).collect()
    }

    /// The path of a dotted name as it is written in a type or a list of bases.
    fn written(&self, at: usize, text: &str, steps: usize) -> Option<String> {
        let end = text.find(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | '.')).unwrap_or(text.len());
        let text = text.get(..end)?;
        let (first, rest) = text.split_once('.').map_or((text, None), |(first, rest)| (first, Some(rest)));
        let path = match self.lookup(at, 0, first, usize::MAX, steps)? {
            Origin::External(path) => path,
            Origin::Class(at, class) => self.base(at, class, steps)?,
            _ => return None,
        };
        Some(match rest {
            Some(rest) => format!("{path}.{rest}"),
            None => path,
        })
    }

    /// What a parameter's type says about it.
    fn annotated(&self, unit: &Unit, site: Site, name: &str) -> Option<String> {
        let named = unit.name(name);
        let mut scope = Some(unit.owner(site.expr));
        for _ in 0..8 {
            let function = unit.program.functions.get(scope?)?;
            if let Some(parameter) = function.parameters.iter().find(|parameter| parameter.name == name) {
                if parameter.annotation.is_empty() {
                    return None;
                }
                let path = self.written(site.unit, &parameter.annotation, MAX_STEPS)?;
                return Some(format!("{path}#"));
            }
            if named.is_some_and(|named| scope.is_some_and(|scope| named.is_bound(scope))) {
                return None;
            }
            scope = function.parent;
        }
        None
    }
}

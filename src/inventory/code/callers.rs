//! Calls of a project's functions from other files than their own: what they give is what the parameters are.
//!
//! Files that register tools on a server that they are given often name no framework at all, as types are gone from
//! JavaScript that was compiled. They are parsed because of the calls that hand them such an object.

use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};

use super::names::{MAX_STEPS, Names, Origin};
use super::project::Site;
use super::rule::{Form, Makes, Rules};
use super::unit::Unit;
use crate::artifact::code::{ExprKind, FunctionId};

/// Rounds of looking for calls by what earlier ones gave, at most.
const MAX_ROUNDS: usize = 6;
/// Calls that are looked at, at most.
const MAX_CALLS: usize = 100_000;

/// The calls of each function from other files.
pub(super) type Callers = HashMap<(usize, FunctionId), Vec<Site>>;

impl Names<'_, '_> {
    /// Finds the calls in the files that are parsed, and parses the files of functions that are handed a server.
    ///
    /// May be called again once more files are parsed.
    pub(super) fn follow(&self, rules: &Rules) {
        self.callers.borrow_mut().clear();
        let mut left = MAX_CALLS;
        let mut known: HashSet<(usize, FunctionId, Site)> = HashSet::new();
        for _ in 0..MAX_ROUNDS {
            let before = known.len();
            for unit in 0..self.project.len() {
                let Some(file) = self.project.loaded(unit) else { continue };
                self.calls_of(unit, file, rules, &mut left, &mut known);
            }
            if known.len() == before {
                break;
            }
            // What was looked up before the calls were known may be known now.
            self.paths.borrow_mut().clear();
        }
    }

    fn calls_of(
        &self,
        at: usize,
        file: &Unit,
        rules: &Rules,
        left: &mut usize,
        known: &mut HashSet<(usize, FunctionId, Site)>,
    ) {
        for import in &file.program.imports {
            let Some((module, Some(item))) = self.project.imported(at, import).filter(|(module, _)| *module != at)
            else {
                continue;
            };
            // What is called is the same for all calls.
            let called = OnceCell::new();
            for call in file.callers(&import.name) {
                *left = left.saturating_sub(1);
                let site = Site { unit: at, expr: *call };
                if *left == 0 || self.project.loaded(module).is_none() && !self.hands_over(site, rules) {
                    continue;
                }
                let called = called.get_or_init(|| self.runs(at, &self.top(module, item, MAX_STEPS)?));
                if let Some((unit, function)) = *called
                    && known.insert((unit, function, site))
                {
                    self.callers.borrow_mut().entry((unit, function)).or_default().push(site);
                }
            }
        }
    }

    /// The function that a call of something runs: of a class, its constructor.
    fn runs(&self, caller: usize, called: &Origin) -> Option<(usize, FunctionId)> {
        match *called {
            Origin::Function(unit, function) => Some((unit, function)),
            Origin::Class(unit, class) => {
                let file = self.unit(unit)?;
                let name = &file.program.classes.get(class)?.name;
                if !self.project.tells_of(caller, unit) {
                    return None;
                }
                let constructor = file.methods(name).iter().find(|id| file.called_as(**id) == Some(name));
                constructor.map(|id| (unit, *id))
            }
            _ => None,
        }
    }

    /// Whether a call gives away a server that tools can be registered on.
    fn hands_over(&self, call: Site, rules: &Rules) -> bool {
        let python = self.unit(call.unit).is_some_and(Unit::is_python);
        let is_server =
            |path: &str| rules.find(path, Form::Call, python).is_some_and(|rule| rule.makes == Makes::McpServer);
        self.call_arguments(call).iter().any(|argument| {
            let given = Site { expr: argument.value, ..call };
            matches!(self.kind(self.inner(given)), ExprKind::Name(_) | ExprKind::Member(..))
                && self.path(given).is_some_and(|path| path.strip_suffix('#').is_some_and(is_server))
        })
    }

    /// Parses the files that call a function or method of a name which registers what it is given; whether there were
    /// any that were not parsed yet.
    pub(super) fn load_callers(&self, name: &str) -> bool {
        // Shorter names are everybody's.
        if name.len() < 3 {
            return false;
        }
        let call = format!("{name}(");
        let imports = |text: &str| text.contains("import ") || text.contains("require(");
        let unread = (0..self.project.len()).filter(|unit| self.project.loaded(*unit).is_none());
        let found =
            unread.filter(|unit| self.project.load(*unit, |text| text.contains(&call) && imports(text)).is_some());
        found.count() > 0
    }
}

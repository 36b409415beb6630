//! Functions that are handed to something else, which calls them: threads, executors, `partial`, `call` and `apply`.

use super::call::Given;
use super::effects::{self, Callee};
use super::machine::Machine;
use super::table::last;
use super::value::{Members, Value, holding};
use crate::text::Span;

/// The path of a function with some arguments bound.
pub(super) const PARTIAL: &str = "functools.partial()";

impl Machine<'_> {
    /// `f.call(this, x)`, `f.apply(this, [x])`, `f.bind(this)`.
    pub(super) fn indirect(&mut self, path: &str, owner: &Value, given: &[Given], span: Span) -> Option<Value> {
        let one = |value: &Value| Given::of(value.clone());
        let rest: Vec<Given> = match last(path) {
            "bind" if !owner.functions.is_empty() => return Some(owner.clone()),
            "call" => given.get(1..)?.to_vec(),
            "apply" => given.get(1)?.items.iter().map(one).collect(),
            _ => return None,
        };
        let own = owner.path.clone().filter(|path| !path.is_empty() && !path.ends_with("()"));
        match own {
            _ if !owner.functions.is_empty() => Some(self.any_of(owner, &Value::default(), rest, span)),
            Some(path) if path.contains('.') => Some(self.library(&path, &Value::default(), &rest, span, true)),
            _ => None,
        }
    }

    /// `partial(requests.post, url)(json=data)`: a library function is called with what was bound, then with the rest.
    pub(super) fn bound_call(&mut self, function: &Value, given: &[Given], span: Span) -> Option<Value> {
        let (callee, mut all) = unbound(function)?;
        let name = callee.path.clone().filter(|path| !path.is_empty() && !path.ends_with("()"))?;
        all.extend(given.iter().cloned());
        Some(self.library(&name, &Value::default(), &all, span, true))
    }

    /// What a library function is asked to call, called.
    pub(super) fn called_by(&mut self, path: &str, given: &[Given], span: Span) -> Option<Value> {
        let (_, callee) = effects::CALLERS.find(path)?;
        let (function, rest) = match callee {
            Callee::At(at) => (given.get(*at)?, given.get(at + 1..)?.to_vec()),
            Callee::Named(target, arguments) => {
                let of = |name| given.iter().find(|given| given.name.as_deref() == Some(name));
                let one = |value: &Value| Given::of(value.clone());
                (of(*target)?, of(*arguments).map(|given| given.items.iter().map(one).collect()).unwrap_or_default())
            }
        };
        let function = function.value.clone();
        if !function.functions.is_empty() {
            let waited = std::mem::replace(&mut self.waited, true);
            let value = self.any_of(&function, &Value::default(), rest, span);
            self.waited = waited;
            return Some(value);
        }
        let name = function.path.clone().filter(|path| path.contains('.') && !path.ends_with("()"))?;
        Some(self.library(&name, &Value::default(), &rest, span, true))
    }
}

/// A function and the arguments that are bound to it, as the members of what that makes.
pub(super) fn bound(given: &[Given]) -> Option<Members> {
    holding(given.iter().map(|given| (given.name.clone().unwrap_or_default(), given.value.clone())).collect())
}

/// The same, taken apart again.
pub(super) fn unbound(function: &Value) -> Option<(&Value, Vec<Given>)> {
    let (callee, bound) = function.members.as_deref().filter(|_| function.path() == PARTIAL)?.split_first()?;
    let of = |(name, value): &(String, Value)| Given {
        name: Some(name.clone()).filter(|name| !name.is_empty()),
        ..Given::of(value.clone())
    };
    Some((&callee.1, bound.iter().map(of).collect()))
}

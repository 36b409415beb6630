//! Handlers that a program hands to its server while it runs.
//!
//! Which function a handler is cannot always be read: it may be made by another one, be a method, or come from another
//! file. The call that registers it, once it is run, says so; and what the function around it knows, it knows, too.

use std::collections::{BTreeMap, BTreeSet};

use super::call::Given;
use super::enclosed::ancestors;
use super::machine::Machine;
use super::table::last;
use super::value::Value;
use crate::artifact::ArtifactKind;
use crate::artifact::code::{Asked, ExprId, ExprKind, FunctionId, Parameter, Program};
use crate::text::Span;

/// Methods that give a server a tool and what handles its calls.
const REGISTERS: &[&str] = &["AddTool", "addTool", "add_tool", "registerTool", "tool", "tool()"];
/// Handlers that are registered, at most.
const MAX_REGISTERED: usize = 500;
/// Calls of one file that register something, at most.
const MAX_CALLS: usize = 64;
/// Arguments of one tool of which the types are looked at.
const MAX_TYPES: usize = 100;

/// What registering calls have left.
#[derive(Debug, Default)]
pub(super) struct Registered {
    /// Handlers, and what each is asked for.
    pub(super) handlers: Vec<((usize, FunctionId), Asked)>,
    /// What the schemas that they are registered with say of their arguments, by name.
    types: BTreeMap<(usize, FunctionId), Vec<(String, String)>>,
    /// Functions in which handlers are written or registered.
    pub(super) around: BTreeSet<(usize, FunctionId)>,
}

impl Registered {
    pub(super) fn of(programs: &[Program]) -> Self {
        let mut around = BTreeSet::new();
        for (index, program) in programs.iter().enumerate() {
            let places: Vec<Span> = registrations(program).take(MAX_CALLS).collect();
            let handlers = program.handlers.iter().flat_map(|handler| ancestors(program, handler.function));
            let holds = |span: Span| places.iter().any(|place| span.start <= place.start && place.end <= span.end);
            let functions = program.functions.iter().enumerate().skip(1);
            let registrars = functions.filter(|(_, function)| holds(function.span)).map(|(id, _)| id);
            around.extend(handlers.chain(registrars).map(|function| (index, function)));
        }
        Self { around, ..Self::default() }
    }
}

impl Registered {
    /// The type of a handler's parameter, by its schema where it is not written beside the parameter.
    pub(super) fn annotation<'p>(&'p self, place: (usize, FunctionId), parameter: &'p Parameter) -> &'p str {
        let types = self.types.get(&place).filter(|_| parameter.annotation.is_empty());
        let stated = types.and_then(|types| types.iter().find(|(name, _)| Some(name) == parameter.member.as_ref()));
        stated.map_or(&parameter.annotation, |(_, stated)| stated)
    }
}

/// What a schema among the arguments of a registering call says of those of the tool, as `zod` is called: `z.number()`.
fn types(given: &[Given]) -> Vec<(String, String)> {
    let inner = given.iter().find_map(|given| given.value.member("inputSchema"));
    let schema = inner.or_else(|| given.iter().rev().map(|given| &given.value).find(|value| value.members.is_some()));
    let members = schema.and_then(|schema| schema.members.as_deref()).unwrap_or_default().iter().take(MAX_TYPES);
    let stated = |value: &Value| Some(value.path().get(value.path().find("z.")?..)?.to_owned());
    members.filter_map(|(name, value)| Some((name.clone(), stated(value)?))).collect()
}

/// Where a program registers handlers.
fn registrations(program: &Program) -> impl Iterator<Item = Span> {
    // A decorator stands in the function that it is of.
    let decorators: BTreeSet<ExprId> = program.functions.iter().flat_map(|f| f.decorators.iter().copied()).collect();
    program.exprs.iter().enumerate().filter(move |(id, _)| !decorators.contains(id)).filter_map(|(_, expr)| {
        let ExprKind::Call { callee, .. } = &expr.kind else { return None };
        let ExprKind::Member(_, name) = program.kind(*callee) else { return None };
        REGISTERS.contains(&name.as_str()).then_some(expr.span)
    })
}

impl Machine<'_> {
    /// Runs the functions that register handlers, for what they hand over and what they know.
    pub(super) fn registrars(&mut self) {
        for (program, function) in self.registered.around.clone() {
            if !self.was_run(program, function) {
                self.entry(program, function, None);
            }
        }
    }

    /// Notes what a call hands to a server, which will call it; whether it does so.
    pub(super) fn registers(&mut self, id: ExprId, path: &str, given: &[Given]) -> bool {
        if self.artifact.kind != ArtifactKind::McpServer || !REGISTERS.contains(&last(path)) {
            return false;
        }
        let program = self.source();
        let span = program.span(id);
        let within = |inner: Span| span.start <= inner.start && inner.end <= span.end;
        let written = |function: FunctionId| program.functions.get(function).is_some_and(|f| within(f.span));
        // What can be read of the call is known already.
        if program.handlers.iter().any(|handler| written(handler.function)) {
            return true;
        }
        let Some(handler) = given.iter().rev().find(|given| given.functions().next().is_some()) else { return false };
        let file = program.file;
        let mut tools = self.artifact.facts.tools.iter().enumerate();
        let named = tools.find(|(_, tool)| tool.place.file == file && within(tool.place.span)).map(|(tool, _)| tool);
        let asked = named.map_or(Asked::Request, Asked::Tool);
        let types = types(given);
        for function in handler.functions().collect::<Vec<_>>() {
            self.registered.types.entry(function).or_insert_with(|| types.clone());
            self.register(function, asked);
        }
        true
    }

    fn register(&mut self, function: (usize, FunctionId), asked: Asked) {
        let handlers = self.programs.get(function.0).map_or(&[][..], |program| &program.handlers);
        if handlers.iter().any(|handler| handler.function == function.1) {
            return;
        }
        let known = &mut self.registered.handlers;
        if let Some((_, earlier)) = known.iter_mut().find(|(known, _)| *known == function) {
            // One function may handle the calls of several tools.
            if *earlier != asked {
                *earlier = Asked::Request;
            }
        } else if known.len() < MAX_REGISTERED {
            known.push((function, asked));
        }
    }
}

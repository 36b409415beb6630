//! Functions of a server's own through which it registers its tools: all calls pass what stands in them.

use super::Declared;
use super::declarations::Declarations;
use crate::artifact::code::{Argument, ExprId, ExprKind, Function, Program, Statement, StatementKind};
use crate::text::Span;

/// Methods by which tools, or what answers for all of them, are registered.
const REGISTERS: &[&str] = &["tool", "registerTool", "addTool", "setRequestHandler"];
/// Assignments of one function that are looked at, at most.
const MAX_STATEMENTS: usize = 5000;

/// Functions that a program puts in the place of such a method: `server.tool = (name, …) => original(name, …)`.
pub(super) fn stand_ins(program: &Program) -> Vec<Span> {
    let assigned = |statement: &Statement| {
        let StatementKind::Assign { target, value, .. } = &statement.kind else { return None };
        let ExprKind::Member(_, name) = program.kind(*target) else { return None };
        let mut value = *value;
        // Parentheses, and types that TypeScript is told.
        while let ExprKind::Join(parts) = program.kind(value)
            && let [inner] = parts.as_slice()
            && *inner < value
        {
            value = *inner;
        }
        let ExprKind::Function(id) = program.kind(value) else { return None };
        let function = program.functions.get(*id).filter(|_| REGISTERS.contains(&name.as_str()))?;
        Some(function.span)
    };
    let bodies =
        program.functions.iter().take(MAX_FUNCTIONS).flat_map(|function| function.body.iter().take(MAX_STATEMENTS));
    bodies.filter_map(assigned).take(REGISTERS.len()).collect()
}

/// Functions of one file that a registration may stand in, at most.
const MAX_FUNCTIONS: usize = 2000;

impl Declarations<'_> {
    /// Whether the name of a tool is what the function around is given: `server.registerTool(name, …)`.
    pub(super) fn is_passed_on(&self, arguments: &[Argument]) -> bool {
        let Some(name) = arguments.first().map(|argument| argument.value) else { return false };
        let at = self.program.span(name);
        let around = |function: &&Function| function.span.start <= at.start && at.end <= function.span.end;
        let spelled = self.program.dotted(name);
        let given = spelled.split('.').next().unwrap_or_default();
        let mut functions = self.program.functions.iter().skip(1).take(MAX_FUNCTIONS).filter(around);
        functions.any(|function| function.parameters.iter().any(|parameter| parameter.name == given))
    }

    /// What a function that stands in for a registration hands to the original one: it answers for all tools.
    pub(super) fn in_a_stand_in(&self, callee: ExprId, arguments: &[Argument]) -> Option<Declared> {
        let at = self.program.span(callee);
        self.stand_ins.iter().find(|span| span.start <= at.start && at.end <= span.end)?;
        let ExprKind::Function(handler) = self.program.kind(arguments.last()?.value) else { return None };
        self.is_passed_on(arguments).then(|| Declared { handler: Some(*handler), ..Declared::default() })
    }

    /// The tool of `define(server, "name", "what it does", { term: z.string() }, async ({ term }) => …)`: whatever the
    /// function is called, these are the parts of a tool.
    pub(super) fn through_a_wrapper(&self, arguments: &[Argument]) -> Option<Declared> {
        // What costs little to see comes first: every call of a program is looked at.
        let at = (2..arguments.len().min(5)).find(|at| self.is_schema(arguments.get(*at)))?;
        let (name, description) = (self.text_at(arguments, at - 2)?, self.text_at(arguments, at - 1)?);
        let named = name.text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '/'));
        let handler = self.function_of(arguments.last()?.value)?;
        (named && description.text.contains(' ')).then(|| Declared {
            name: Some(name),
            description: Some(description),
            parameters: arguments.get(at).map_or_else(Vec::new, |schema| self.texts_below(schema.value)),
            schema: self.schema(arguments),
            handler: Some(handler),
            ..Declared::default()
        })
    }

    /// `{ term: z.string(), limit: z.number() }`.
    fn is_schema(&self, argument: Option<&Argument>) -> bool {
        let Some(ExprKind::Record(fields)) = argument.map(|argument| self.program.kind(argument.value)) else {
            return false;
        };
        !fields.is_empty() && fields.iter().all(|(_, kind)| self.program.dotted(*kind).starts_with("z."))
    }
}

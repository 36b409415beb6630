//! Functions of a server's own through which it registers its tools: all calls pass what stands in them.

use super::Declared;
use super::declarations::Declarations;
use crate::artifact::code::{Argument, ExprKind, Function};

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

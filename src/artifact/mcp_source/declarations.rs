//! What a program declares: tools, what answers requests, and what it says about them.

use super::{Declared, wrapped};
use crate::artifact::code::{self, Argument, ExprId, ExprKind, FunctionId, Program};
use crate::text::{MappedText, RegionKind, Span};

/// Tools of one file, at most.
const MAX_TOOLS: usize = 1000;

/// What a record that describes a tool calls the function which handles it.
const HANDLERS: &[&str] = &["handler", "execute", "run", "callback", "call", "invoke", "action"];

/// What is being collected from one program.
pub(super) struct Declarations<'p> {
    pub(super) program: &'p Program,
    pub(super) tools: Vec<Declared>,
    /// Functions that say which tools there are.
    pub(super) lists: Vec<FunctionId>,
    /// Prompts, resources and instructions.
    pub(super) texts: Vec<(RegionKind, MappedText)>,
    /// Descriptions of parameters in `Field(description=…)`, and where the call stands.
    pub(super) fields: Vec<(Span, MappedText)>,
    /// Functions that take the place of those by which tools are registered.
    pub(super) stand_ins: Vec<Span>,
}

impl<'p> Declarations<'p> {
    pub(super) fn new(program: &'p Program) -> Self {
        let stand_ins = wrapped::stand_ins(program);
        let (tools, lists, texts, fields) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let mut found = Self { program, tools, lists, texts, fields, stand_ins };
        for expr in &program.exprs {
            if let ExprKind::Call { callee, arguments } = &expr.kind
                && matches!(program.kind(*callee), ExprKind::Name(name) if name == "Field")
            {
                found.fields.extend(found.keyword(arguments, "description").map(|text| (expr.span, text)));
            }
        }
        found
    }

    /// Functions that a decorator makes tools, prompts, resources or handlers.
    pub(super) fn decorated(&mut self) {
        for (id, function) in self.program.functions.iter().enumerate() {
            for decorator in &function.decorators {
                let arguments = self.arguments(*decorator);
                let name = self.program.dotted(*decorator);
                let doc = || self.keyword(arguments, "description").or_else(|| function.doc.clone());
                match name.rsplit('.').next().unwrap_or_default() {
                    "tool" => {
                        let given = self.keyword(arguments, "name").or_else(|| self.text_at(arguments, 0));
                        let own = MappedText::verbatim(&function.name, function.name_span.start);
                        let tool = Declared {
                            name: Some(given.unwrap_or(own)),
                            description: doc(),
                            parameters: self.fields(function.span),
                            handler: Some(id),
                            ..Declared::default()
                        };
                        self.tools.push(tool);
                    }
                    "call_tool" => self.tools.push(Declared { handler: Some(id), ..Declared::default() }),
                    "list_tools" => self.lists.push(id),
                    "prompt" => self.answers(id, doc().map(|text| (RegionKind::Prompt, text))),
                    "resource" => self.answers(id, doc().map(|text| (RegionKind::Resource, text))),
                    "custom_route" | "route" | "get" | "post" | "put" | "patch" | "delete" | "websocket"
                        if self.text_at(arguments, 0).is_some_and(|path| path.text.starts_with('/')) =>
                    {
                        self.answers(id, None);
                    }
                    _ => {}
                }
            }
        }
    }

    /// A function that answers requests, and what is said about it.
    fn answers(&mut self, function: FunctionId, text: Option<(RegionKind, MappedText)>) {
        self.tools.push(Declared { handler: Some(function), request: true, ..Declared::default() });
        self.texts.extend(text);
    }

    /// Tools that a call or a literal declares.
    pub(super) fn called(&mut self) {
        for id in 0..self.program.exprs.len() {
            if self.tools.len() >= MAX_TOOLS {
                break;
            }
            match self.program.kind(id) {
                ExprKind::Call { callee, arguments } => self.call(*callee, arguments),
                ExprKind::Record(_) => self.record(id),
                _ => {}
            }
        }
    }

    fn call(&mut self, callee: ExprId, arguments: &'p [Argument]) {
        let name = self.program.dotted(callee);
        let last = name.rsplit('.').next().unwrap_or_default();
        let decorates = matches!(last, "tool" | "resource" | "prompt" | "call_tool" | "list_tools");
        if decorates && matches!(self.program.kind(callee), ExprKind::Call { .. }) {
            return self.registered(last, callee, arguments);
        }
        match last {
            "Tool" => {
                let schema = named(arguments, "inputSchema").map_or_else(Vec::new, |schema| self.texts_below(schema));
                let (name, description) = (self.keyword(arguments, "name"), self.keyword(arguments, "description"));
                if name.is_some() {
                    self.tools.push(Declared { name, description, parameters: schema, ..Declared::default() });
                }
            }
            "tool" | "registerTool" if arguments.len() > 1 => {
                let description = self.text_at(arguments, 1).or_else(|| {
                    let options = self.program.member(arguments.get(1)?.value, "description")?;
                    self.program.literal(options)
                });
                let rest =
                    arguments.iter().skip(1).filter(|a| matches!(self.program.kind(a.value), ExprKind::Record(_)));
                let mut parameters: Vec<MappedText> = rest.flat_map(|a| self.texts_below(a.value)).collect();
                parameters.retain(|text| Some(text) != description.as_ref());
                let name = self.text_at(arguments, 0);
                let handler = arguments.last().and_then(|last| self.function_of(last.value));
                if name.is_some() && (handler.is_some() || arguments.last().is_some_and(|a| self.is_imported(a.value)))
                {
                    let schema = self.schema(arguments);
                    let tool = Declared { name, description, parameters, schema, handler, ..Declared::default() };
                    self.tools.push(tool);
                } else if self.is_passed_on(arguments) && handler.is_some() {
                    // A function of the program's own registers all tools, and stands between them and their clients.
                    self.tools.push(Declared { handler, ..Declared::default() });
                }
            }
            "addTool" | "AddTool" | "add_tool" => self.added(arguments),
            "NewTool" => {
                let described = |argument: &Argument, last: &str| match self.program.kind(argument.value) {
                    ExprKind::Call { callee, arguments } if self.program.dotted(*callee).ends_with(last) => {
                        self.text_at(arguments, 0)
                    }
                    _ => None,
                };
                let description = arguments.iter().find_map(|argument| described(argument, "WithDescription"));
                let below = arguments.iter().skip(1).flat_map(|argument| self.texts_below(argument.value));
                let parameters = below.filter(|text| Some(text) != description.as_ref()).collect();
                let name = self.text_at(arguments, 0);
                self.tools.push(Declared { name, description, parameters, ..Declared::default() });
            }
            "FastMCP" | "McpServer" | "Server" => {
                let inner = arguments.iter().find_map(|a| self.program.member(a.value, "instructions"));
                let text = self.keyword(arguments, "instructions").or_else(|| self.program.literal(inner?));
                self.texts.extend(text.map(|text| (RegionKind::ServerInstructions, text)));
            }
            _ => match self.through_a_wrapper(arguments).or_else(|| self.in_a_stand_in(callee, arguments)) {
                Some(tool) => self.tools.push(tool),
                None => self.handled(&name, arguments),
            },
        }
    }

    /// The record of a tool's arguments: `inputSchema` of the options, or the last record before the handler.
    pub(super) fn schema(&self, arguments: &[Argument]) -> Option<ExprId> {
        let options = arguments.get(1).and_then(|options| self.program.member(options.value, "inputSchema"));
        let last = || arguments.iter().rev().map(|argument| argument.value).find(|value| self.is_record(*value));
        options.or_else(last).map(|schema| self.fields_of(schema))
    }

    pub(super) fn is_record(&self, id: ExprId) -> bool {
        matches!(self.program.kind(id), ExprKind::Record(_))
    }

    /// The members of `z.object({…})`, also of one that has a name.
    fn fields_of(&self, id: ExprId) -> ExprId {
        match self.program.kind(id) {
            ExprKind::Name(name) => self.program.constant(name).map_or(id, |value| self.fields_within(value)),
            _ => self.fields_within(id),
        }
    }

    fn fields_within(&self, id: ExprId) -> ExprId {
        let mut at = id;
        for _ in 0..8 {
            match self.program.kind(at) {
                ExprKind::Call { callee, arguments } => match arguments.iter().find(|a| self.is_record(a.value)) {
                    Some(record) => return record.value,
                    None => at = *callee,
                },
                ExprKind::Member(object, _) => at = *object,
                _ => break,
            }
        }
        id
    }

    /// Functions that a call makes handlers of requests.
    fn handled(&mut self, name: &str, arguments: &[Argument]) {
        match name.rsplit('.').next().unwrap_or_default() {
            "resource" | "registerResource" | "prompt" | "registerPrompt" if arguments.len() > 1 => {
                if let Some(handler) = arguments.last().and_then(|last| self.function_of(last.value)) {
                    self.answers(handler, None);
                }
            }
            "get" | "post" | "put" | "patch" | "delete" | "all" if is_router(name) && arguments.len() > 1 => {
                let path = self.text_at(arguments, 0).filter(|path| path.text.starts_with('/'));
                let handler = arguments.last().and_then(|last| self.function_of(last.value));
                if let (Some(_), Some(handler)) = (path, handler) {
                    self.answers(handler, None);
                }
            }
            "setRequestHandler" => {
                let asked = arguments.first().map(|schema| self.program.dotted(schema.value)).unwrap_or_default();
                let handler = arguments.last().and_then(|last| self.function_of(last.value));
                if asked.starts_with("CallTool") && handler.is_some() {
                    self.tools.push(Declared { handler, ..Declared::default() });
                } else if asked.starts_with("ListTools") {
                    self.lists.extend(handler);
                }
            }
            _ => {}
        }
    }

    /// `server.tool(name=…)(function)`: the decorator, called.
    fn registered(&mut self, what: &str, decorator: ExprId, arguments: &[Argument]) {
        let Some(id) = arguments.first().and_then(|argument| self.function_of(argument.value)) else { return };
        let Some(function) = self.program.functions.get(id) else { return };
        match what {
            "tool" => {}
            "call_tool" => return self.tools.push(Declared { handler: Some(id), ..Declared::default() }),
            "list_tools" => return self.lists.push(id),
            _ => return self.answers(id, None),
        }
        let given = self.arguments(decorator);
        let own = MappedText::verbatim(&function.name, function.name_span.start);
        let name = self.keyword(given, "name").or_else(|| self.text_at(given, 0)).or(Some(own));
        let description = self.keyword(given, "description").or_else(|| function.doc.clone());
        let parameters = self.fields(function.span);
        self.tools.push(Declared { name, description, parameters, handler: Some(id), ..Declared::default() });
    }

    /// `addTool({…, execute})`, `s.AddTool(tool, handler)`, `mcp.AddTool(server, &mcp.Tool{…}, handler)`,
    /// `add_tool(function, name=…)`.
    fn added(&mut self, arguments: &[Argument]) {
        if let Some(first) = arguments.first()
            && let Some(execute) = self.program.member(first.value, "execute")
        {
            let tool = self.declared(first.value, self.function_of(execute));
            return self.tools.extend(tool);
        }
        let handler = arguments.iter().rev().find_map(|argument| self.function_of(argument.value));
        let (name, description) = (self.keyword(arguments, "name"), self.keyword(arguments, "description"));
        let own = handler.and_then(|id| self.program.functions.get(id));
        let record = arguments.iter().find_map(|argument| {
            let inner = self.inner(argument.value);
            let tool = self.declared(inner, handler);
            tool.or_else(|| {
                // The tool stands in a variable, or is made in place.
                let name = self.made(inner)?;
                Some(Declared { name: Some(name), handler, ..Declared::default() })
            })
        });
        let by_name = || {
            let function = own.filter(|function| !function.name.is_empty())?;
            let own_name = MappedText::verbatim(&function.name, function.name_span.start);
            let description = description.clone().or_else(|| function.doc.clone());
            Some(Declared { name: name.clone().or(Some(own_name)), description, handler, ..Declared::default() })
        };
        self.tools.extend(record.or_else(by_name));
    }

    /// The name that a `NewTool` gives, in place or in a variable.
    fn made(&self, id: ExprId) -> Option<MappedText> {
        match self.program.kind(id) {
            ExprKind::Call { callee, arguments } if self.program.dotted(*callee).ends_with("NewTool") => {
                self.text_at(arguments, 0)
            }
            ExprKind::Name(name) => self.program.functions.iter().find_map(|function| {
                function.body.iter().find_map(|statement| match &statement.kind {
                    code::StatementKind::Assign { target, value, .. }
                        if self.program.dotted(self.inner(*target)) == *name =>
                    {
                        let value = self.inner(*value);
                        (value != id).then(|| match self.program.kind(value) {
                            ExprKind::Call { .. } => self.made(value),
                            _ => None,
                        })?
                    }
                    _ => None,
                })
            }),
            _ => None,
        }
    }

    fn record(&mut self, id: ExprId) {
        let handler = HANDLERS.iter().find_map(|name| self.function_of(self.program.member(id, name)?));
        let tool = self.declared(id, handler).filter(|tool| tool.description.is_some());
        let schema =
            ["inputSchema", "input_schema", "InputSchema"].iter().any(|key| self.program.member(id, key).is_some());
        let place = |tool: &Declared| tool.name.as_ref().map(MappedText::span);
        let known = tool.as_ref().is_some_and(|tool| self.tools.iter().any(|other| place(other) == place(tool)));
        if (schema || handler.is_some()) && !known {
            self.tools.extend(tool);
        }
    }

    /// A tool as a record literal describes it.
    fn declared(&self, record: ExprId, handler: Option<FunctionId>) -> Option<Declared> {
        let text = |keys: [&str; 2]| {
            let value = keys.iter().find_map(|key| self.program.member(record, key))?;
            self.program.literal(value)
        };
        let name = text(["name", "Name"])?;
        let schemas = ["inputSchema", "input_schema", "InputSchema", "parameters"];
        let schemas = schemas.iter().filter_map(|key| self.program.member(record, key));
        let parameters = schemas.flat_map(|schema| self.texts_below(schema)).collect();
        let description = text(["description", "Description"]);
        let schema = self.program.member(record, "parameters").map(|schema| self.fields_of(schema));
        Some(Declared { name: Some(name), description, parameters, schema, handler, ..Declared::default() })
    }

    /// Without the wrappings that carry no meaning: parentheses, `&`.
    fn inner(&self, mut id: ExprId) -> ExprId {
        for _ in 0..8 {
            match self.program.kind(id) {
                ExprKind::Join(parts) | ExprKind::List(parts) if parts.len() == 1 => match parts.first() {
                    Some(part) => id = *part,
                    None => break,
                },
                _ => break,
            }
        }
        id
    }

    fn arguments(&self, id: ExprId) -> &'p [Argument] {
        match self.program.kind(id) {
            ExprKind::Call { arguments, .. } => arguments,
            _ => &[],
        }
    }

    fn keyword(&self, arguments: &[Argument], name: &str) -> Option<MappedText> {
        self.program.literal(named(arguments, name)?)
    }

    pub(super) fn text_at(&self, arguments: &[Argument], index: usize) -> Option<MappedText> {
        let argument = arguments.get(index).filter(|argument| argument.name.is_none())?;
        match self.program.kind(argument.value) {
            ExprKind::Record(_) | ExprKind::Function(_) => None,
            _ => self.program.literal(argument.value),
        }
    }

    /// Whether an expression is a name that another file gives.
    fn is_imported(&self, id: ExprId) -> bool {
        let ExprKind::Name(name) = self.program.kind(id) else { return false };
        self.program.imports.iter().take(MAX_TOOLS).any(|import| import.name == *name)
    }

    /// The function that an expression is or names.
    pub(super) fn function_of(&self, id: ExprId) -> Option<FunctionId> {
        let id = self.inner(id);
        match self.program.kind(id) {
            ExprKind::Function(function) => Some(*function),
            ExprKind::Name(_) | ExprKind::Member(..) => {
                let name = self.program.dotted(id);
                let last = name.rsplit('.').next()?;
                self.program.functions.iter().position(|function| function.name == last && !last.is_empty())
            }
            ExprKind::Call { callee, arguments } => {
                let inside = arguments.iter().find_map(|argument| match self.program.kind(argument.value) {
                    ExprKind::Function(function) => Some(*function),
                    _ => None,
                });
                inside.or_else(|| match self.program.kind(*callee) {
                    ExprKind::Member(object, name) if name == "bind" => self.function_of(*object),
                    _ => None,
                })
            }
            _ => None,
        }
    }

    /// The descriptions of parameters within a function.
    fn fields(&self, within: Span) -> Vec<MappedText> {
        let inside = self.fields.iter().filter(|(span, _)| within.start <= span.start && span.end <= within.end);
        inside.map(|(_, text)| text.clone()).collect()
    }
}

/// Whether a call such as `app.post` says what is answered on a path.
fn is_router(name: &str) -> bool {
    let object = name.rsplit('.').nth(1).unwrap_or_default().to_ascii_lowercase();
    matches!(object.as_str(), "app" | "router" | "server" | "api" | "fastify" | "web" | "express")
}

fn named(arguments: &[Argument], name: &str) -> Option<ExprId> {
    arguments.iter().find(|argument| argument.name.as_deref() == Some(name)).map(|argument| argument.value)
}

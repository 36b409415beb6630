//! Source of MCP servers: which tools it declares, and what it says about them.
//!
//! Read from Python (`FastMCP` and the low-level server), TypeScript and JavaScript (the official SDK and `FastMCP`), and
//! Go (mcp-go and the official SDK), wherever a tool is declared by a decorator, a call or a literal; and from shell
//! scripts that print their tools.

use super::code::{self, Argument, ExprId, ExprKind, FunctionId, Handler, Program};
use super::{Artifact, Place, Tool, shell_server};
use crate::text::{MappedText, Region, RegionKind, SourceFile, Span};

/// Names that only the source of a server has.
const SDKS: &[&str] = &[
    "FastMCP",
    "fastmcp",
    "mcp.server",
    "from mcp ",
    "import mcp",
    "@modelcontextprotocol/sdk",
    "mcp-go",
    "modelcontextprotocol/go-sdk",
    "McpServer",
];

/// Whether a source file declares an MCP server.
pub(super) fn is_server(file: &SourceFile) -> bool {
    code::Language::of(file).is_some() && SDKS.iter().any(|sdk| file.text().contains(sdk))
        || shell_server::is_server(file)
}

/// Reads a source file: all of it as one region, and what it declares.
pub(super) fn read(artifact: &mut Artifact, index: usize) {
    let Some(file) = artifact.files.get(index) else { return };
    let text = MappedText::verbatim(file.text(), 0);
    let program = code::read(file, index);
    artifact.regions.push(Region::new(index, RegionKind::Script, text));
    shell_server::read(artifact, index);
    match program {
        Ok(Some(mut program)) => {
            let mut found = Declarations::new(&program);
            found.decorated();
            found.called();
            let (tools, texts) = (found.tools, found.texts);
            // A file without the SDK belongs to a server if a file beside it is one.
            if !tools.is_empty() && artifact.files.iter().any(is_server) {
                add(artifact, &mut program, tools, texts);
            }
            artifact.programs.push(program);
        }
        Ok(None) => {}
        Err(gap) => artifact.gaps.push(gap),
    }
}

/// A tool as its source declares it.
#[derive(Debug, Default)]
struct Declared {
    /// `None` for a function that handles the calls of all tools.
    name: Option<MappedText>,
    description: Option<MappedText>,
    parameters: Vec<MappedText>,
    handler: Option<FunctionId>,
}

/// What is being collected from one program.
struct Declarations<'p> {
    program: &'p Program,
    tools: Vec<Declared>,
    /// Prompts, resources and instructions.
    texts: Vec<(RegionKind, MappedText)>,
    /// Descriptions of parameters in `Field(description=…)`, and where the call stands.
    fields: Vec<(Span, MappedText)>,
}

/// Tools of one file, at most.
const MAX_TOOLS: usize = 1000;

fn add(artifact: &mut Artifact, program: &mut Program, tools: Vec<Declared>, texts: Vec<(RegionKind, MappedText)>) {
    let file = program.file;
    for tool in tools {
        let span = tool.handler.and_then(|id| program.functions.get(id)).map(|function| function.span);
        let Some(name) = tool.name else {
            program.handlers.extend(tool.handler.map(|function| Handler { function, tool: None }));
            continue;
        };
        let known =
            artifact.facts.tools.iter().position(|other| {
                other.place.file == file && (other.place.span == name.span() || other.name == name.text)
            });
        let index = known.unwrap_or(artifact.facts.tools.len());
        program.handlers.extend(tool.handler.map(|function| Handler { function, tool: Some(index) }));
        if let Some(earlier) = known.and_then(|index| artifact.facts.tools.get_mut(index)) {
            earlier.handler = earlier.handler.take().or_else(|| span.map(|span| Place::new(file, span)));
            continue;
        }
        artifact.facts.tools.push(Tool {
            name: name.text.clone(),
            description: tool.description.as_ref().map_or_else(String::new, |text| text.text.clone()),
            schema: None,
            annotations: None,
            place: Place::new(file, name.span()),
            handler: span.map(|span| Place::new(file, span)),
        });
        let mut regions = vec![Region::new(file, RegionKind::ToolName, name.clone())];
        regions.extend(tool.description.map(|text| Region::new(file, RegionKind::ToolDescription, text)));
        regions.extend(tool.parameters.into_iter().map(|text| Region::new(file, RegionKind::ToolParameter, text)));
        artifact.regions.extend(regions.into_iter().map(|region| region.owned_by(&name.text)));
    }
    artifact.regions.extend(texts.into_iter().map(|(kind, text)| Region::new(file, kind, text)));
}

impl<'p> Declarations<'p> {
    fn new(program: &'p Program) -> Self {
        let mut found = Self { program, tools: Vec::new(), texts: Vec::new(), fields: Vec::new() };
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
    fn decorated(&mut self) {
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
                        };
                        self.tools.push(tool);
                    }
                    "call_tool" => self.tools.push(Declared { handler: Some(id), ..Declared::default() }),
                    "prompt" => self.texts.extend(doc().map(|text| (RegionKind::Prompt, text))),
                    "resource" => self.texts.extend(doc().map(|text| (RegionKind::Resource, text))),
                    _ => {}
                }
            }
        }
    }

    /// Tools that a call or a literal declares.
    fn called(&mut self) {
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
        match name.rsplit('.').next().unwrap_or_default() {
            "Tool" => {
                let schema = named(arguments, "inputSchema").map_or_else(Vec::new, |schema| self.texts_below(schema));
                let (name, description) = (self.keyword(arguments, "name"), self.keyword(arguments, "description"));
                if name.is_some() {
                    self.tools.push(Declared { name, description, parameters: schema, handler: None });
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
                if name.is_some() && handler.is_some() {
                    self.tools.push(Declared { name, description, parameters, handler });
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
                self.tools.push(Declared { name: self.text_at(arguments, 0), description, parameters, handler: None });
            }
            "setRequestHandler" => {
                let calls = arguments.first().is_some_and(|a| self.program.dotted(a.value).starts_with("CallTool"));
                let handler = arguments.last().and_then(|last| self.function_of(last.value));
                if calls && handler.is_some() {
                    self.tools.push(Declared { handler, ..Declared::default() });
                }
            }
            "FastMCP" | "McpServer" | "Server" => {
                let inner = arguments.iter().find_map(|a| self.program.member(a.value, "instructions"));
                let text = self.keyword(arguments, "instructions").or_else(|| self.program.literal(inner?));
                self.texts.extend(text.map(|text| (RegionKind::ServerInstructions, text)));
            }
            _ => {}
        }
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
            Some(Declared { name: name.clone().or(Some(own_name)), description, parameters: Vec::new(), handler })
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
        let tool = self.declared(id, None).filter(|tool| tool.description.is_some());
        let schema =
            ["inputSchema", "input_schema", "InputSchema"].iter().any(|key| self.program.member(id, key).is_some());
        let place = |tool: &Declared| tool.name.as_ref().map(MappedText::span);
        let known = tool.as_ref().is_some_and(|tool| self.tools.iter().any(|other| place(other) == place(tool)));
        if schema && !known {
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
        Some(Declared { name: Some(name), description: text(["description", "Description"]), parameters, handler })
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

    fn text_at(&self, arguments: &[Argument], index: usize) -> Option<MappedText> {
        let argument = arguments.get(index).filter(|argument| argument.name.is_none())?;
        match self.program.kind(argument.value) {
            ExprKind::Record(_) | ExprKind::Function(_) => None,
            _ => self.program.literal(argument.value),
        }
    }

    /// The function that an expression is or names.
    fn function_of(&self, id: ExprId) -> Option<FunctionId> {
        let id = self.inner(id);
        match self.program.kind(id) {
            ExprKind::Function(function) => Some(*function),
            ExprKind::Name(_) | ExprKind::Member(..) => {
                let name = self.program.dotted(id);
                let last = name.rsplit('.').next()?;
                self.program.functions.iter().position(|function| function.name == last && !last.is_empty())
            }
            ExprKind::Call { arguments, .. } => {
                arguments.iter().find_map(|argument| match self.program.kind(argument.value) {
                    ExprKind::Function(function) => Some(*function),
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

    /// Every text below an expression.
    fn texts_below(&self, id: ExprId) -> Vec<MappedText> {
        let within = self.program.span(id);
        // Parts are lowered before what they are part of.
        let below = self.program.exprs.iter().take(id).rev().take_while(|expr| expr.span.start >= within.start);
        let mut texts: Vec<MappedText> = below
            .filter_map(|expr| match &expr.kind {
                ExprKind::Text(text) if text.text.len() > 2 => Some(text.clone()),
                _ => None,
            })
            .collect();
        texts.reverse();
        texts
    }
}

fn named(arguments: &[Argument], name: &str) -> Option<ExprId> {
    arguments.iter().find(|argument| argument.name.as_deref() == Some(name)).map(|argument| argument.value)
}

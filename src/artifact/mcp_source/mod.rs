//! Source of MCP servers: which tools it declares, and what it says about them.
//!
//! Read from Python (`FastMCP` and the low-level server), TypeScript and JavaScript (the official SDK and `FastMCP`), and
//! Go (mcp-go and the official SDK), wherever a tool is declared by a decorator, a call or a literal; and from shell
//! scripts that print their tools.

pub(super) mod borrowed;
mod declarations;
mod texts;
mod wrapped;

use super::code::{self, Asked, ExprId, ExprKind, FunctionId, Handler, Language, Program};
use super::{Artifact, ArtifactKind, Place, Tool, is_test_name, shell_server};
use crate::text::{MappedText, Node, Region, RegionKind, SourceFile, json};
use declarations::Declarations;
pub use texts::{is_printed_by, is_sentence, sentences};

/// Names that only the source of a server has.
const SDKS: &[&str] = &[
    "FastMCP",
    "fastmcp",
    "mcp.server",
    "from mcp ",
    "import mcp",
    "@modelcontextprotocol/sdk",
    "@modelcontextprotocol/server",
    "@modelcontextprotocol/node",
    "mcp-go",
    "modelcontextprotocol/go-sdk",
    "McpServer",
];

/// Packages of the SDK that a program needs which is a server, and not one that only starts some.
const PACKAGES: &[&str] = &["@modelcontextprotocol/sdk", "@modelcontextprotocol/server", "@modelcontextprotocol/node"];

/// Whether a source file declares an MCP server.
pub(super) fn is_server(file: &SourceFile) -> bool {
    Language::of(file).is_some() && SDKS.iter().any(|sdk| file.text().contains(sdk))
        || shell_server::is_server(file)
        || is_package(file)
}

/// Whether a file is the manifest of a package that runs on the SDK and calls itself a server: all of its code may lie in
/// other packages.
fn is_package(file: &SourceFile) -> bool {
    if file.name() != "package.json" || !file.text().contains("@modelcontextprotocol/") {
        return false;
    }
    let Ok(manifest) = json::parse(file.text()) else { return false };
    let name = manifest.root.get("name").and_then(Node::as_str).unwrap_or_default();
    let needs = manifest.root.get("dependencies");
    let runs =
        manifest.root.get("bin").is_some() && PACKAGES.iter().any(|sdk| needs.is_some_and(|n| n.get(sdk).is_some()));
    runs && name.split(|c: char| !c.is_ascii_alphanumeric()).any(|part| part == "mcp")
}

/// Reads a source file: all of it as one region, and what it declares.
pub(super) fn read(artifact: &mut Artifact, index: usize) {
    let Some(file) = artifact.files.get(index) else { return };
    let text = MappedText::verbatim(file.text(), 0);
    let program = code::read(file, index, !is_test_name(file.name()));
    artifact.regions.push(Region::new(index, RegionKind::Script, text));
    shell_server::read(artifact, index);
    match program {
        Ok(Some(mut program)) => {
            let mut found = Declarations::new(&program);
            found.decorated();
            found.called();
            // A file without the SDK belongs to a server if a file beside it is one.
            if artifact.has_server() {
                found.described();
                if found.tools.iter().any(|tool| tool.handler.is_some()) {
                    found.answered();
                }
                let (tools, lists, texts) = (found.tools, found.lists, found.texts);
                program.lists = lists;
                add(artifact, &mut program, tools, texts);
            } else if artifact.kind == ArtifactKind::Skill {
                found.printed();
                let texts = found.texts;
                add(artifact, &mut program, Vec::new(), texts);
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
    /// `None` for a function that handles the calls of all tools, or something else.
    name: Option<MappedText>,
    /// It answers requests that are no calls of tools.
    request: bool,
    description: Option<MappedText>,
    parameters: Vec<MappedText>,
    /// The record that says of each argument what it may be.
    schema: Option<ExprId>,
    handler: Option<FunctionId>,
}

/// What a schema says of an argument is the type of the parameter that takes it: `{ name: z.enum([…]) }`.
fn annotate(artifact: &Artifact, program: &mut Program, handler: FunctionId, schema: ExprId) {
    let Some(file) = artifact.files.get(program.file) else { return };
    let Some(function) = program.functions.get(handler) else { return };
    let typed = function.parameters.iter().map(|parameter| {
        let own = program.member(schema, parameter.member.as_deref()?)?;
        let stated = match program.kind(own) {
            ExprKind::Name(name) => program.constant(name).unwrap_or(own),
            _ => own,
        };
        Some(file.slice(program.span(stated)).to_owned())
    });
    let typed: Vec<Option<String>> = typed.collect();
    let Some(function) = program.functions.get_mut(handler) else { return };
    for (parameter, stated) in function.parameters.iter_mut().zip(typed) {
        if let Some(stated) = stated.filter(|_| parameter.annotation.is_empty()) {
            parameter.annotation = stated;
        }
    }
}

fn add(artifact: &mut Artifact, program: &mut Program, tools: Vec<Declared>, texts: Vec<(RegionKind, MappedText)>) {
    let file = program.file;
    for tool in tools {
        if let (Some(handler), Some(schema)) = (tool.handler, tool.schema) {
            annotate(artifact, program, handler, schema);
        }
        let span = tool.handler.and_then(|id| program.functions.get(id)).map(|function| function.span);
        let Some(name) = tool.name else {
            let asked = if tool.request { Asked::Request } else { Asked::AnyTool };
            program.handlers.extend(tool.handler.map(|function| Handler { function, asked }));
            continue;
        };
        let known =
            artifact.facts.tools.iter().position(|other| {
                other.place.file == file && (other.place.span == name.span() || other.name == name.text)
            });
        let index = known.unwrap_or(artifact.facts.tools.len());
        program.handlers.extend(tool.handler.map(|function| Handler { function, asked: Asked::Tool(index) }));
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

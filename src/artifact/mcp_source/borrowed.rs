//! What a server says of its tools in another of its files: `description: FACT`, `texts.fact`, `describe("fact")`.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::declarations::Declarations;
use crate::artifact::Artifact;
use crate::artifact::code::{ExprId, ExprKind, Import, Language, Program, module_stem};
use crate::finding::{Gap, GapReason};
use crate::text::{MappedText, Region, RegionKind, Span};

/// Texts of one artifact that are taken from other files; more are a gap.
const MAX_TEXTS: usize = 5000;
/// Descriptions of one artifact that are looked for in other files; more are a gap.
const MAX_WANTED: usize = 5000;
/// Files that one description may be put together from.
const MAX_FOUND: usize = 64;
/// Parts of parts of a description that are looked at.
const MAX_DEPTH: usize = 4;
/// Files of one name that an import may mean, and files of a package of Go that are looked at.
const MAX_SAME_NAME: usize = 32;

/// A place where a text is wanted that does not stand there.
struct Wanted {
    kind: RegionKind,
    /// The call or record that it is a part of.
    around: Span,
    value: ExprId,
}

/// A text of another file.
struct Borrowed {
    /// Index of the tool that it describes, where that is known.
    tool: Option<usize>,
    kind: RegionKind,
    file: usize,
    text: MappedText,
}

/// Adds what stands in other files than the tools that it describes.
pub(in crate::artifact) fn read(artifact: &mut Artifact) {
    let declares = |program: &&Program| {
        let own = || artifact.facts.tools.iter().any(|tool| tool.place.file == program.file);
        !program.in_document && (!program.handlers.is_empty() || own())
    };
    let speaking = artifact.programs.iter().filter(declares);
    let wanted = speaking.flat_map(|program| wanted(program).into_iter().map(move |wanted| (program, wanted)));
    let mut wanted: Vec<_> = wanted.take(MAX_WANTED + 1).collect();
    let Some(last) = wanted.last().map(|(program, _)| program.file) else { return };
    let mut complete = wanted.len() <= MAX_WANTED;
    wanted.truncate(MAX_WANTED);
    let files = Files::of(artifact);
    let mut found = Vec::new();
    let mut whole = BTreeMap::new();
    for (program, Wanted { kind, around, value }) in wanted {
        let mut texts = Vec::new();
        files.resolve(program, value, MAX_DEPTH, &mut texts);
        let tool = tool_of(artifact, program, around);
        let tool = tool.filter(|_| kind == RegionKind::ToolDescription && texts.len() == 1);
        for (program, text) in texts {
            match text {
                Some(text) => found.push(Borrowed { tool, kind, file: program.file, text }),
                None => {
                    whole.entry(program.file).or_insert((program, kind));
                }
            }
        }
    }
    for (file, (program, kind)) in whole {
        let mut declarations = Declarations::new(program);
        declarations.answered();
        let texts = declarations.texts.into_iter();
        found.extend(texts.map(|(_, text)| Borrowed { tool: None, kind, file, text }));
    }
    complete &= found.len() <= MAX_TEXTS;
    add(artifact, found);
    if let Some(file) = artifact.file(last).filter(|_| !complete) {
        let detail = "descriptions stand in other files, and there are more than are looked for";
        artifact.gaps.push(Gap::new(file.path.clone(), GapReason::TooComplex, detail));
    }
}

fn add(artifact: &mut Artifact, found: Vec<Borrowed>) {
    let place = |file: usize, span: Span| (file, span.start, span.end);
    let read = artifact.regions.iter().filter(|region| region.kind != RegionKind::Script);
    let mut known: BTreeSet<_> = read.map(|region| place(region.file, region.span(0..region.text.len()))).collect();
    for Borrowed { tool, kind, file, text } in found.into_iter().take(MAX_TEXTS) {
        if !known.insert(place(file, text.span())) {
            continue;
        }
        let tool = tool.and_then(|tool| artifact.facts.tools.get_mut(tool));
        let spoken = text.text.clone();
        let region = Region::new(file, kind, text);
        artifact.regions.push(match tool {
            Some(tool) if tool.description.is_empty() => {
                tool.description = spoken;
                region.owned_by(&tool.name)
            }
            _ => region,
        });
    }
}

/// Descriptions and instructions of a program that are no texts in place.
fn wanted(program: &Program) -> Vec<Wanted> {
    let mut found = Vec::new();
    let mut ask = |kind, around, value| {
        if program.literal(value).is_none() {
            found.push(Wanted { kind, around, value });
        }
    };
    for expr in &program.exprs {
        match &expr.kind {
            ExprKind::Call { callee, arguments } => {
                for argument in arguments {
                    if let Some(kind) = argument.name.as_deref().and_then(says) {
                        ask(kind, expr.span, argument.value);
                    }
                }
                let at = |at: usize| arguments.get(at).map(|argument| argument.value);
                let method = match program.kind(*callee) {
                    ExprKind::Member(_, name) | ExprKind::Name(name) => name.as_str(),
                    _ => continue,
                };
                let described = match method {
                    "tool" if arguments.len() > 2 => at(1).map(|value| (RegionKind::ToolDescription, value)),
                    "WithDescription" => at(0).map(|value| (RegionKind::ToolDescription, value)),
                    "describe" if arguments.len() == 1 => at(0).map(|value| (RegionKind::ToolParameter, value)),
                    _ => None,
                };
                if let Some((kind, value)) = described {
                    ask(kind, expr.span, value);
                }
            }
            ExprKind::Record(members) => {
                for (key, value) in members {
                    let name = match program.kind(*key) {
                        ExprKind::Text(text) => text.text.as_str(),
                        ExprKind::Name(name) => name,
                        _ => continue,
                    };
                    if let Some(kind) = says(name) {
                        ask(kind, expr.span, *value);
                    }
                }
            }
            _ => {}
        }
    }
    found
}

/// What a member or argument of this name says.
fn says(name: &str) -> Option<RegionKind> {
    match name {
        "description" | "Description" => Some(RegionKind::ToolDescription),
        "instructions" | "Instructions" => Some(RegionKind::ServerInstructions),
        _ => None,
    }
}

/// The tool that a call or record declares: its name stands in it, or in the function that it decorates.
fn tool_of(artifact: &Artifact, program: &Program, around: Span) -> Option<usize> {
    let decorated = program
        .functions
        .iter()
        .find(|function| function.decorators.iter().any(|decorator| program.span(*decorator) == around));
    let within = |name: Span| {
        (around.start <= name.start && name.end <= around.end)
            || decorated.is_some_and(|function| function.name_span == name)
    };
    artifact.facts.tools.iter().position(|tool| tool.place.file == program.file && within(tool.place.span))
}

/// A file, and the text of it that a value stands for.
type Found<'a> = (&'a Program, Option<MappedText>);

/// The files of an artifact that names may come from.
struct Files<'a> {
    artifact: &'a Artifact,
    /// By the name of the file, extension left out.
    stems: HashMap<&'a str, Vec<&'a Program>>,
}

impl<'a> Files<'a> {
    fn of(artifact: &'a Artifact) -> Self {
        let mut stems: HashMap<&str, Vec<&Program>> = HashMap::new();
        for program in artifact.programs.iter().filter(|program| !program.in_document) {
            let stem = artifact.file(program.file).and_then(|file| file.path.file_stem());
            let same = stems.entry(stem.unwrap_or_default()).or_default();
            if same.len() < MAX_SAME_NAME {
                same.push(program);
            }
        }
        Self { artifact, stems }
    }

    /// The texts that a value stands for, each with its file; no text where it may be any of the file's sentences.
    fn resolve(&self, program: &Program, value: ExprId, depth: usize, found: &mut Vec<Found<'a>>) {
        let Some(depth) = depth.checked_sub(1).filter(|_| found.len() < MAX_FOUND) else { return };
        match program.kind(value) {
            ExprKind::Join(parts) | ExprKind::Either(parts) => {
                for part in parts {
                    self.resolve(program, *part, depth, found);
                }
            }
            ExprKind::Name(name) => self.named(program, name, None, found),
            ExprKind::Member(object, key) => {
                self.named(program, &root(program, *object), Some(key), found);
            }
            ExprKind::Index(object, key) => {
                let key = program.literal(*key).map(|key| key.text);
                self.named(program, &root(program, *object), key.as_deref(), found);
            }
            // What a function makes of its argument may be any text beside it.
            ExprKind::Call { callee, .. } => {
                let name = root(program, *callee);
                let files = self.sources(program, &name);
                found.extend(files.into_iter().map(|(other, _)| (other, None)));
            }
            _ => {}
        }
    }

    /// The text of a name that another file gives it, or of its member.
    fn named(&self, program: &Program, name: &str, key: Option<&str>, found: &mut Vec<Found<'a>>) {
        for (other, own) in self.sources(program, name) {
            let constant = |name: &str| other.constant(name);
            let value = match (own, key) {
                (Some(own), Some(key)) => constant(own).and_then(|record| other.member(record, key)),
                (Some(own), None) => constant(own),
                (None, Some(key)) => constant(key),
                (None, None) => None,
            };
            found.push((other, value.and_then(|value| other.literal(value))));
        }
    }

    /// The files that a name may come from, and what it is called there; `None` where it is the file itself.
    fn sources<'p>(&self, program: &'p Program, name: &'p str) -> Vec<(&'a Program, Option<&'p str>)> {
        if program.language == Language::Go {
            let folder = |program: &Program| self.artifact.file(program.file).and_then(|file| file.path.parent());
            let others = self.artifact.programs.iter().filter(|other| other.file != program.file);
            let beside = others.filter(|other| folder(other) == folder(program)).take(MAX_SAME_NAME);
            let has = beside.filter(|other| other.constant(name).is_some());
            return has.map(|other| (other, Some(name))).collect();
        }
        let Some(import) = program.imports.iter().rev().find(|import| import.name == name) else { return Vec::new() };
        let own = import.path.strip_prefix(&import.module).map(|own| own.trim_start_matches('.'));
        let own = own.filter(|own| !own.is_empty() && *own != "default");
        self.files(import, own)
    }

    fn files<'p>(&self, import: &Import, own: Option<&'p str>) -> Vec<(&'a Program, Option<&'p str>)> {
        let of = |module: &str| module_stem(module).and_then(|stem| self.stems.get(stem));
        // `from . import texts` names the file last.
        let file = of(&import.module).map(|files| (files, own)).or_else(|| Some((of(&import.path)?, None)));
        file.map_or_else(Vec::new, |(files, own)| files.iter().map(|file| (*file, own)).collect())
    }
}

/// The name that a chain of members, calls and indices begins with.
fn root(program: &Program, id: ExprId) -> String {
    program.dotted(id).split('.').next().unwrap_or_default().to_owned()
}

//! Filters of document databases: an object in the place of a text brings operators, and widens what is asked for.

use std::collections::BTreeSet;

use super::call::Given;
use super::machine::Machine;
use super::table::{SinkKind, last};
use super::value::{Source, Value};
use crate::artifact::Artifact;
use crate::artifact::code::{ExprId, ExprKind, Program};
use crate::text::{Pattern, Span};

/// Packages that ask document databases.
const PACKAGES: &[&str] = &["mongodb", "mongoose", "pymongo", "motor", "mongoengine", "monk", "beanie"];

/// Methods that take a filter, and its position.
const METHODS: &[(&str, usize)] = &[
    ("find", 0),
    ("findOne", 0),
    ("find_one", 0),
    ("aggregate", 0),
    ("count", 0),
    ("countDocuments", 0),
    ("count_documents", 0),
    ("distinct", 1),
    ("exists", 0),
    ("updateOne", 0),
    ("updateMany", 0),
    ("update_one", 0),
    ("update_many", 0),
    ("replaceOne", 0),
    ("replace_one", 0),
    ("deleteOne", 0),
    ("deleteMany", 0),
    ("delete_one", 0),
    ("delete_many", 0),
    ("findOneAndUpdate", 0),
    ("findOneAndDelete", 0),
    ("findOneAndReplace", 0),
    ("find_one_and_update", 0),
    ("find_one_and_delete", 0),
    ("find_one_and_replace", 0),
];
/// Names that such an argument may have.
const NAMED: &[&str] = &["filter", "query", "pipeline", "__raw__"];

/// Functions that make objects of texts.
pub(super) const PARSERS: &[&str] = &[
    "json.loads",
    "json.load",
    "tomllib.load",
    "tomllib.loads",
    "toml.load",
    "orjson.loads",
    "bson.json_util.loads",
    "yaml.safe_load",
    "JSON.parse",
    "JSON5.parse",
    "json5.parse",
    "EJSON.parse",
    "bson.EJSON.parse",
    "mongodb.EJSON.parse",
];
/// Functions and methods that make texts or numbers of anything, or fail.
const TEXTS: &[&str] = &["str", "String", "toString", "trim", "strip", "lower", "toLowerCase", "upper", "ObjectId"];

/// Types that let an object through.
static OPEN: Pattern = Pattern::new(concat!(
    r"^(?:(?:Optional|Annotated)\[)?(?:typing\.)?(?:(?:list|List)\[)?(?:dict|Dict|Any|object|Mapping)\b",
    r"|^(?:any|unknown|object|Record<)",
    r"|^z\.(?:array\(\s{0,20}z\.)?(?:any|unknown|record|lazy|looseObject|json)\b|^z\.object\([\s\S]{0,2000}\)\.passthrough\(",
));

/// Names of arguments that schemas let be objects; `None` where no program asks a document database.
pub(super) fn names(artifact: &Artifact, programs: &[Program]) -> Option<BTreeSet<String>> {
    let first = |module: &str| module.split(['.', '/']).next().unwrap_or_default().to_owned();
    let mut imports = programs.iter().flat_map(|program| &program.imports);
    imports.find(|import| PACKAGES.contains(&first(&import.module).as_str()))?;
    let (mut open, mut plain) = (BTreeSet::new(), BTreeSet::new());
    for program in programs {
        for expr in &program.exprs {
            let ExprKind::Record(entries) = &expr.kind else { continue };
            for (key, entry) in entries {
                if is_called(program, *key, "properties") {
                    if let ExprKind::Record(properties) = program.kind(*entry) {
                        for (name, schema) in properties {
                            note(program, *name, of_schema(program, *schema), &mut open, &mut plain);
                        }
                    }
                } else if matches!(program.kind(*entry), ExprKind::Call { .. })
                    && program.dotted(*entry).starts_with("z.")
                {
                    let text = artifact.file(program.file).map_or("", |file| file.slice(program.span(*entry)));
                    note(program, *key, Some(OPEN.is_match(text)), &mut open, &mut plain);
                }
            }
        }
    }
    // Where two tools have an argument of one name, it is not known which of them is meant.
    Some(open.difference(&plain).cloned().collect())
}

fn note(
    program: &Program,
    name: ExprId,
    is_open: Option<bool>,
    open: &mut BTreeSet<String>,
    plain: &mut BTreeSet<String>,
) {
    let name = match program.kind(name) {
        ExprKind::Text(text) => text.text.clone(),
        _ => program.dotted(name),
    };
    match is_open {
        Some(true) => open.insert(name),
        Some(false) => plain.insert(name),
        None => false,
    };
}

fn is_called(program: &Program, key: ExprId, name: &str) -> bool {
    match program.kind(key) {
        ExprKind::Text(text) => text.text == name,
        ExprKind::Name(own) => own == name,
        _ => false,
    }
}

/// Whether a JSON Schema lets an object through; `None` where it refers to another.
fn of_schema(program: &Program, schema: ExprId) -> Option<bool> {
    let ExprKind::Record(_) = program.kind(schema) else { return None };
    if let Some(kind) = program.member(schema, "type") {
        let kind = program.literal(kind)?;
        return match kind.text.as_str() {
            "array" => of_schema(program, program.member(schema, "items")?),
            kind => Some(kind == "object"),
        };
    }
    let stated = ["enum", "const", "pattern", "format", "$ref", "anyOf", "oneOf", "allOf"];
    (!stated.iter().any(|name| program.member(schema, name).is_some())).then_some(true)
}

impl Machine<'_> {
    /// Marks an argument that may be an object, by its type or its name.
    pub(super) fn may_be_object(&mut self, mut value: Value, name: &str, annotation: &str, span: Span) -> Value {
        let Some(names) = &self.objects else { return value };
        let open = if annotation.is_empty() { names.contains(name) } else { OPEN.is_match(annotation) };
        if open && value.origins & self.mask(&[Source::Argument]) != 0 {
            value.origins |= self.origin(self.program(), span, Source::Object, name).origins;
        }
        value
    }

    /// Marks what a parser makes of a client's text; what has become a text brings no operators.
    pub(super) fn shaped(&mut self, path: &str, given: &[Given], span: Span, value: &mut Value) {
        if self.objects.is_none() {
            return;
        }
        if PARSERS.contains(&path) {
            let client = self.mask(&[Source::Argument]);
            if given.first().is_some_and(|given| given.value.origins & client != 0) {
                value.origins |= self.origin(self.program(), span, Source::Object, path).origins;
            }
        } else if TEXTS.contains(&last(path)) {
            self.as_text(value);
        }
    }

    /// A text brings no operators.
    pub(super) fn as_text(&self, value: &mut Value) {
        if self.objects.is_some() {
            value.origins &= !self.mask(&[Source::Object]);
        }
    }

    /// Reports a filter that may bring operators. Its targets are the fields that are compared, none where it is handed
    /// through as a whole, and `fixed` if there is a condition of the program's own.
    pub(super) fn asked_for(&mut self, path: &str, given: &[Given], span: Span) {
        let Some((_, at)) = METHODS.iter().find(|(name, _)| self.objects.is_some() && *name == last(path)) else {
            return;
        };
        let named = given.iter().find(|given| given.name.as_deref().is_some_and(|name| NAMED.contains(&name)));
        let placed = given.iter().filter(|given| given.name.is_none()).nth(*at);
        let Some(filter) = named.or(placed) else { return };
        let objects = self.mask(&[Source::Object]);
        if filter.value.origins & objects == 0 {
            return;
        }
        let parts = filter.value.members.as_deref().unwrap_or_default();
        let parts = if filter.members.is_empty() { parts } else { &filter.members };
        let whole = parts.is_empty() || parts.iter().any(|(name, part)| name.is_empty() && part.origins & objects != 0);
        let own = |part: &Value| part.origins & objects == 0 || !part.texts.is_empty();
        let mut targets: Vec<String> = Vec::new();
        if whole {
            targets.extend(parts.iter().any(|(_, part)| own(part)).then(|| FIXED.to_owned()));
        } else {
            let asked = parts.iter().filter(|(_, part)| part.origins & objects != 0);
            targets.extend(asked.take(MAX_FIELDS).map(|(name, _)| name.clone()));
        }
        self.event(SinkKind::Filter, span, last(path), &filter.value.data(), &targets);
    }
}

/// Stands among the targets of a filter that restricts what the client's part of it may find.
pub const FIXED: &str = "=";
/// Fields of one filter that are noted, at most.
const MAX_FIELDS: usize = 16;

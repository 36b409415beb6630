//! Programs as data flow sees them: the same shape for every language.

use std::collections::BTreeMap;

use super::Language;
use crate::text::{MappedText, Span, TextBuilder};

/// Index into [`Program::exprs`].
pub type ExprId = usize;
/// Index into [`Program::functions`].
pub type FunctionId = usize;

/// A file of source code, or the code blocks of one language in a document.
#[derive(Debug, Default)]
pub struct Program {
    /// Index of the file among the artifact's.
    pub file: usize,
    pub language: Language,
    pub exprs: Vec<Expr>,
    /// The first is the file itself.
    pub functions: Vec<Function>,
    pub imports: Vec<Import>,
    pub classes: Vec<Class>,
    /// Types of other packages that struct literals of Go are of, by the byte where the literal begins.
    pub objects: BTreeMap<usize, String>,
    /// Functions that a client's calls reach.
    pub handlers: Vec<Handler>,
    /// Functions that tell a client which tools there are.
    pub lists: Vec<FunctionId>,
    /// Whether it is made of code blocks of a document: an order to run it, or an example.
    pub in_document: bool,
}

/// A function that answers what a client asks.
#[derive(Debug, Clone, Copy)]
pub struct Handler {
    pub function: FunctionId,
    pub asked: Asked,
}

/// What a handler is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// The tool at this index of [`Facts::tools`](crate::artifact::Facts).
    Tool(usize),
    /// Any tool: its name, and all arguments in one object.
    AnyTool,
    /// A resource, a prompt or a page of its own.
    Request,
}

/// A function, method, lambda, or the top level of a file.
#[derive(Debug, Default)]
pub struct Function {
    /// Empty for lambdas.
    pub name: String,
    /// The class that it is a method of.
    pub class: Option<String>,
    /// The function that it is written in.
    pub parent: Option<FunctionId>,
    pub span: Span,
    pub name_span: Span,
    pub parameters: Vec<Parameter>,
    /// The name of the object that it is a method of, where the head of a Go method gives it one.
    pub receiver: Option<String>,
    pub decorators: Vec<ExprId>,
    /// `get name()`: run where it is only named.
    pub getter: bool,
    pub doc: Option<MappedText>,
    pub body: Vec<Statement>,
}

/// A parameter, or one name that a pattern in its place binds.
#[derive(Debug, Clone, Default)]
pub struct Parameter {
    pub name: String,
    pub span: Span,
    /// The type as written; empty where there is none.
    pub annotation: String,
    /// Position among the arguments; names of one pattern share theirs.
    pub position: usize,
    /// `*args`, `...args`: all arguments from its position on.
    pub rest: bool,
    /// `**values`: a record of all arguments by name that no other parameter takes.
    pub named: bool,
    /// The value that it has where the caller gives none.
    pub default: Option<ExprId>,
    /// The member of the argument that a pattern takes, with dots where patterns are nested; `None` for the argument as
    /// a whole.
    pub member: Option<String>,
}

/// A class. Its methods are functions, its attributes assignments that stand in its span.
#[derive(Debug)]
pub struct Class {
    pub name: String,
    /// What it inherits from, as written.
    pub bases: Vec<String>,
    pub span: Span,
}

/// A name that stands for something of another module.
#[derive(Debug, Clone)]
pub struct Import {
    /// `*` where all names of the module are meant.
    pub name: String,
    /// The dotted path of what it stands for.
    pub path: String,
    /// The beginning of the path that names the module, as written.
    pub module: String,
}

/// What a variable is given that Go fills with the content of a file: a call of this, with the name of the file.
pub const EMBED: &str = "go:embed";

/// The name that the file of a module has without its extension: `note` for `./lib/note.mjs`, `accounts` for `.accounts`.
pub fn module_stem(module: &str) -> Option<&str> {
    let bare = [".js", ".ts", ".mjs", ".cjs"].into_iter().find_map(|ending| module.strip_suffix(ending));
    bare.unwrap_or(module).rsplit(['.', '/']).next().filter(|stem| !stem.is_empty())
}

#[derive(Debug)]
pub struct Statement {
    pub span: Span,
    pub kind: StatementKind,
}

#[derive(Debug)]
pub enum StatementKind {
    Expression(ExprId),
    /// `adds` where the old value stays part of the new one.
    Assign {
        target: ExprId,
        value: ExprId,
        adds: bool,
    },
    Return(Option<ExprId>),
    /// One of several results; what follows is reached.
    Yield(ExprId),
    /// `raise`, `throw`, `break`, `continue`: what follows is not reached.
    Leave(Option<ExprId>),
    If {
        test: ExprId,
        then: Vec<Statement>,
        otherwise: Vec<Statement>,
    },
    For {
        target: ExprId,
        over: ExprId,
        body: Vec<Statement>,
    },
    While {
        test: Option<ExprId>,
        body: Vec<Statement>,
    },
    /// A block, or a `try` with its handlers.
    Block(Vec<Statement>),
}

#[derive(Debug)]
pub struct Expr {
    pub span: Span,
    pub kind: ExprKind,
}

#[derive(Debug)]
pub enum ExprKind {
    Name(String),
    Text(MappedText),
    Number(String),
    Member(ExprId, String),
    Index(ExprId, ExprId),
    Call {
        callee: ExprId,
        arguments: Vec<Argument>,
    },
    /// A dictionary, object or struct literal.
    Record(Vec<(ExprId, ExprId)>),
    List(Vec<ExprId>),
    /// Concatenation, interpolation, and whatever else holds all its parts.
    Join(Vec<ExprId>),
    /// One of several: conditionals, `or`, `??`.
    Either(Vec<ExprId>),
    /// Yields a truth value, or a number that says little about its operands.
    Compare(String, Vec<ExprId>),
    /// A comprehension, and its element.
    Each(Vec<Clause>, ExprId),
    Assign(ExprId, ExprId),
    Function(FunctionId),
    /// A literal that is no text: `true`, `nil`, a regular expression.
    Constant,
}

/// `for target in over if condition` of a comprehension.
#[derive(Debug)]
pub struct Clause {
    pub target: ExprId,
    pub over: ExprId,
    pub conditions: Vec<ExprId>,
}

#[derive(Debug, Clone)]
pub struct Argument {
    pub name: Option<String>,
    pub value: ExprId,
    /// `*args`, `...args`.
    pub spread: bool,
}

impl Program {
    pub fn expr(&self, id: ExprId) -> Option<&Expr> {
        self.exprs.get(id)
    }

    pub fn kind(&self, id: ExprId) -> &ExprKind {
        self.exprs.get(id).map_or(&ExprKind::Constant, |expr| &expr.kind)
    }

    pub fn span(&self, id: ExprId) -> Span {
        self.exprs.get(id).map_or(Span::default(), |expr| expr.span)
    }

    /// The dotted name that an expression spells, such as `app.tool`; calls in between are left out.
    pub fn dotted(&self, id: ExprId) -> String {
        let mut parts = Vec::new();
        let mut at = id;
        // Longer chains than any program writes are cut.
        for _ in 0..32 {
            match self.kind(at) {
                ExprKind::Name(name) => {
                    parts.push(name.as_str());
                    break;
                }
                ExprKind::Member(object, name) => {
                    parts.push(name.as_str());
                    at = *object;
                }
                ExprKind::Call { callee, .. } => at = *callee,
                ExprKind::Index(object, _) => at = *object,
                _ => break,
            }
        }
        parts.reverse();
        parts.join(".")
    }

    /// The text that an expression spells without running anything: literals, their concatenation, and methods that
    /// only trim them. Names are looked up among the file's own constants.
    pub fn literal(&self, id: ExprId) -> Option<MappedText> {
        self.literal_at(id, 8, &mut 2000)
    }

    fn literal_at(&self, id: ExprId, depth: usize, steps: &mut usize) -> Option<MappedText> {
        let depth = depth.checked_sub(1)?;
        // Constants of constants multiply; no description needs as many.
        *steps = steps.checked_sub(1)?;
        match self.kind(id) {
            ExprKind::Text(text) => Some(text.clone()),
            kind @ (ExprKind::Join(parts) | ExprKind::List(parts)) if !parts.is_empty() => {
                let mut builder = TextBuilder::new();
                for part in parts {
                    // A part that is only known at run time is left out.
                    if let Some(text) = self.literal_at(*part, depth, steps) {
                        // A list is one of lines or words, whatever is put between them.
                        if matches!(kind, ExprKind::List(_)) && !builder.is_empty() {
                            builder.decoded("\n", self.span(*part));
                        }
                        builder.append(&text);
                    }
                }
                (!builder.is_empty()).then(|| builder.finish())
            }
            ExprKind::Call { callee, arguments } => {
                let inner = arguments.first().and_then(|argument| self.literal_at(argument.value, depth, steps));
                inner.filter(|text| text.text.len() > 8).or_else(|| match self.kind(*callee) {
                    ExprKind::Member(object, _) => self.literal_at(*object, depth, steps),
                    _ => None,
                })
            }
            ExprKind::Name(name) => self.literal_at(self.constant(name)?, depth, steps),
            _ => None,
        }
    }

    /// What the top level of the file last gives to a name.
    pub fn constant(&self, name: &str) -> Option<ExprId> {
        let constants = self.functions.first()?.body.iter().rev().take(2000);
        let mut values = constants.filter_map(|statement| match &statement.kind {
            StatementKind::Assign { target, value, adds: false } => match self.kind(*target) {
                ExprKind::Name(other) if other == name => Some(*value),
                _ => None,
            },
            _ => None,
        });
        values.next()
    }

    /// Whether a place stands in no function.
    pub fn is_at_top(&self, place: Span) -> bool {
        let holds = |function: &Function| function.span.start <= place.start && place.end <= function.span.end;
        !self.functions.iter().skip(1).any(holds)
    }

    /// Whether a place stands in a branch of the function that it is in.
    pub fn is_conditional(&self, place: Span) -> bool {
        self.functions.iter().any(|function| branches(&function.body, place))
    }

    /// The value of a member of a record literal.
    pub fn member(&self, record: ExprId, name: &str) -> Option<ExprId> {
        let ExprKind::Record(members) = self.kind(record) else { return None };
        let named = |id: ExprId| match self.kind(id) {
            ExprKind::Text(text) => text.text == name,
            ExprKind::Name(text) => text == name,
            _ => false,
        };
        members.iter().find(|(key, _)| named(*key)).map(|(_, value)| *value)
    }
}

/// Whether a place stands in a branch of one of some statements.
fn branches(statements: &[Statement], place: Span) -> bool {
    let around = |statement: &&Statement| statement.span.start <= place.start && place.end <= statement.span.end;
    statements.iter().filter(around).any(|statement| match &statement.kind {
        StatementKind::If { then, otherwise, .. } => then.iter().chain(otherwise).any(|inner| around(&inner)),
        StatementKind::For { body, .. } | StatementKind::While { body, .. } | StatementKind::Block(body) => {
            branches(body, place)
        }
        _ => false,
    })
}

//! Texts of a server's code that a model may come to read.

use super::declarations::Declarations;
use crate::artifact::code::{ExprId, ExprKind, Program};
use crate::text::{MappedText, RegionKind, Span, TextBuilder};

/// Texts in the code of one file, at most.
const MAX_TEXTS: usize = 1000;

/// Functions that print what they are given.
const PRINTS: &[&str] = &[
    "print",
    "sys.stdout.write",
    "click.echo",
    "typer.echo",
    "rich.print",
    "console.print",
    "console.log",
    "console.info",
    "console.warn",
    "console.error",
    "process.stdout.write",
    "fmt.Print",
    "fmt.Printf",
    "fmt.Println",
    "echo",
    "printf",
    "cat",
];

impl Declarations<'_> {
    /// Descriptions of parameters that stand beside the tools: `z.string().describe("…")`, and those of the members of a
    /// class, `Field(description="…")`.
    pub(super) fn described(&mut self) {
        let known: Vec<Span> = self.tools.iter().flat_map(|tool| &tool.parameters).map(MappedText::span).collect();
        // Elsewhere, they describe settings and records.
        let described = !self.tools.is_empty();
        let fields = self.fields.iter().filter(|(_, text)| described && !known.contains(&text.span()));
        let fields = fields.map(|(_, text)| (RegionKind::ToolParameter, text.clone()));
        self.texts.extend(fields.take(MAX_TEXTS));
        for id in 0..self.program.exprs.len() {
            if self.texts.len() < MAX_TEXTS
                && let ExprKind::Call { callee, arguments } = self.program.kind(id)
                && let ([only], ExprKind::Member(_, name)) = (arguments.as_slice(), self.program.kind(*callee))
                && name == "describe"
            {
                let text = self.written(only.value, 3).filter(|text| !known.contains(&text.span()));
                self.texts.extend(text.map(|text| (RegionKind::ToolParameter, text)));
            }
        }
    }

    /// Sentences that stand in the code of a server: what a client may be answered with.
    pub(super) fn answered(&mut self) {
        let mut known: Vec<Span> =
            self.program.functions.iter().filter_map(|f| f.doc.as_ref()).map(MappedText::span).collect();
        known.extend(self.texts.iter().map(|(_, text)| text.span()));
        known.extend(self.tools.iter().flat_map(|tool| &tool.parameters).map(MappedText::span));
        known.extend(self.tools.iter().filter_map(|tool| tool.description.as_ref()).map(MappedText::span));
        let mut answers = Vec::new();
        // What is put together stands behind its parts.
        for id in (0..self.program.exprs.len()).rev() {
            let Some(text) = self.written(id, 3).filter(|text| is_sentence(&text.text)) else { continue };
            let at = text.span();
            if answers.len() >= MAX_TEXTS || known.iter().any(|span| span.start <= at.start && at.end <= span.end) {
                continue;
            }
            known.push(at);
            answers.push((RegionKind::Resource, text));
        }
        answers.reverse();
        self.texts.append(&mut answers);
    }

    /// Sentences that a program prints: whoever has it run reads them as its answer.
    pub(super) fn printed(&mut self) {
        for id in 0..self.program.exprs.len() {
            let ExprKind::Call { callee, arguments } = self.program.kind(id) else { continue };
            if self.texts.len() >= MAX_TEXTS || !is_printed_by(&self.program.dotted(*callee)) {
                continue;
            }
            let mut builder = TextBuilder::new();
            for text in arguments.iter().filter_map(|argument| self.program.literal(argument.value)) {
                builder.append(&text);
            }
            let text = builder.finish();
            if is_sentence(&text.text) {
                self.texts.push((RegionKind::Resource, text));
            }
        }
    }

    /// A text, or texts with something in between, as far as they stand in place.
    fn written(&self, id: ExprId, depth: usize) -> Option<MappedText> {
        match self.program.kind(id) {
            ExprKind::Text(text) => Some(text.clone()),
            ExprKind::Join(parts) if depth > 0 => {
                let mut builder = TextBuilder::new();
                for text in parts.iter().filter_map(|part| self.written(*part, depth - 1)) {
                    builder.append(&text);
                }
                (!builder.is_empty()).then(|| builder.finish())
            }
            _ => None,
        }
    }

    /// Every text below an expression.
    pub(super) fn texts_below(&self, id: ExprId) -> Vec<MappedText> {
        let within = self.program.span(id);
        let mut texts: Vec<MappedText> = Vec::new();
        // Parts are lowered before what they are part of; what is put together is one text.
        let inside = |at: &ExprId| self.program.span(*at).start >= within.start;
        for at in (0..id).rev().take_while(inside) {
            let Some(text) = self.written(at, 3).filter(|text| text.text.len() > 2) else { continue };
            let own = text.span();
            if texts.last().is_none_or(|last| own.start < last.span().start || own.end > last.span().end) {
                texts.push(text);
            }
        }
        texts.reverse();
        texts
    }
}

/// The sentences of a program that belongs to a server and handles no calls: those that do may answer with them.
pub fn sentences(program: &Program) -> Vec<MappedText> {
    let mut declarations = Declarations::new(program);
    declarations.answered();
    declarations.texts.into_iter().map(|(_, text)| text).collect()
}

/// Whether a function prints what it is given.
pub fn is_printed_by(path: &str) -> bool {
    PRINTS.contains(&path)
}

/// Whether a text is long enough to tell a model something, and no query.
pub fn is_sentence(text: &str) -> bool {
    let verb = text.split_whitespace().next().unwrap_or_default();
    let query = matches!(verb, "SELECT" | "INSERT" | "UPDATE" | "DELETE" | "CREATE" | "WITH" | "ALTER" | "DROP");
    text.len() >= 40 && text.split_whitespace().take(7).count() == 7 && !query
}

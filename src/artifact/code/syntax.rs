//! Syntax trees within a work limit.

use std::cell::RefCell;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::num::NonZeroU16;
use std::ops::ControlFlow;

use tree_sitter::{Node, ParseOptions, Parser, Point, Range, Tree};

use super::Language;
use crate::text::Span;

/// Times that the parser reports progress, at most: a hundred steps each, so that the limit does not depend on the
/// machine. Ordinary code takes about one report for every 200 bytes.
const MAX_REPORTS: usize = 20_000;
/// Further reports for every KiB of text.
const REPORTS_PER_KIB: usize = 60;

/// The fields of a grammar by name.
type Fields = HashMap<&'static str, Option<NonZeroU16>>;

thread_local! {
    /// A parser is dear to make and cheap to use again.
    static PARSERS: RefCell<HashMap<Language, Parser>> = RefCell::default();
    /// Grammars look their fields up by comparing one name after the other.
    static FIELDS: RefCell<Vec<(tree_sitter::Language, Fields)>> = RefCell::default();
}

/// Whether programs of a language are read as such.
pub(super) const fn has_grammar(language: Language) -> bool {
    !matches!(language, Language::PowerShell | Language::Other)
}

fn grammar(language: Language) -> Option<tree_sitter::Language> {
    Some(match language {
        Language::JavaScript => tree_sitter_javascript::LANGUAGE.into(),
        Language::TypeScript => tree_sitter_typescript::LANGUAGE_TYPESCRIPT.into(),
        Language::Tsx => tree_sitter_typescript::LANGUAGE_TSX.into(),
        Language::Go => tree_sitter_go::LANGUAGE.into(),
        Language::Shell => tree_sitter_bash::LANGUAGE.into(),
        // Python has a parser of its own.
        Language::Python | Language::PowerShell | Language::Other => return None,
    })
}

/// Parses a text. The error says which limit was hit.
pub(super) fn parse(text: &str, language: Language) -> Result<Tree, &'static str> {
    parse_parts(text, &[Span::new(0, text.len())], language)
}

/// Parses parts of a text, in order, as if nothing stood between them. Nodes have their places in the whole text.
pub(super) fn parse_parts(text: &str, parts: &[Span], language: Language) -> Result<Tree, &'static str> {
    PARSERS.with_borrow_mut(|parsers| {
        let parser = match parsers.entry(language) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(place) => {
                let grammar = grammar(language).ok_or("the language has no grammar")?;
                let mut parser = Parser::new();
                parser.set_language(&grammar).map_err(|_| "the grammar does not fit the parser")?;
                place.insert(parser)
            }
        };
        // What was left when a limit was hit is not to go on here.
        parser.reset();
        parse_with(parser, text, parts)
    })
}

fn parse_with(parser: &mut Parser, text: &str, parts: &[Span]) -> Result<Tree, &'static str> {
    // Rows and columns are never asked for, so that they need not be counted.
    let range = |part: &Span| Range {
        start_byte: part.start,
        end_byte: part.end,
        start_point: Point::default(),
        end_point: Point::default(),
    };
    let ranges: Vec<Range> = parts.iter().map(range).collect();
    parser.set_included_ranges(&ranges).map_err(|_| "parts of the text overlap")?;
    let len: usize = parts.iter().map(|part| part.len()).sum();
    let limit = MAX_REPORTS + len / 1024 * REPORTS_PER_KIB;
    let mut reports = 0;
    let mut progress = |_: &tree_sitter::ParseState| {
        reports += 1;
        if reports > limit { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    let bytes = text.as_bytes();
    let mut read = |at: usize, _| bytes.get(at..).unwrap_or_default();
    let options = ParseOptions::new().progress_callback(&mut progress);
    parser.parse_with_options(&mut read, None, Some(options)).ok_or("the parser's work limit was hit")
}

/// The named children of a node, comments left out.
pub(super) fn children(node: Node<'_>) -> Vec<Node<'_>> {
    // A comment may stand anywhere; that is quicker to ask than the name of its kind.
    let is_comment = |child: &Node<'_>| child.is_extra() && child.kind() == "comment";
    node.named_children(&mut node.walk()).filter(|child| !is_comment(child)).collect()
}

/// The first of several fields that a node has: grammars call alike things differently.
pub(super) fn field<'t>(node: Node<'t>, names: &[&'static str]) -> Option<Node<'t>> {
    FIELDS.with_borrow_mut(|grammars| {
        let grammar = node.language();
        let at = grammars.iter().position(|(known, _)| *known == *grammar).unwrap_or_else(|| {
            grammars.push(((*grammar).clone(), Fields::new()));
            grammars.len() - 1
        });
        let (_, fields) = grammars.get_mut(at)?;
        let mut id = |name| *fields.entry(name).or_insert_with(|| grammar.field_id_for_name(name));
        names.iter().find_map(|name| node.child_by_field_id(id(name)?.get()))
    })
}

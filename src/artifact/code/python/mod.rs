//! Python, read by ruff's parser: it takes a tenth of the time of a table-driven one, and most agents are written in it.

mod expression;
mod function;
mod nesting;
mod statement;

use ruff_python_parser::{Mode, ParseOptions, parse_cells_unchecked};
use ruff_text_size::{Ranged, TextRange, TextSize};

use super::Language;
use super::program::Program;
use super::statement::Lower;
use crate::text::Span;

/// Reads parts of a text, one after the other, as one program. What has syntax errors is read as far as it can be.
///
/// The error says which limit was hit.
pub(super) fn program(text: &str, parts: &[Span], file: usize) -> Result<Program, &'static str> {
    let options = ParseOptions::from(Mode::Module);
    let mut modules = Vec::with_capacity(parts.len());
    for part in parts {
        if !text.get(part.range()).is_some_and(nesting::is_bounded) {
            return Err("nested deeper than the limit");
        }
        let place = |at: usize| TextSize::try_from(at).map_err(|_| "longer than the limit");
        let range = TextRange::new(place(part.start)?, place(part.end)?);
        modules.push(parse_cells_unchecked(text, [range], &options).into_syntax());
    }
    let whole = parts.iter().copied().reduce(Span::cover).unwrap_or_default();
    Lower::program(text, Language::Python, file, whole, |lower| {
        let mut body = Vec::new();
        for module in &modules {
            lower.python_block(&module.body, &mut body);
        }
        body
    })
}

/// Where a node stands.
fn span(node: &impl Ranged) -> Span {
    Span::new(node.start().to_usize(), node.end().to_usize())
}

#[cfg(test)]
mod tests {
    use super::super::program::{Statement, StatementKind};
    use super::*;

    fn read(text: &str) -> Result<Program, &'static str> {
        program(text, &[Span::new(0, text.len())], 0)
    }

    /// On the small stack of a thread.
    #[test]
    fn programs_as_deep_as_the_limit_are_read_and_deeper_ones_refused() {
        let deepest =
            [("(", ")", 1_900), ("-", "", 1_900), ("a.", "b", 1_900), ("f(", ")", 1_900), ("a + ", "a", 1_900)];
        for (open, close, depth) in deepest {
            let text = format!("x = {}1{}\n", open.repeat(depth), close.repeat(depth));
            assert!(read(&text).is_ok(), "{open}");
            let text = format!("x = {}1{}\n", open.repeat(300_000), close.repeat(300_000));
            assert!(read(&text).is_err(), "{open}");
        }
    }

    #[test]
    fn a_pattern_gives_its_names_parts_of_what_is_matched() {
        let program = read("match request:\n  case {'q': text, **rest}:\n    run(text)\n").unwrap();
        let StatementKind::If { then, .. } = &program.functions[0].body[0].kind else {
            panic!("a case is a condition")
        };
        let bound: Vec<String> = then
            .iter()
            .filter_map(|statement| match &statement.kind {
                StatementKind::Assign { target, value, .. } if program.dotted(*value) == "request" => {
                    Some(program.dotted(*target))
                }
                _ => None,
            })
            .collect();
        assert_eq!(bound, ["rest", "text"]);
    }

    #[test]
    fn a_branch_stands_in_the_branch_before_it() {
        let program = read("if a:\n  b()\nelif c:\n  d()\nelse:\n  e()\n").unwrap();
        let StatementKind::If { otherwise, .. } = &program.functions[0].body[0].kind else { panic!("a condition") };
        assert!(
            matches!(otherwise.as_slice(), [Statement { kind: StatementKind::If { otherwise, .. }, .. }] if otherwise.len() == 1)
        );
    }

    #[test]
    fn what_is_no_python_does_not_hide_what_is() {
        let text = "!pip install x\nimport os\nprint 'a'\nif x ==:\n  pass\ndef f():\n  os.system(y)\n";
        let program = read(text).unwrap();
        assert_eq!(program.imports.len(), 1);
        assert!((0..program.exprs.len()).any(|id| program.dotted(id) == "os.system"));
    }
}

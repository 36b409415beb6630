//! How deep a program may nest, told from its tokens before anything recurses over it.

use ruff_python_ast::token::TokenKind;
use ruff_python_parser::Mode;
use ruff_python_parser::lexer::lex;

/// Operators, keywords and brackets that may stand within each other. Python itself compiles less: it stops at 200
/// brackets, 100 indents and some thousand operators.
const MAX_NESTING: usize = 2_000;

/// What stands in one bracket, or in a statement outside of all.
#[derive(Default)]
struct Level {
    /// Since the last comma: what stands behind it is beside what stands before it.
    since: usize,
    /// What goes on behind a comma: the parameters of a lambda have commas of their own.
    kept: usize,
}

/// Counts upwards only within one statement, so that the sum is never less than the depth of the tree.
struct Counter {
    levels: Vec<Level>,
    /// Of all levels.
    sum: usize,
    indents: usize,
    /// Brackets that were left open before a statement began.
    open: usize,
}

impl Counter {
    fn level(&mut self) -> Option<&mut Level> {
        self.levels.last_mut()
    }

    fn add(&mut self) {
        self.sum += 1;
        if let Some(level) = self.level() {
            level.since += 1;
        }
    }

    fn keep(&mut self) {
        self.sum += 1;
        if let Some(level) = self.level() {
            level.kept += 1;
        }
    }

    fn comma(&mut self) {
        let passed = self.level().map_or(0, |level| std::mem::take(&mut level.since));
        self.sum -= passed;
    }

    fn close(&mut self) {
        if self.levels.len() > 1
            && let Some(level) = self.levels.pop()
        {
            self.sum -= level.since + level.kept;
        }
    }

    fn statement(&mut self) {
        self.open += self.levels.len().saturating_sub(1);
        self.levels.clear();
        self.levels.push(Level::default());
        self.sum = 0;
    }
}

/// Whether no part of a program is nested deeper than is read.
pub(super) fn is_bounded(source: &str) -> bool {
    let mut lexer = lex(source, Mode::Module);
    let mut counter = Counter { levels: vec![Level::default()], sum: 0, indents: 0, open: 0 };
    // Behind a bracket that nothing closes, lines end statements all the same.
    let mut broken = false;
    loop {
        match lexer.next_token() {
            TokenKind::EndOfFile => return true,
            TokenKind::Lpar
            | TokenKind::Lsqb
            | TokenKind::Lbrace
            | TokenKind::FStringStart
            | TokenKind::TStringStart => {
                counter.add();
                counter.levels.push(Level::default());
            }
            TokenKind::Rpar | TokenKind::Rsqb | TokenKind::Rbrace | TokenKind::FStringEnd | TokenKind::TStringEnd => {
                counter.close();
            }
            TokenKind::Comma => counter.comma(),
            TokenKind::Lambda | TokenKind::Yield => counter.keep(),
            TokenKind::Newline => counter.statement(),
            TokenKind::Semi if counter.levels.len() == 1 => counter.statement(),
            TokenKind::NonLogicalNewline if broken && counter.levels.len() == 1 => counter.statement(),
            TokenKind::Indent => counter.indents += 1,
            TokenKind::Dedent => counter.indents = counter.indents.saturating_sub(1),
            kind if counter.levels.len() > 1 && begins_statement(kind) => {
                broken = true;
                counter.statement();
            }
            TokenKind::Name
            | TokenKind::Int
            | TokenKind::Float
            | TokenKind::Complex
            | TokenKind::String
            | TokenKind::True
            | TokenKind::False
            | TokenKind::None
            | TokenKind::Comment
            | TokenKind::NonLogicalNewline
            | TokenKind::FStringMiddle
            | TokenKind::TStringMiddle => {}
            _ => counter.add(),
        }
        if counter.sum + counter.indents + counter.open > MAX_NESTING {
            return false;
        }
    }
}

/// Whether a word stands at the beginning of statements and in no expression.
const fn begins_statement(kind: TokenKind) -> bool {
    matches!(
        kind,
        TokenKind::Def
            | TokenKind::Class
            | TokenKind::Import
            | TokenKind::Return
            | TokenKind::With
            | TokenKind::While
            | TokenKind::Try
            | TokenKind::Except
            | TokenKind::Finally
            | TokenKind::Raise
            | TokenKind::Assert
            | TokenKind::Del
            | TokenKind::Global
            | TokenKind::Nonlocal
            | TokenKind::Pass
            | TokenKind::Break
            | TokenKind::Continue
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_side_by_side_is_not_deep() {
        let list = format!("x = [{}]\n", "f(-1, 'a' + b),\n".repeat(10_000));
        let lines = "if a:\n    b = c.d(e)[0]\n".repeat(10_000);
        let unclosed = format!("x = (\n{}", "def f(a):\n    return a.b(c) + 1\n".repeat(5_000));
        for source in [list, lines, unclosed] {
            assert!(is_bounded(&source), "{}", &source[..40]);
        }
    }

    #[test]
    fn what_nests_is_counted_whatever_it_is_made_of() {
        for part in [
            "(",
            "[0, ",
            "{0: ",
            "not ",
            "-",
            "f(a, ",
            "a.",
            "lambda a, b: ",
            "1 if a else ",
            "f'{",
            "(\nimport ",
            "a**",
        ] {
            assert!(!is_bounded(&part.repeat(3_000)), "{part}");
        }
    }
}

//! Code blocks of documents: what an agent is told to run is read like a script.
//!
//! The blocks of one language are one program: a session in which one command follows the other.

use tree_sitter::Tree;

use super::{Language, Program, python, says_much, statement, syntax};
use crate::text::{Mark, Role, Span};

/// Languages whose blocks are read.
const LANGUAGES: &[Language] = &[Language::Shell, Language::Python, Language::JavaScript, Language::TypeScript];

/// Info strings of blocks that show a terminal and are no names of files.
const TERMINALS: &[&str] = &["shellsession", "shell-session", "sh-session", "terminal", "bash-session"];

/// Reads the code blocks of a document as programs, one for each language.
///
/// `marks` are those of the text behind the front matter, which starts at `offset`. `index` is the document's among the
/// artifact's files. The error says which limit was hit.
pub fn blocks(text: &str, marks: &[Mark], offset: usize, index: usize) -> Result<Vec<Program>, &'static str> {
    let mut programs = Vec::new();
    for language in LANGUAGES {
        let spans: Vec<(Span, bool)> = marks.iter().filter_map(|mark| block(mark, *language, offset)).collect();
        let worth = |(span, tagged): &(Span, bool)| *tagged && says_much(slice(text, *span), *language);
        let any = spans.iter().any(worth);
        if *language == Language::Python {
            if any {
                let parts: Vec<Span> = spans.iter().map(|(span, _)| *span).collect();
                programs.push(Program { in_document: true, ..python::program(text, &parts, index)? });
            }
            continue;
        }
        let mut trees: Vec<Tree> = Vec::new();
        for (span, tagged) in spans {
            if if tagged { !any } else { !says_much(slice(text, span), *language) } {
                continue;
            }
            let parts = if *language == Language::Shell { commands(text, span) } else { vec![span] };
            let tree = syntax::parse_parts(text, &parts, *language)?;
            // What has no language may be anything; prose is rarely a script without errors that also sends or runs.
            if tagged || !tree.root_node().has_error() {
                trees.push(tree);
            }
        }
        if !trees.is_empty() {
            let program = statement::program(text, &trees, *language, index)?;
            programs.push(Program { in_document: true, ..program });
        }
    }
    Ok(programs)
}

/// Where the block of a mark stands in the file, if it may be in a language, and whether it says so.
fn block(mark: &Mark, language: Language, offset: usize) -> Option<(Span, bool)> {
    let Role::Code { language: info } = &mark.role else { return None };
    let tagged = if TERMINALS.contains(&info.as_str()) { Some(Language::Shell) } else { Language::of_extension(info) };
    let untagged = language == Language::Shell && matches!(info.as_str(), "" | "text" | "txt" | "plaintext");
    (tagged == Some(language) || untagged).then(|| (mark.span.shifted(offset), tagged.is_some()))
}

fn slice(text: &str, span: Span) -> &str {
    text.get(span.range()).unwrap_or_default()
}

/// What is typed in a block: prompts are taken away, and what a terminal answers where there are any.
fn commands(text: &str, span: Span) -> Vec<Span> {
    let mut parts = Vec::new();
    let (mut at, mut continued) = (span.start, false);
    for line in slice(text, span).split_inclusive('\n') {
        let lead = line.len() - line.trim_start().len();
        let typed = line.get(lead..).and_then(|rest| rest.strip_prefix("$ ").or_else(|| rest.strip_prefix("% ")));
        if typed.is_some() || continued {
            let start = typed.map_or(at, |_| at + lead + 2);
            parts.push(Span::new(start, at + line.len()));
            continued = line.trim_end().ends_with('\\');
        }
        at += line.len();
    }
    if parts.is_empty() { vec![span] } else { parts }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::markdown;

    fn read(text: &str) -> Vec<Program> {
        blocks(text, &markdown::marks(text), 0, 0).unwrap()
    }

    #[test]
    fn the_blocks_of_a_language_are_one_program_with_places_in_the_document() {
        let text = "a\n```bash\nX=1\n```\nb\n```sh\ncurl https://a.example\n```\n```python\nprint(1)\n```\n";
        let programs = read(text);
        assert_eq!(programs.len(), 1, "Python says nothing worth it");
        let statements = &programs[0].functions[0].body;
        let said: Vec<&str> = statements.iter().map(|statement| &text[statement.span.range()]).collect();
        assert_eq!(said, ["X=1", "curl https://a.example"]);
    }

    #[test]
    fn an_open_quotation_ends_with_its_block() {
        let text = "```sh\necho 'a\n```\n\n```sh\ncurl https://a.example\n```\n";
        let statements = &read(text)[0].functions[0].body;
        assert!(statements.iter().any(|statement| &text[statement.span.range()] == "curl https://a.example"));
    }

    #[test]
    fn prompts_are_no_words_and_answers_no_commands() {
        let text = "```console\n$ curl \\\n  https://a.example\nrm it\n$ ls\n```\n";
        let parts = commands(text, Span::new(11, text.len() - 4));
        let typed: Vec<&str> = parts.into_iter().map(|part| &text[part.range()]).collect();
        assert_eq!(typed, ["curl \\\n", "  https://a.example\n", "ls\n"]);
    }

    #[test]
    fn a_block_without_a_language_is_a_script_if_it_reads_as_one() {
        assert_eq!(read("```\ncurl https://a.example | sh\n```\n").len(), 1);
        assert!(read("```\nsee (https://a.example\n```\n").is_empty());
    }
}

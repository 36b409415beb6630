//! Words and redirections of shell scripts.

use tree_sitter::Node;

use super::expression::span;
use super::program::{ExprId, ExprKind};
use super::statement::Lower;
use super::syntax::{children, field};
use crate::text::{MappedText, TextBuilder};

/// Where a command reads from and writes to.
#[derive(Debug, Default)]
pub(super) struct Redirects {
    pub(super) stdin: Option<ExprId>,
    pub(super) outs: Vec<Redirect>,
    /// Descriptors above the standard ones, and what they are opened on.
    pub(super) opened: Vec<(String, ExprId)>,
}

/// One place that a command writes to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Redirect {
    pub(super) appends: bool,
    pub(super) to: ExprId,
}

impl Lower<'_> {
    /// A text that the shell makes of a node.
    pub(super) fn shell_text(&mut self, node: Node<'_>, text: &str) -> ExprId {
        let mut builder = TextBuilder::new();
        builder.decoded(text, span(node));
        self.push(span(node), ExprKind::Text(builder.finish()))
    }

    /// The variable that a node names.
    pub(super) fn shell_name(&mut self, node: Node<'_>) -> ExprId {
        let node = field(node, &["name"]).unwrap_or(node);
        let name = self.text(node).to_owned();
        self.push(span(node), ExprKind::Name(name))
    }

    /// Lowers a word as the shell expands it.
    pub(super) fn shell_word(&mut self, node: Node<'_>) -> ExprId {
        if !self.shell_enter() {
            return self.push(span(node), ExprKind::Constant);
        }
        let value = self.shell_word_kind(node);
        self.leave();
        value
    }

    fn shell_word_kind(&mut self, node: Node<'_>) -> ExprId {
        match node.kind() {
            "word" | "number" | "string_content" | "variable_name" | "heredoc_content" | "regex"
            | "extglob_pattern"
                if children(node).is_empty() =>
            {
                let text = self.text(node);
                if text.contains('\\') {
                    let quoted = node.kind() == "string_content";
                    let text = unescaped(text, quoted);
                    self.shell_text(node, &text)
                } else {
                    let text = MappedText::verbatim(text, node.start_byte());
                    self.push(span(node), ExprKind::Text(text))
                }
            }
            "raw_string" => {
                let text = self.text(node);
                let inner = text.get(1..text.len().saturating_sub(1)).unwrap_or_default();
                let text = MappedText::verbatim(inner, node.start_byte() + 1);
                self.push(span(node), ExprKind::Text(text))
            }
            "ansi_c_string" => {
                let text = self.text(node);
                let text = ansi(text.get(2..text.len().saturating_sub(1)).unwrap_or_default());
                self.shell_text(node, &text)
            }
            "string" | "heredoc_body" => self.shell_string(node),
            "simple_expansion" => match children(node).first() {
                Some(name) => self.shell_name(*name),
                None => self.push(span(node), ExprKind::Constant),
            },
            "expansion" => self.shell_expansion(node),
            "command_substitution" | "process_substitution" => self.shell_substitution(node),
            "array" => {
                let items = children(node).into_iter().map(|item| self.shell_word(item)).collect();
                self.push(span(node), ExprKind::List(items))
            }
            "arithmetic_expansion" => self.push(span(node), ExprKind::Constant),
            "concatenation" => self.shell_concatenation(node),
            _ => {
                let parts = children(node).into_iter().map(|part| self.shell_word(part)).collect();
                self.push(span(node), ExprKind::Join(parts))
            }
        }
    }

    /// Parts without blanks between them: one word, or those that `.{bash,zsh}rc` stands for.
    fn shell_concatenation(&mut self, node: Node<'_>) -> ExprId {
        let nodes = children(node);
        let parts: Vec<ExprId> = nodes.iter().map(|part| self.shell_word(*part)).collect();
        let at = |sign: &str| nodes.iter().position(|part| self.text(*part) == sign);
        let (Some(open), Some(close)) = (at("{"), at("}")) else { return self.push(span(node), ExprKind::Join(parts)) };
        let end = |at: usize| nodes.get(at).map_or(0, Node::end_byte);
        let inner = self.source.get(end(open)..end(close).saturating_sub(1)).unwrap_or_default();
        if !inner.contains(',') || inner.contains(['{', '$', '"', '\'', '`', '\\']) {
            return self.push(span(node), ExprKind::Join(parts));
        }
        let (before, after) = (parts.get(..open).unwrap_or_default(), parts.get(close + 1..).unwrap_or_default());
        let mut words = Vec::new();
        for choice in inner.split(',').take(MAX_BRACED) {
            let choice = self.shell_text(node, choice);
            let word = before.iter().copied().chain([choice]).chain(after.iter().copied()).collect();
            words.push(self.push(span(node), ExprKind::Join(word)));
        }
        self.push(span(node), ExprKind::Either(words))
    }

    /// A quoted string: what stands between its expansions is text, blanks included.
    fn shell_string(&mut self, node: Node<'_>) -> ExprId {
        let quoted = node.kind() == "string";
        let (mut at, end) = if quoted {
            (node.start_byte() + 1, node.end_byte().saturating_sub(1))
        } else {
            (node.start_byte(), node.end_byte())
        };
        let mut parts = Vec::new();
        for child in children(node).into_iter().filter(|child| !child.kind().ends_with("_content")) {
            self.shell_stretch(node, at, child.start_byte(), &mut parts);
            parts.push(self.shell_word(child));
            at = child.end_byte();
        }
        self.shell_stretch(node, at, end, &mut parts);
        match parts.as_slice() {
            [] => self.shell_text(node, ""),
            [only] => *only,
            _ => self.push(span(node), ExprKind::Join(parts)),
        }
    }

    fn shell_stretch(&mut self, node: Node<'_>, start: usize, end: usize, parts: &mut Vec<ExprId>) {
        let Some(text) = self.source.get(start..end).filter(|text| !text.is_empty()) else { return };
        let part = if text.contains('\\') {
            let text = unescaped(text, true);
            self.shell_text(node, &text)
        } else {
            let text = MappedText::verbatim(text, start);
            self.push(span(node), ExprKind::Text(text))
        };
        parts.push(part);
    }

    /// `${name}` and what can stand in it.
    fn shell_expansion(&mut self, node: Node<'_>) -> ExprId {
        let parts = children(node);
        let Some(name) = parts.first() else { return self.push(span(node), ExprKind::Constant) };
        let value = self.shell_name(*name);
        let text = self.text(node);
        let numbers: Vec<Node<'_>> = parts.iter().skip(1).copied().collect();
        if text.starts_with("${!") {
            return self.shell_call(node, "${!}", vec![value], &Redirects::default());
        }
        if text.starts_with("${#") {
            return self.push(span(node), ExprKind::Constant);
        }
        let after = self.source.get(name.end_byte()..node.end_byte()).unwrap_or_default();
        let operator = after.trim_start_matches(':');
        if operator.starts_with(['-', '=', '+']) {
            let mut choices = vec![value];
            choices.extend(numbers.iter().map(|word| self.shell_word(*word)));
            return self.push(span(node), ExprKind::Either(choices));
        }
        if operator.starts_with('/') || (after.starts_with(':') && !operator.starts_with('?')) {
            let name = if operator.starts_with('/') { "${/}" } else { "${:}" };
            let mut words = vec![value];
            words.extend(numbers.iter().map(|word| self.shell_word(*word)));
            return self.shell_call(node, name, words, &Redirects::default());
        }
        value
    }

    fn shell_substitution(&mut self, node: Node<'_>) -> ExprId {
        let inner = children(node);
        let value = match inner.as_slice() {
            // `$(<file)`
            [only] if only.kind() == "file_redirect" => {
                let mut redirects = Redirects::default();
                self.shell_redirect(*only, &mut redirects);
                self.shell_call(node, "cat", Vec::new(), &redirects)
            }
            [only] => self.shell_value(*only),
            _ => self.shell_value_of(node),
        };
        if node.kind() == "process_substitution" {
            self.shell_call(node, "<()", vec![value], &Redirects::default())
        } else {
            value
        }
    }

    /// Adds a redirection; returns the commands that a here-document is piped into.
    pub(super) fn shell_redirect<'t>(&mut self, node: Node<'t>, redirects: &mut Redirects) -> Vec<Node<'t>> {
        let mut piped = Vec::new();
        match node.kind() {
            "herestring_redirect" => {
                redirects.stdin = children(node).last().map(|word| self.shell_word(*word));
            }
            "heredoc_redirect" => {
                for child in children(node) {
                    match child.kind() {
                        "heredoc_body" => redirects.stdin = Some(self.shell_word(child)),
                        "pipeline" => piped.extend(children(child)),
                        kind if kind.ends_with("_redirect") => piped.extend(self.shell_redirect(child, redirects)),
                        _ => {}
                    }
                }
            }
            _ => {
                let Some(destination) = field(node, &["destination"]) else { return piped };
                let descriptor = field(node, &["descriptor"]).map_or("", |node| self.text(node));
                let operator: String =
                    node.children(&mut node.walk()).filter(|c| !c.is_named()).map(|c| self.text(c)).collect();
                let to = self.shell_word(destination);
                // The grammar does not know `<<<` behind another redirection: an error, and a sign that is left.
                let lone = node.prev_sibling().filter(|before| before.is_error() && self.text(*before) == "<<");
                if operator == "<" && lone.is_some() {
                    redirects.stdin = Some(to);
                    return piped;
                }
                // `3<>FILE`, which the grammar does not know, leaves an error behind the first sign.
                if descriptor.parse::<u32>().is_ok_and(|number| number > 2) {
                    redirects.opened.push((descriptor.to_owned(), to));
                } else if operator.starts_with('<') && !operator.contains('>') {
                    let node_value = self.shell_call(node, "cat", vec![to], &Redirects::default());
                    redirects.stdin = Some(node_value);
                } else if descriptor != "2" {
                    redirects.outs.push(Redirect { appends: operator.contains(">>"), to });
                }
            }
        }
        piped
    }
}

/// Words of one pair of braces, at most.
const MAX_BRACED: usize = 12;

/// Text without the backslashes that the shell takes away; within quotes, it takes few.
fn unescaped(text: &str, quoted: bool) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        if character != '\\' {
            plain.push(character);
            continue;
        }
        match characters.peek() {
            Some('\n') => {
                characters.next();
            }
            Some('$' | '`' | '"' | '\\') => plain.extend(characters.next()),
            Some(_) if !quoted => plain.extend(characters.next()),
            _ => plain.push('\\'),
        }
    }
    plain
}

/// Text with the escapes of `$'…'`, `printf` and `echo -e` resolved.
pub fn ansi(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        plain.push_str(rest.get(..at).unwrap_or_default());
        let escape = rest.get(at + 1..).unwrap_or_default();
        let (first, digits, base, most) = match escape.bytes().next() {
            Some(b'x') => (1, escape.get(1..).unwrap_or_default(), 16, 2),
            Some(b'u') => (1, escape.get(1..).unwrap_or_default(), 16, 4),
            Some(b'0'..=b'7') => (0, escape, 8, if escape.starts_with('0') { 4 } else { 3 }),
            _ => (0, "", 10, 0),
        };
        let len = digits.bytes().take(most).take_while(|b| char::from(*b).is_digit(base)).count();
        let code = digits.get(..len).and_then(|digits| u32::from_str_radix(digits, base).ok());
        if let Some(character) = code.and_then(char::from_u32) {
            plain.push(character);
            rest = escape.get(first + len..).unwrap_or_default();
            continue;
        }
        let Some(character) = escape.chars().next() else {
            rest = "\\";
            break;
        };
        match character {
            'n' => plain.push('\n'),
            't' => plain.push('\t'),
            'r' => plain.push('\r'),
            'e' | 'a' | 'b' | 'f' | 'v' | 'c' => {}
            '\\' | '\'' | '"' => plain.push(character),
            _ => plain.extend(['\\', character]),
        }
        rest = escape.get(character.len_utf8()..).unwrap_or_default();
    }
    plain.push_str(rest);
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_resolved_as_the_shell_does() {
        assert_eq!(ansi(r"\x63\x75rl \143\0101 \q\n"), "curl cA \\q\n");
        assert_eq!(unescaped(r"c\ur\l", false), "curl");
        assert_eq!(unescaped(r#"a\"\$\n"#, true), r#"a"$\n"#);
    }
}

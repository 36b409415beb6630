//! YAML with spans, read from events without recursion; anchors, aliases and foreign tags are noted, never followed.

use saphyr_parser::{Event, Parser, ScalarStyle, ScanError, Tag};

use super::node::note_duplicates;
use super::{Document, MappedText, Member, Node, Note, NoteKind, ParseError, Span, TextBuilder, Value};

/// Collections nested deeper than this are an error.
const MAX_DEPTH: usize = 128;
/// Documents with more values than this are an error.
const MAX_NODES: usize = 200_000;

/// Parses the first document of `text`.
///
/// Aliases stay aliases, so that a "billion laughs" is as long as it is written.
pub fn parse(text: &str) -> Result<Document, ParseError> {
    let offsets = Offsets::new(text);
    let mut builder = Builder { text, open: Vec::new(), root: None, notes: Vec::new(), nodes: 0 };
    let mut parser = Parser::new_from_str(text);
    while let Some(event) = parser.next_event() {
        let (event, span) = event.map_err(|error| offsets.error(&error))?;
        if matches!(event, Event::DocumentEnd) {
            break;
        }
        builder.event(event, offsets.span(span))?;
    }
    let root = builder.root.unwrap_or(Node::new(Span::default(), Value::Null));
    Ok(Document { root, notes: builder.notes })
}

/// Collections that are still open.
enum Open {
    Array(Span, Vec<Node>),
    Object(Span, Vec<Member>, Option<MappedText>),
}

struct Builder<'t> {
    text: &'t str,
    open: Vec<Open>,
    root: Option<Node>,
    notes: Vec<Note>,
    nodes: usize,
}

impl Builder<'_> {
    fn event(&mut self, event: Event<'_>, span: Span) -> Result<(), ParseError> {
        match event {
            Event::Scalar(value, style, anchor, tag) => {
                self.note(anchor, tag.as_deref(), span);
                self.value(Node::new(span, scalar(self.text, &value, style, span)))
            }
            Event::Alias(_) => {
                self.notes.push(Note { kind: NoteKind::Anchor, span, text: self.slice(span) });
                self.value(Node::new(span, Value::Alias))
            }
            Event::SequenceStart(anchor, tag) => {
                self.note(anchor, tag.as_deref(), span);
                self.enter(Open::Array(span, Vec::new()), span)
            }
            Event::MappingStart(anchor, tag) => {
                self.note(anchor, tag.as_deref(), span);
                self.enter(Open::Object(span, Vec::new(), None), span)
            }
            Event::SequenceEnd | Event::MappingEnd => match self.open.pop() {
                Some(Open::Array(start, items)) => self.value(Node::new(start.cover(span), Value::Array(items))),
                Some(Open::Object(start, members, _)) => {
                    note_duplicates(&members, &mut self.notes);
                    self.value(Node::new(start.cover(span), Value::Object(members)))
                }
                None => Ok(()),
            },
            _ => Ok(()),
        }
    }

    fn enter(&mut self, collection: Open, span: Span) -> Result<(), ParseError> {
        if self.open.len() >= MAX_DEPTH {
            return Err(ParseError { message: format!("nesting is deeper than {MAX_DEPTH}"), span });
        }
        self.open.push(collection);
        Ok(())
    }

    fn value(&mut self, node: Node) -> Result<(), ParseError> {
        self.nodes += 1;
        if self.nodes > MAX_NODES {
            return Err(ParseError { message: format!("more than {MAX_NODES} values"), span: node.span });
        }
        match self.open.last_mut() {
            None => self.root = Some(node),
            Some(Open::Array(_, items)) => items.push(node),
            Some(Open::Object(_, members, name)) => match name.take() {
                Some(name) => members.push(Member { name, value: node }),
                None => *name = Some(as_name(self.text, node)),
            },
        }
        Ok(())
    }

    fn note(&mut self, anchor: usize, tag: Option<&Tag>, span: Span) {
        if anchor > 0 {
            self.notes.push(Note { kind: NoteKind::Anchor, span, text: format!("&{anchor}") });
        }
        if let Some(tag) = tag
            && (!tag.is_yaml_core_schema() || tag.suffix.contains('/'))
        {
            self.notes.push(Note { kind: NoteKind::Tag, span, text: tag.to_string() });
        }
    }

    fn slice(&self, span: Span) -> String {
        self.text.get(span.range()).unwrap_or_default().to_owned()
    }
}

fn scalar(source: &str, value: &str, style: ScalarStyle, span: Span) -> Value {
    if style == ScalarStyle::Plain {
        match value {
            "" | "~" | "null" | "Null" | "NULL" => return Value::Null,
            "true" | "True" | "TRUE" => return Value::Bool(true),
            "false" | "False" | "FALSE" => return Value::Bool(false),
            _ if value.parse::<f64>().is_ok()
                && value.starts_with(|c: char| c.is_ascii_digit() || "+-.".contains(c)) =>
            {
                return Value::Number(value.to_owned());
            }
            _ => {}
        }
    }
    Value::String(align(source, value, span))
}

fn as_name(source: &str, node: Node) -> MappedText {
    match node.value {
        Value::String(text) => text,
        _ => MappedText::verbatim(source.get(node.span.range()).unwrap_or_default(), node.span.start),
    }
}

/// Aligns a scalar with its spelling: equal characters map one to one, and white space (indentation, folds) to white
/// space. Escapes of double-quoted scalars hide the correspondence; those values map to the whole scalar.
fn align(source: &str, value: &str, span: Span) -> MappedText {
    let raw = source.get(span.range()).unwrap_or_default();
    let whole = || MappedText { text: value.to_owned(), map: super::OffsetMap::whole(span) };
    let Some(first) = value.split_whitespace().next().and_then(|word| word.chars().next()) else { return whole() };
    let mut at = raw.find(first).unwrap_or_default();
    if raw.starts_with(['|', '>']) {
        let body = raw.find('\n').map_or(raw.len(), |end| end + 1);
        at = raw.get(body..).and_then(|rest| rest.find(first)).map_or(raw.len(), |found| body + found);
    }
    let mut builder = TextBuilder::new();
    let mut rest = value;
    while let Some(character) = rest.chars().next() {
        let spelled = raw.get(at..).unwrap_or_default();
        let blank = |text: &str| text.len() - text.trim_start().len();
        if character.is_whitespace() {
            let (run, gap) = (blank(rest), blank(spelled));
            let (Some(head), Some(tail)) = (rest.get(..run), rest.get(run..)) else { return whole() };
            if spelled.starts_with(head) && run == gap {
                builder.verbatim(head, span.start + at);
            } else {
                builder.decoded(head, Span::new(span.start + at, span.start + at + gap));
            }
            (rest, at) = (tail, at + gap);
        } else {
            let pairs = rest.bytes().zip(spelled.bytes()).enumerate();
            let same = pairs
                .take_while(|(at, (a, b))| a == b && !a.is_ascii_whitespace() && (*at == 0 || *a != b'\''))
                .count();
            let same = rest.floor_char_boundary(same);
            // '' in a single-quoted scalar is one quote.
            let quote = rest.starts_with('\'') && spelled.starts_with("''");
            if same == 0 {
                return whole();
            }
            let (head, tail) = rest.split_at(same);
            builder.verbatim(head, span.start + at);
            (rest, at) = (tail, at + same + usize::from(quote && same == 1));
        }
    }
    let mapped = builder.finish();
    if mapped.text == value { mapped } else { whole() }
}

/// Byte offsets of characters: the parser counts characters.
struct Offsets {
    /// Empty where every character is one byte.
    bytes: Vec<usize>,
    len: usize,
}

impl Offsets {
    fn new(text: &str) -> Self {
        let bytes = if text.is_ascii() { Vec::new() } else { text.char_indices().map(|(at, _)| at).collect() };
        Self { bytes, len: text.len() }
    }

    fn byte(&self, index: usize) -> usize {
        if self.bytes.is_empty() { index.min(self.len) } else { self.bytes.get(index).copied().unwrap_or(self.len) }
    }

    fn span(&self, span: saphyr_parser::Span) -> Span {
        let start = self.byte(span.start.index());
        Span::new(start, self.byte(span.end.index()).max(start))
    }

    fn error(&self, error: &ScanError) -> ParseError {
        let at = self.byte(error.marker().index());
        ParseError { message: error.info().to_owned(), span: Span::new(at, at) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(source: &str, names: &[&str], needle: &str) -> String {
        let document = parse(source).unwrap();
        let text = document.root.at(names).unwrap().as_text().unwrap();
        let at = text.text.find(needle).unwrap();
        source[text.map.span(at..at + needle.len()).range()].to_owned()
    }

    #[test]
    fn words_of_every_scalar_style_are_found_where_they_stand() {
        assert_eq!(found("a: plain words here\n", &["a"], "words"), "words");
        assert_eq!(found("é: ü\na: plain words\n", &["a"], "words"), "words");
        assert_eq!(found("a: 'it''s here now'\n", &["a"], "now"), "now");
        assert_eq!(found("a: |\n  first\n  second line\n", &["a"], "second"), "second");
        assert_eq!(found("a: >-\n  first\n  second line\n", &["a"], "second"), "second");
        assert_eq!(found("a:\n  b: plain over\n    two lines\n", &["a", "b"], "two"), "two");
    }

    #[test]
    fn an_escaped_scalar_maps_to_all_of_itself() {
        assert_eq!(found("a: \"x\\u0041y\"\n", &["a"], "A"), "\"x\\u0041y\"");
    }

    #[test]
    fn a_bomb_is_no_longer_than_it_is_written() {
        let bomb = "a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\nd: [*c,*c]\n";
        let document = parse(bomb).unwrap();
        assert!(document.notes.iter().any(|note| note.kind == NoteKind::Anchor));
        assert!(parse(&"[".repeat(10_000)).is_err());
    }

    #[test]
    fn a_python_tag_is_noted() {
        let document = parse("a: !!python/object/apply:os.system ['id']\n").unwrap();
        assert_eq!(document.notes.first().map(|note| note.kind), Some(NoteKind::Tag));
    }
}

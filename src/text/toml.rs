//! TOML with spans.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Document, MappedText, Member, Node, OffsetMap, ParseError, Span, Value};

/// Parses a TOML document. Duplicate keys are errors by TOML's own rules.
pub fn parse(text: &str) -> Result<Document, ParseError> {
    let table = DeTable::parse(text).map_err(|error| ParseError {
        message: error.message().to_owned(),
        span: error.span().map_or(Span::default(), Span::from),
    })?;
    let span = Span::new(0, text.len());
    Ok(Document { root: Node::new(span, object(text, table.into_inner())), notes: Vec::new() })
}

fn object(source: &str, table: DeTable<'_>) -> Value {
    let mut members: Vec<Member> = table
        .into_iter()
        .map(|(name, value)| {
            let span = Span::from(name.span());
            Member { name: mapped(source, name.get_ref(), span), value: node(source, value) }
        })
        .collect();
    members.sort_by_key(|member| member.name.span());
    Value::Object(members)
}

fn node(source: &str, value: Spanned<DeValue<'_>>) -> Node {
    let span = Span::from(value.span());
    let value = match value.into_inner() {
        DeValue::String(text) => Value::String(mapped(source, &text, span)),
        DeValue::Boolean(value) => Value::Bool(value),
        DeValue::Array(items) => Value::Array(items.into_iter().map(|item| node(source, item)).collect()),
        DeValue::Table(table) => object(source, table),
        DeValue::Integer(_) | DeValue::Float(_) | DeValue::Datetime(_) => {
            Value::Number(source.get(span.range()).unwrap_or_default().to_owned())
        }
    };
    Node::new(span, value)
}

/// A string whose spelling is its value between quotes maps byte for byte; others map as a whole.
fn mapped(source: &str, value: &str, span: Span) -> MappedText {
    let raw = source.get(span.range()).unwrap_or_default();
    match raw.find(value) {
        Some(at) if at <= 4 && !value.is_empty() => MappedText::verbatim(value, span.start + at),
        _ => MappedText { text: value.to_owned(), map: OffsetMap::whole(span) },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_know_where_they_stand() {
        let source = "[mcp_servers.a]\ncommand = \"npx\"\nargs = ['-y', \"x\\ty\"]\n";
        let document = parse(source).unwrap();
        let server = document.root.at(&["mcp_servers", "a"]).unwrap();
        let command = server.get("command").unwrap().as_text().unwrap();
        assert_eq!(&source[command.span().range()], "npx");
        let args = server.get("args").unwrap();
        assert_eq!(args.items().len(), 2);
        let escaped = args.items()[1].as_text().unwrap();
        assert_eq!(&source[escaped.span().range()], "\"x\\ty\"");
    }
}

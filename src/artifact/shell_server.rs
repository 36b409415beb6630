//! MCP servers written as shell scripts: they answer with JSON that stands in the script.

use super::Artifact;
use super::code::{self, Language};
use super::format::Format as _;
use super::mcp_listing::McpListing;
use crate::finding::{Gap, GapReason};
use crate::text::{SourceFile, json};

/// Whether a shell script answers the requests of an MCP client.
pub(super) fn is_server(file: &SourceFile) -> bool {
    Language::of(file) == Some(Language::Shell)
        && file.text().contains("tools/list")
        && ["jsonrpc", "inputSchema"].iter().any(|word| file.text().contains(word))
}

/// Reads the listings that a script prints.
pub(super) fn read(artifact: &mut Artifact, index: usize) {
    let Some(file) = artifact.files.get(index).filter(|file| is_server(file)) else { return };
    let strings = match code::quoted(file.text()) {
        Ok(strings) => strings,
        Err(detail) => return artifact.gaps.push(Gap::new(file.path.clone(), GapReason::TooComplex, detail)),
    };
    let documents: Vec<_> = strings
        .into_iter()
        .filter_map(|span| {
            let mut document = json::parse(&without_expansions(file.slice(span))).ok()?;
            document.root.shift(span.start);
            McpListing.recognises(&document).then_some(document)
        })
        .collect();
    for document in documents {
        McpListing.read(artifact, index, &document);
    }
}

/// The text with `$name`, `${name}`, `%s` and `%d` spelled as a number of the same length: what a script fills in at run
/// time is mostly the id of the request.
fn without_expansions(text: &str) -> String {
    let mut spelled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['$', '%']) {
        let (before, after) = rest.split_at(at);
        spelled.push_str(before);
        let name = |text: &str| text.bytes().take_while(|b| b.is_ascii_alphanumeric() || *b == b'_').count();
        let len = match after.as_bytes() {
            [b'$', b'{', ..] => after.find('}').map_or(1, |end| end + 1),
            [b'$', ..] => 1 + name(after.get(1..).unwrap_or_default()),
            [b'%', b's' | b'd', ..] => 2,
            _ => 1,
        };
        let (expansion, tail) = after.split_at_checked(len).unwrap_or((after, ""));
        if len == 1 {
            spelled.push_str(expansion);
        } else {
            spelled.push('0');
            spelled.extend(std::iter::repeat_n(' ', expansion.len() - 1));
        }
        rest = tail;
    }
    spelled.push_str(rest);
    spelled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expansions_become_numbers_of_the_same_length() {
        assert_eq!(
            without_expansions(r#"{"id": $id, "n": %s, "c": "5 $ é${x}"}"#),
            r#"{"id": 0  , "n": 0 , "c": "5 $ é0   "}"#
        );
    }
}

//! Orders in a listing that name a tool, whoever's it is.

use super::brief::{Named, Spot};
use crate::artifact::{Artifact, Place};
use crate::text::{Pattern, RegionKind};

/// A tool that a listing speaks of in a sentence that orders something.
#[derive(Debug, serde::Serialize, serde::Deserialize)]
pub(super) struct Mention {
    pub(super) named: Named,
    /// The sentence says how calls of that tool are to be made.
    pub(super) alters: bool,
}

/// Mentions of one listing, at most.
const MAX_MENTIONS: usize = 1_000;
/// Bytes of a sentence that are looked at.
const SENTENCE: usize = 600;

static ORDERS: Pattern = Pattern::caseless(
    r"\b(?:must|always|never|do not|don'?t|required to|have to|has to|need to|should|shall|instead of|rather than|make sure|ensure|important)\b",
);

/// When another tool is called, and what is to be different about it.
static ALTERS: Pattern = Pattern::caseless(concat!(
    r"\b(?:when(?:ever)?|before|after|every time|each time|any time|once|if)\b[^.!?\n]{0,120}",
    r"\b(?:must|always|set|change|replace|add|append|include|bcc|cc|redirect|forward|substitute|modify|pass|send)\b",
    r"|\b(?:recipient|destination|address|argument|parameter|body)\b[^.!?\n]{0,60}\b(?:must|always|should|has to) (?:be|contain|include)\b",
));

/// Every tool-like name in an order, in file order.
pub(super) fn mentions(artifact: &Artifact) -> Vec<Mention> {
    let mut found = Vec::new();
    let spoken = |kind| {
        use RegionKind as K;
        matches!(kind, K::ToolDescription | K::ToolParameter | K::ToolMetadata | K::Prompt | K::ServerInstructions)
    };
    for region in artifact.regions.iter().filter(|region| spoken(region.kind)) {
        for (start, sentence) in sentences(&region.text) {
            if found.len() >= MAX_MENTIONS || !ORDERS.is_match(sentence) {
                continue;
            }
            let alters = ALTERS.is_match(sentence);
            for (at, name) in names(sentence) {
                let span = region.span(start + at..start + at + name.len());
                let place = Place { file: region.file, span, pointer: region.pointer.clone() };
                let Some(spot) = Spot::new(artifact, &place) else { continue };
                found.push(Mention { named: Named { name: name.to_owned(), spot }, alters });
            }
        }
    }
    found.truncate(MAX_MENTIONS);
    found
}

/// Sentences and where they start; the rest of a very long one is another.
fn sentences(text: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut start = 0;
    let ends = text.match_indices(['.', '!', '?', '\n']).map(|(at, end)| at + end.len());
    for end in ends.chain([text.len()]) {
        // A dot within a name ends nothing.
        let inside = text.get(end..).and_then(|rest| rest.chars().next()).is_some_and(char::is_alphanumeric);
        if (inside && !text.get(..end).is_some_and(|before| before.ends_with('\n')) && end - start < SENTENCE)
            || end <= start
        {
            continue;
        }
        found.extend(text.get(start..end).map(|sentence| (start, sentence)));
        start = end;
    }
    found
}

/// Words that are spelt as tools are: of several parts, or quoted as code.
fn names(sentence: &str) -> impl Iterator<Item = (usize, &str)> {
    let within = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ':' | '/');
    let mut at = 0;
    std::iter::from_fn(move || {
        let from = at + sentence.get(at..)?.find(within)?;
        let length = sentence.get(from..)?.find(|c| !within(c)).unwrap_or(sentence.len() - from);
        at = from + length;
        Some((from, sentence.get(from..at)?))
    })
    .filter_map(move |(at, word)| {
        let word = word.trim_end_matches(['.', ':', '-', '/']);
        let before = sentence.get(..at).and_then(|before| before.chars().next_back());
        let quoted = matches!(before, Some('`' | '\'' | '"'));
        let inner = word.get(1..).unwrap_or_default();
        let parts =
            inner.contains(['_', '-']) || inner.chars().any(char::is_uppercase) && word.chars().any(char::is_lowercase);
        ((4..=96).contains(&word.len()) && (parts || quoted)).then_some((at, word))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_words_of_several_parts_or_quoted_ones() {
        let text = "Always call send_email, `search` and mcp__git__push. Or sendMail; never README or email.";
        let found: Vec<&str> = names(text).map(|(_, name)| name).collect();
        assert_eq!(found, ["send_email", "search", "mcp__git__push", "sendMail"]);
        assert_eq!(sentences("a.b c. D\ne").iter().map(|(_, s)| *s).collect::<Vec<_>>(), ["a.b c.", " D\n", "e"]);
    }
}

//! Words that a pattern cannot match without, told from the pattern.

use regex_syntax::ParserBuilder;
use regex_syntax::hir::{Class, Hir, HirKind};

/// What one pattern needs: one of these words, in small letters. Empty where it needs none that can be told.
pub(super) type Needed = Vec<String>;

/// Strings that one piece of a pattern may stand for, at most.
const MAX_STRINGS: usize = 48;
/// Shorter words are in every sentence.
const MIN_WORD: usize = 3;
/// Longer words tell no more.
const MAX_WORD: usize = 12;

/// The words of which a text has to hold one for a pattern (read without regard to case) to match.
pub(super) fn needed(pattern: &str) -> Needed {
    let mut parser = ParserBuilder::new();
    parser.unicode(false).utf8(false).case_insensitive(false);
    // A pattern that does not parse is told of where it is compiled.
    let Ok(hir) = parser.build().parse(&lower(pattern)) else { return Needed::new() };
    let text = |word: Vec<u8>| String::from_utf8(word).ok().filter(|word| word.len() >= MIN_WORD);
    let Some(mut words) = required(&hir).and_then(|words| words.into_iter().map(text).collect::<Option<Vec<_>>>())
    else {
        return Needed::new();
    };
    for word in &mut words {
        word.truncate(word.floor_char_boundary(MAX_WORD));
    }
    words.sort_by(|a, b| a.len().cmp(&b.len()).then_with(|| a.cmp(b)));
    let mut kept = Needed::new();
    for word in words {
        // A word within another says as much.
        if !kept.iter().any(|other| word.contains(other.as_str())) {
            kept.push(word);
        }
    }
    kept.sort();
    kept
}

/// The pattern in small letters; escapes and flags stay.
fn lower(pattern: &str) -> String {
    let mut out = String::with_capacity(pattern.len());
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => out.extend(std::iter::once('\\').chain(chars.next())),
            c => out.push(c.to_ascii_lowercase()),
        }
    }
    out.replace("(?p<", "(?P<").replace("(?i)", "").replace("(?i:", "(?:").replace("(?-i:", "(?:")
}

/// One of these stands in every match.
fn required(hir: &Hir) -> Option<Vec<Vec<u8>>> {
    if let Some(strings) = exact(hir)
        && strings.iter().all(|string| !string.is_empty())
    {
        return Some(strings);
    }
    match hir.kind() {
        HirKind::Repetition(repetition) if repetition.min > 0 => required(&repetition.sub),
        HirKind::Capture(capture) => required(&capture.sub),
        HirKind::Alternation(parts) => {
            let parts = parts.iter().map(required).collect::<Option<Vec<_>>>()?;
            Some(parts.concat())
        }
        HirKind::Concat(parts) => best(parts),
        _ => None,
    }
}

/// Of the pieces that stand in a row, the one whose words say most.
fn best(parts: &[Hir]) -> Option<Vec<Vec<u8>>> {
    let mut found: Vec<Vec<Vec<u8>>> = Vec::new();
    let mut run = vec![Vec::new()];
    for part in parts {
        let Some(longer) = exact(part).and_then(|strings| product(&run, &strings)) else {
            found.push(std::mem::replace(&mut run, exact(part).unwrap_or_else(|| vec![Vec::new()])));
            found.extend(required(part));
            continue;
        };
        run = longer;
    }
    found.push(run);
    let shortest = |words: &Vec<Vec<u8>>| words.iter().map(Vec::len).min().unwrap_or_default().min(6);
    found.retain(|words| shortest(words) > 0);
    found.into_iter().max_by_key(|words| (shortest(words), std::cmp::Reverse(words.len())))
}

/// Every string that the expression matches, if they are few.
fn exact(hir: &Hir) -> Option<Vec<Vec<u8>>> {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => Some(vec![Vec::new()]),
        HirKind::Literal(literal) => Some(vec![literal.0.to_vec()]),
        HirKind::Capture(capture) => exact(&capture.sub),
        HirKind::Class(class) => members(class),
        HirKind::Repetition(repetition) => match (repetition.min, repetition.max) {
            (0, Some(1)) => {
                let mut strings = exact(&repetition.sub)?;
                strings.push(Vec::new());
                few(strings)
            }
            (1, Some(1)) => exact(&repetition.sub),
            _ => None,
        },
        HirKind::Alternation(parts) => few(parts.iter().map(exact).collect::<Option<Vec<_>>>()?.concat()),
        HirKind::Concat(parts) => parts.iter().try_fold(vec![Vec::new()], |run, part| product(&run, &exact(part)?)),
    }
}

fn members(class: &Class) -> Option<Vec<Vec<u8>>> {
    let Class::Bytes(class) = class else { return None };
    let bytes = class.ranges().iter().flat_map(|range| range.start()..=range.end()).take(5);
    let strings: Vec<Vec<u8>> = bytes.map(|byte| vec![byte]).collect();
    (strings.len() < 5).then_some(strings)
}

fn product(left: &[Vec<u8>], right: &[Vec<u8>]) -> Option<Vec<Vec<u8>>> {
    if left.len() * right.len() > MAX_STRINGS {
        return None;
    }
    Some(left.iter().flat_map(|a| right.iter().map(move |b| [a.as_slice(), b].concat())).collect())
}

fn few(strings: Vec<Vec<u8>>) -> Option<Vec<Vec<u8>>> {
    (strings.len() <= MAX_STRINGS).then_some(strings)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_pattern_needs_is_told_from_it() {
        let table = [
            (r"\b(?:Report|result)s?\b", "report result"),
            (r"\b(?:adjust|raise)[^.]{0,40}\b(?:totals?|scores?)\b", "adjust raise"),
            (r"\b(?:do not|must not) tell\b", "do not tell must not tel"),
            (r"[?&](?:ref|tag)=", "&ref= &tag= ?ref= ?tag="),
            (r"\b\w+ password", " password"),
            (r"\bit\b|password", ""),
            (r"[a-z]{3,}", ""),
            (r"(?:secret)?x", ""),
            (r"(?:secrets)+ (?:of|in) [a-z]+", "secrets"),
        ];
        for (pattern, words) in table {
            assert_eq!(needed(pattern).join(" "), words, "{pattern}");
        }
    }
}

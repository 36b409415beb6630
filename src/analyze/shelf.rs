//! Shelves: which rules of a pack are scanned together, and over which text.
//!
//! A scan costs what all rules of a shelf look for, whether or not they apply, so rules about tool listings stand apart
//! from rules about scripts. Rules that do not care for case stand apart, too: they are written anew for folded text,
//! where the engine looks for one spelling of a word in place of sixteen.

use std::sync::LazyLock;

use yara_x::Rules;

use super::blob;
use crate::rule::Scope;
use crate::text::RegionKind;

/// Rules that are scanned together.
pub(super) struct Shelf {
    rules: LazyLock<Rules, Box<dyn FnOnce() -> Rules + Send>>,
    /// Where any of its rules applies.
    pub(super) scope: Scope,
    /// Scanned over [`fold`]ed text.
    pub(super) folded: bool,
}

impl Shelf {
    pub(super) fn loaded(rules: Rules, folded: bool) -> Self {
        Self { rules: LazyLock::new(Box::new(|| rules)), scope: Scope::NONE, folded }
    }

    /// Of rules that are read when they are first needed.
    pub(super) fn stored(bytes: &'static [u8], place: Place) -> Self {
        let load = move || blob::load(bytes, place);
        Self { rules: LazyLock::new(Box::new(load)), scope: Scope::NONE, folded: place.folded }
    }

    pub(super) fn rules(&self) -> &Rules {
        &self.rules
    }
}

/// What decides the shelf of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    aisle: Aisle,
    pub(super) folded: bool,
}

/// What the rules of a shelf read, at the widest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Aisle {
    /// Parts that no viewer shows; most files have none.
    Comment,
    /// What servers and agents say about themselves.
    Listing,
    /// Natural language.
    Prose,
    /// Scripts and commands, and everything else.
    Code,
}

impl Place {
    /// Every shelf there is. What is not folded and is about more than listings stands on one: a shelf has a price of
    /// its own.
    pub(super) const ALL: [Self; 5] = [
        Self { aisle: Aisle::Comment, folded: true },
        Self { aisle: Aisle::Listing, folded: true },
        Self { aisle: Aisle::Listing, folded: false },
        Self { aisle: Aisle::Prose, folded: true },
        Self { aisle: Aisle::Code, folded: false },
    ];

    /// The shelf of a rule, given by its source.
    fn of(rule: &str) -> Self {
        let mut patterns = rule.lines().filter_map(pattern).peekable();
        let folded = patterns.peek().is_some() && patterns.all(|(_, modifiers)| modifiers.contains("nocase"));
        let place = Self { aisle: Aisle::of(rule), folded };
        if Self::ALL.contains(&place) { place } else { Self { aisle: Aisle::Code, folded: false } }
    }

    /// The rules of a file that stand here. Lines keep their numbers.
    pub(super) fn pick(self, source: &str) -> String {
        let mut picked = String::with_capacity(source.len());
        for rule in rules(source) {
            let here = Self::of(rule) == self;
            for line in rule.lines() {
                match pattern(line) {
                    Some((body, modifiers)) if here && self.folded => picked.push_str(&rewrite(line, body, modifiers)),
                    _ if here => picked.push_str(line),
                    _ => {}
                }
                picked.push('\n');
            }
        }
        picked
    }
}

impl Aisle {
    fn of(rule: &str) -> Self {
        let field = rule.lines().find_map(|line| line.trim_start().strip_prefix("scope"));
        let scope = field.and_then(|field| field.split('"').nth(1)).and_then(|scope| Scope::parse(scope).ok());
        // What is wrong with a scope is told when the rule is compiled.
        let Some(scope) = scope else { return Self::Code };
        let listing = |kind| {
            use RegionKind as K;
            matches!(
                kind,
                K::ToolName
                    | K::ToolDescription
                    | K::ToolParameter
                    | K::ToolMetadata
                    | K::Prompt
                    | K::Resource
                    | K::ServerInstructions
                    | K::ServerText
                    | K::CardText
            )
        };
        if scope.kinds().all(|kind| kind == RegionKind::Comment) {
            Self::Comment
        } else if scope.kinds().all(listing) {
            Self::Listing
        } else if scope.contains(RegionKind::Script) || scope.contains(RegionKind::Data) {
            Self::Code
        } else {
            Self::Prose
        }
    }
}

/// The rules of a file, and first what stands before them.
fn rules(source: &str) -> impl Iterator<Item = &str> {
    let starts = source.match_indices("\nrule ").map(|(at, _)| at + 1);
    let ends = starts.clone().chain([source.len()]);
    std::iter::once(0).chain(starts).zip(ends).filter_map(|(start, end)| source.get(start..end))
}

/// The expression of a line that gives a pattern its name, without its slashes, and what follows it. Of another kind of
/// pattern the expression is empty.
fn pattern(line: &str) -> Option<(&str, &str)> {
    let (name, value) = line.trim_start().strip_prefix('$')?.split_once('=')?;
    if !name.trim_end().chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
        return None;
    }
    let Some(value) = value.trim_start().strip_prefix('/') else { return Some(("", value)) };
    let mut escaped = false;
    let end = value.find(|c| {
        let closes = c == '/' && !escaped;
        escaped = c == '\\' && !escaped;
        closes
    })?;
    Some((value.get(..end)?, value.get(end + 1..)?))
}

/// The line with its expression written for folded text.
fn rewrite(line: &str, body: &str, modifiers: &str) -> String {
    if body.is_empty() {
        return line.to_owned();
    }
    let name = line.split('=').next().unwrap_or_default();
    format!("{name}= /{}/{}", lower(body), modifiers.replace("nocase", ""))
}

/// Repetitions of white space, and how they are written for folded text: what is not counted is a third of the size.
const REPEATED: &[(&str, &str)] = &[
    ("[ \\n]{1,2}", "[ \\n]+"),
    ("[ \\n]{1,3}", "[ \\n]+"),
    ("[ \\n]{1,4}", "[ \\n]+"),
    ("[ \\n]{0,2}", "[ \\n]*"),
    ("[ \\n]{0,3}", "[ \\n]*"),
    ("[ \\n]{0,4}", "[ \\n]*"),
];

/// An expression for folded text: no capitals, and white space is a blank or a line break, any number of them.
fn lower(body: &str) -> String {
    let mut out = String::with_capacity(body.len() * 2);
    let mut class = false;
    let mut chars = body.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some('s') if class => out.push_str(" \\n"),
                Some('s') => out.push_str("[ \\n]"),
                Some('S') if !class => out.push_str("[^ \\n]"),
                Some('r' | 't' | 'f' | 'v') => out.push(' '),
                Some('x') => {
                    out.push_str("\\x");
                    out.extend(chars.by_ref().take(2));
                }
                Some(other) => out.extend(['\\', other]),
                None => out.push('\\'),
            },
            '[' => {
                class = true;
                out.push(c);
            }
            ']' => {
                class = false;
                out.push(c);
            }
            c => out.push(c.to_ascii_lowercase()),
        }
    }
    REPEATED.iter().fold(out, |out, (counted, free)| out.replace(counted, free))
}

/// Text without capitals, and with blanks for other white space than line breaks; every byte stays where it is.
pub(super) fn fold(text: &str) -> Vec<u8> {
    let byte = |byte: u8| if matches!(byte, b'\t' | b'\r' | 0x0b | 0x0c) { b' ' } else { byte.to_ascii_lowercase() };
    text.bytes().map(byte).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::path::Path;

    use regex_automata::meta::Regex;
    use regex_automata::util::syntax;

    use super::*;
    use crate::analyze::BUILT_IN;
    use crate::artifact;
    use crate::source::{self, Limits};

    #[test]
    fn expressions_are_written_for_folded_text() {
        assert_eq!(lower(r"\bDo\s{1,4}NOT\S[^\s\x41Z]\B\/"), r"\bdo[ \n]+not[^ \n][^ \n\x41z]\B\/");
        assert_eq!(fold("A\tÄ\r\nB"), "a Ä \nb".as_bytes());
    }

    #[test]
    fn every_rule_stands_on_one_shelf_and_keeps_its_line() {
        let source = "// file\n\nrule a {\n  meta:\n    scope = \"tool\"\n  strings:\n    $a = /B\\/\\s/ nocase private\n  \
                      condition:\n    #a >= 2\n}\nrule b {\n  strings:\n    $a = \"x\"\n  condition: $a }\n";
        let [_, listing, .., code] = Place::ALL.map(|place| place.pick(source));
        assert_eq!(listing.lines().nth(6), Some("    $a = /b\\/[ \\n]/  private"));
        assert!(listing.contains("#a >= 2") && !listing.contains("rule b"));
        assert_eq!(code.lines().nth(10), Some("rule b {"));
        assert_eq!(code.lines().count(), source.lines().count());
    }

    /// What the samples of the rules say, by path.
    fn samples() -> Vec<(String, String)> {
        let options = source::Options { limits: Limits::DEFAULT, no_ignore: true };
        let tree = source::list("fixtures/rules", Path::new(env!("CARGO_MANIFEST_DIR")), &options).unwrap();
        let load = |candidate: &artifact::Candidate| artifact::load(&tree, candidate, &Limits::DEFAULT).0;
        let artifacts = artifact::plan(&tree).iter().flat_map(load).collect::<Vec<_>>();
        let files = artifacts.iter().flat_map(|artifact| &artifact.files);
        files.map(|file| (file.path.to_string(), file.text().to_owned())).collect()
    }

    /// YARA-X 1.22 loses matches of some expressions in which two counted repetitions follow each other, so each has to
    /// find in the samples what another engine finds.
    #[test]
    fn expressions_match_what_they_match_elsewhere() {
        let texts = samples();
        assert!(texts.len() > 1000, "{}", texts.len());
        let mut lost = Vec::new();
        for place in Place::ALL {
            let picked: Vec<String> = BUILT_IN.iter().map(|(_, source)| place.pick(source)).collect();
            let lines = picked.iter().flat_map(|source| source.lines());
            let bodies: Vec<(&str, bool)> = lines
                .filter_map(pattern)
                .filter(|(body, modifiers)| !body.is_empty() && !modifiers.contains("fullword"))
                .map(|(body, modifiers)| (body, modifiers.contains("nocase")))
                .collect();
            let rule = |(at, (body, caseless)): (usize, &(&str, bool))| {
                let nocase = if *caseless { "nocase" } else { "" };
                format!("rule r{at} {{ strings: $a = /{body}/ {nocase} condition: $a }}\n")
            };
            let rules = yara_x::compile(bodies.iter().enumerate().map(rule).collect::<String>().as_str()).unwrap();
            let mut scanner = yara_x::Scanner::new(&rules);
            let others: Vec<Option<Regex>> = bodies.iter().map(|(body, caseless)| other(body, *caseless)).collect();
            for (path, text) in &texts {
                let text = if place.folded { fold(text) } else { text.as_bytes().to_vec() };
                let results = scanner.scan(&text).unwrap();
                let found: HashSet<&str> = results.matching_rules().map(|rule| rule.identifier()).collect();
                for (at, (body, _)) in bodies.iter().enumerate() {
                    let elsewhere = others.get(at).and_then(Option::as_ref).is_some_and(|one| one.is_match(&text));
                    if elsewhere && !found.contains(format!("r{at}").as_str()) {
                        lost.push(format!("{path}: {body}"));
                    }
                }
            }
        }
        assert!(lost.is_empty(), "{}", lost.join("\n"));
    }

    fn other(body: &str, caseless: bool) -> Option<Regex> {
        let syntax = syntax::Config::new().unicode(false).utf8(false).case_insensitive(caseless);
        Regex::builder().syntax(syntax).build(body).ok()
    }
}

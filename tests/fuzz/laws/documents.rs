//! Policies, locks, bills of materials and results of evaluations.
#![expect(clippy::indexing_slicing, reason = "a test may stop where it finds what it does not expect")]

use jiff::Timestamp;
use proofmark::bom::advisory::Advisories;
use proofmark::bom::{self, BomFile, View, deps, vex};
use proofmark::eval::{self, Format, Input};
use proofmark::lock::Lock;
use proofmark::policy::{Glob, Policy};
use proofmark::text::SourceFile;

/// What stands between a policy and the file that it gets when it names one.
const SEPARATOR: &[u8] = b"\n=====\n";

/// A policy is sound, or every mistake in it has its place; the same bytes are the same policy.
pub(crate) fn policy(bytes: &[u8]) {
    let at = bytes.windows(SEPARATOR.len()).position(|window| window == SEPARATOR);
    let (own, other) = at.map_or((bytes, &[][..]), |at| (&bytes[..at], &bytes[at + SEPARATOR.len()..]));
    let mut asked = 0;
    let mut read = || {
        Policy::read("policy.yaml", own, &mut |_| {
            asked += 1;
            if asked % 2 == 1 { Ok(other.to_vec()) } else { Err("there is no such file".to_owned()) }
        })
    };
    match read() {
        Ok(policy) => {
            assert!(!policy.headline().is_empty());
            policy.words(None);
            assert!(policy.accepted().contains(&policy.digest()));
        }
        Err(mistakes) => {
            assert!(!mistakes.list.is_empty());
            for mistake in &mistakes.list {
                assert!(mistake.location.start.line >= 1 && !mistake.message.is_empty(), "{mistake:?}");
                assert!(!mistake.to_string().contains('\u{1b}'), "{mistake:?}");
            }
        }
    }
}

/// A pattern fits what a reader who knows nothing of regular expressions says that it fits.
pub(crate) fn glob(pattern: &str, text: &str) {
    let Ok(glob) = pattern.parse::<Glob>() else { return };
    assert_eq!(glob.as_str(), pattern);
    let (pattern_chars, chars): (Vec<char>, Vec<char>) = (pattern.chars().collect(), text.chars().collect());
    assert_eq!(glob.matches(text), fits(&pattern_chars, &chars, false), "{pattern:?} {text:?}");
    assert_eq!(glob.matches_across(text), fits(&pattern_chars, &chars, true), "{pattern:?} {text:?}");
    // What is forbidden is read more widely, never less.
    assert!(!glob.matches(text) || glob.matches_across(text), "{pattern:?} {text:?}");
}

/// Row by row: which starts of the text each start of the pattern fits.
fn fits(pattern: &[char], text: &[char], across: bool) -> bool {
    let mut row = vec![false; text.len() + 1];
    row[0] = true;
    let mut rest = pattern;
    while let Some((first, others)) = rest.split_first() {
        let mut next = vec![false; text.len() + 1];
        if *first == '*' {
            let double = others.first() == Some(&'*');
            for at in 0..=text.len() {
                let stays = at > 0 && (across || double || text[at - 1] != '/');
                next[at] = row[at] || (stays && next[at - 1]);
            }
            rest = if double { &others[1..] } else { others };
        } else {
            for at in 0..text.len() {
                next[at + 1] = row[at] && text[at] == *first;
            }
            rest = others;
        }
        row = next;
    }
    row[text.len()]
}

/// A lock that is read is the same once it was written.
pub(crate) fn lock(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let Ok(lock) = Lock::parse("proofmark.lock", text) else { return };
    let written = lock.write();
    let again = Lock::parse("proofmark.lock", &written).expect("what is written is read");
    assert_eq!(again, lock);
    assert_eq!(again.write(), written);
}

/// A bill of materials can be checked, drawn and compared, whatever it says; against itself it has not changed.
pub(crate) fn bom(bytes: &[u8]) {
    let file = SourceFile::new("bom.json", bytes.to_vec());
    if let Ok(value) = serde_json::from_slice(bytes) {
        vex::statements(&value);
    }
    let Ok(read) = BomFile::parse(file.clone()) else { return };
    for fault in bom::validate::validate(&read) {
        assert!(fault.location.start.line >= 1, "{fault:?}");
    }
    let Ok(view) = View::of(&read) else { return };
    assert!(bom::diff::diff(&view, &view).is_empty());
    bom::score::score(&view);
    deps::conflicts(&view);
    for tree in deps::trees(&view, &[], deps::Options { strict: true }) {
        tree.nodes();
    }
    let mut advisories = Advisories::default();
    if advisories.add(file.text()).is_ok() {
        advisories.audit(&view, &[]);
    }
    if let Ok(other) = BomFile::parse(file) {
        let _ = bom::merge::merge(&[read, other]);
    }
}

/// A result is imported or refused, in every format, and the same way each time.
pub(crate) fn eval(bytes: &[u8]) {
    let subject = eval::Subject { name: "x".to_owned(), digest: format!("sha256:{}", "0".repeat(64)) };
    let now = Timestamp::UNIX_EPOCH;
    let options = eval::Options { subject, now, model: None, finished: None, category: None, accept: Vec::new() };
    let input = Input::new("run.json", bytes);
    for format in std::iter::once(None).chain(Format::ALL.iter().copied().map(Some)) {
        let import = || eval::import([input.clone()], None, format, &options);
        let (one, two) = (import(), import());
        assert_eq!(one.records, two.records);
        assert!(!one.records.is_empty() || !one.refused.is_empty() || !one.skipped.is_empty());
    }
}

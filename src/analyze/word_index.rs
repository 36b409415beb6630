//! Which of some hundred patterns may match in a text, told from its words in one pass.
//!
//! What a pattern needs is told from it, and the automaton that looks for it is made, when the rules are compiled ahead:
//! see [`super::blob`].

use daachorse::DoubleArrayAhoCorasick;
use serde::{Deserialize, Serialize};

use super::words::Needed;

/// Which patterns are worth compiling and trying in a text.
pub(super) struct WordIndex {
    words: DoubleArrayAhoCorasick<u32>,
    served: Served,
    /// The patterns that need no word.
    always: Present,
}

/// Patterns, by number, and the words that they need.
#[derive(Serialize, Deserialize)]
struct Served {
    /// How many patterns there are.
    patterns: usize,
    /// Those that need no word.
    always: Vec<usize>,
    /// For each word, those that it serves.
    words: Vec<Vec<usize>>,
}

impl WordIndex {
    /// Of what each pattern needs.
    pub(super) fn new(needed: &[Needed]) -> Self {
        let mut served = Served { patterns: needed.len(), always: Vec::new(), words: Vec::new() };
        let mut all: Vec<(&str, usize)> = Vec::new();
        for (pattern, words) in needed.iter().enumerate() {
            if words.is_empty() {
                served.always.push(pattern);
            }
            all.extend(words.iter().map(|word| (word.as_str(), pattern)));
        }
        all.sort_unstable();
        let mut words: Vec<&str> = Vec::new();
        for (word, pattern) in all {
            if words.last() != Some(&word) {
                words.push(word);
                served.words.push(Vec::new());
            }
            if let Some(patterns) = served.words.last_mut() {
                patterns.push(pattern);
            }
        }
        Self::of(automaton(&words), served)
    }

    fn of(words: DoubleArrayAhoCorasick<u32>, served: Served) -> Self {
        let mut always = Present::none(served.patterns);
        served.always.iter().for_each(|pattern| always.add(*pattern));
        Self { words, served, always }
    }

    /// As bytes that [`WordIndex::unpack`] takes.
    pub(super) fn pack(&self) -> serde_json::Result<Vec<u8>> {
        let mut bytes = self.words.serialize();
        bytes.extend(serde_json::to_vec(&self.served)?);
        Ok(bytes)
    }

    /// None if these are no index.
    pub(super) fn unpack(bytes: &[u8]) -> Option<Self> {
        let (words, rest) = DoubleArrayAhoCorasick::deserialize(bytes).ok()?;
        Some(Self::of(words, serde_json::from_slice(rest).ok()?))
    }

    /// How many words serve each pattern: the fewer, the rarer it is present. Of those that need no word there is none.
    pub(super) fn served(&self) -> Vec<usize> {
        let mut counts = vec![0; self.served.patterns];
        for pattern in self.served.words.iter().flatten() {
            if let Some(count) = counts.get_mut(*pattern) {
                *count += 1;
            }
        }
        counts
    }

    /// The patterns that may match somewhere in a text.
    pub(super) fn present(&self, text: &str) -> Present {
        let mut present = self.always.clone();
        let small = text.bytes().map(|byte| byte.to_ascii_lowercase());
        let found = self.words.find_overlapping_iter_from_iter(small).map(|word| word.value() as usize);
        for pattern in found.filter_map(|word| self.served.words.get(word)).flatten() {
            present.add(*pattern);
        }
        present
    }
}

#[expect(clippy::expect_used, reason = "some thousand short words that differ, and the rules need some")]
fn automaton(words: &[&str]) -> DoubleArrayAhoCorasick<u32> {
    DoubleArrayAhoCorasick::new(words).expect("the words are few")
}

/// Patterns, by number, of which a text holds a word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Present(Box<[u64]>);

impl Present {
    fn none(patterns: usize) -> Self {
        Self(vec![0; patterns.div_ceil(64)].into())
    }

    fn add(&mut self, pattern: usize) {
        if let Some(word) = self.0.get_mut(pattern / 64) {
            *word |= 1 << (pattern % 64);
        }
    }

    /// In order.
    pub(super) fn iter(&self) -> impl Iterator<Item = usize> {
        self.0.iter().enumerate().flat_map(|(at, word)| {
            let next = |rest: &u64| Some(rest & (rest - 1)).filter(|rest| *rest != 0);
            let rests = std::iter::successors(Some(*word).filter(|word| *word != 0), next);
            rests.map(move |rest| at * 64 + rest.trailing_zeros() as usize)
        })
    }

    pub(super) fn contains(&self, pattern: usize) -> bool {
        self.0.get(pattern / 64).is_some_and(|word| word & (1 << (pattern % 64)) != 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_index_tells_which_patterns_may_match() {
        let index = WordIndex::new(&[vec!["report".into(), "port".into()], vec![], vec!["tell".into()]]);
        let index = WordIndex::unpack(&index.pack().unwrap()).unwrap();
        assert!(WordIndex::unpack(b"").is_none());
        let present = index.present("a REPORT");
        assert!(present.contains(0) && present.contains(1) && !present.contains(2) && !present.contains(70));
        assert!(index.present("tellreport").contains(2));
        assert_eq!(present.iter().collect::<Vec<_>>(), [0, 1]);
        let mut present = Present::none(200);
        for pattern in [0, 63, 64, 199] {
            present.add(pattern);
        }
        assert_eq!(present.iter().collect::<Vec<_>>(), [0, 63, 64, 199]);
    }
}

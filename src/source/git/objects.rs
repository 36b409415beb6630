//! The rows in which `git` lists files, and the blobs behind them.

use super::program::Git;
use crate::finding::GapReason;
use crate::source::Error;
use crate::source::archive::{Collector, Opened};
use crate::text::Mode;

/// The start of a file that stands for one in Git LFS.
const LFS: &[u8] = b"version https://git-lfs.github.com/spec/v1\n";
/// The modes of a symbolic link, of a submodule and of a file that can be run.
pub(super) const LINK: &[u8] = b"120000";
pub(super) const SUBMODULE: &[u8] = b"160000";
pub(super) const EXECUTABLE: &[u8] = b"100755";

/// A file in a commit or in the index.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row<'a> {
    pub(super) mode: &'a [u8],
    pub(super) id: &'a str,
    pub(super) size: Option<u64>,
    pub(super) path: &'a [u8],
}

impl<'a> Row<'a> {
    /// A row of `git ls-tree -l -z`: `mode type id size<TAB>path`; without `-l` there is no size.
    pub(super) fn of_tree(row: &'a [u8]) -> Option<Self> {
        let (mut words, path) = split(row)?;
        let (mode, _, id) = (words.next()?, words.next()?, words.next()?);
        Some(Row { mode: mode.as_bytes(), id, size: words.next().and_then(|size| size.parse().ok()), path })
    }

    /// A row of `git ls-files --stage -z`, `mode id stage<TAB>path`, and whether the file is not in conflict.
    pub(super) fn of_index(row: &'a [u8]) -> Option<(Self, bool)> {
        let (mut words, path) = split(row)?;
        let (mode, id, stage) = (words.next()?, words.next()?, words.next()?);
        Some((Row { mode: mode.as_bytes(), id, size: None, path }, stage == "0"))
    }
}

fn split(row: &[u8]) -> Option<(std::str::SplitAsciiWhitespace<'_>, &[u8])> {
    let tab = row.iter().position(|byte| *byte == b'\t')?;
    let head = std::str::from_utf8(row.get(..tab)?).ok()?;
    Some((head.split_ascii_whitespace(), row.get(tab + 1..)?))
}

/// Reads the files that rows stand for; what cannot be read is a gap.
pub(super) async fn read(git: &Git<'_>, rows: &[Row<'_>], mut collector: Collector<'_>) -> Result<Opened, Error> {
    let (mut wanted, mut left) = (Vec::new(), collector.limits.max_source_size);
    for row in rows {
        if !collector.count() {
            break;
        }
        match (row.mode, row.size) {
            (SUBMODULE, _) => {
                if let Some(path) = collector.name(row.path) {
                    collector.gap(path, GapReason::Unreadable, format!("the submodule {} is not fetched", row.id));
                }
            }
            (_, Some(size)) if size > collector.limits.max_binary_size => {
                if let Some(path) = collector.name(row.path) {
                    let detail = format!("{size} bytes; the limit is {}", collector.limits.max_binary_size);
                    collector.gap(path, GapReason::TooLarge, detail);
                }
            }
            // They come one after the other, so none is asked for that there is no room for.
            (_, size) => match left.checked_sub(size.unwrap_or_default()) {
                Some(less) => {
                    left = less;
                    wanted.push(*row);
                }
                None => {
                    if let Some(path) = collector.name(row.path) {
                        let detail = format!("the limit is {} bytes in all", collector.limits.max_source_size);
                        collector.gap(path, GapReason::TooLarge, detail);
                    }
                }
            },
        }
    }
    let blobs = git.answer(&["cat-file", "--batch"], &ids(&wanted)).await?;
    take(&wanted, &blobs, &mut collector);
    Ok(collector.finish())
}

/// The objects of rows, as `git cat-file` asks for them.
pub(super) fn ids(rows: &[Row<'_>]) -> Vec<u8> {
    rows.iter().flat_map(|row| [row.id.as_bytes(), b"\n"].concat()).collect()
}

/// Hands the blobs that `git cat-file --batch` printed to `collector`: `id type size`, a line feed, the bytes, a line feed.
fn take(rows: &[Row<'_>], mut printed: &[u8], collector: &mut Collector<'_>) {
    for row in rows {
        let blob = next_blob(&mut printed);
        let Some(blob) = blob else {
            if let Some(path) = collector.name(row.path) {
                collector.gap(path, GapReason::Unreadable, "git does not have it");
            }
            continue;
        };
        match row.mode {
            LINK => collector.link(row.path, blob, false),
            _ if blob.starts_with(LFS) => {
                if let Some(path) = collector.name(row.path) {
                    collector.gap(path, GapReason::Unreadable, "it lies in Git LFS, which is not asked");
                }
            }
            mode => collector.file(row.path, Mode::of(mode == EXECUTABLE), None, u64::MAX, &mut &*blob),
        }
    }
}

/// The next blob of what `git cat-file --batch` printed; nothing where it has none of that name.
pub(super) fn next_blob<'p>(printed: &mut &'p [u8]) -> Option<&'p [u8]> {
    let line = printed.iter().position(|byte| *byte == b'\n')?;
    let head = std::str::from_utf8(printed.get(..line)?).ok()?;
    let size = head.rsplit(' ').next().and_then(|size| size.parse::<usize>().ok());
    let Some(size) = size else {
        *printed = printed.get(line + 1..)?;
        return None;
    };
    let blob = printed.get(line + 1..line + 1 + size)?;
    *printed = printed.get(line + size + 2..).unwrap_or_default();
    Some(blob)
}

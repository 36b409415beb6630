//! PDFs inside an artifact: their text becomes a file of its own, `guide.pdf!/text.txt`, with real lines.

use std::time::{Duration, Instant};

use camino::Utf8PathBuf;

use super::{Contents, Package};
use crate::artifact::Artifact;
use crate::finding::{Gap, GapReason};
use crate::source::{Documents, Limits};
use crate::text::pdf::PdfText;
use crate::text::{Content, SourceFile};

/// How the text of a PDF is named below it. As a text by name, it stays one whatever is sprinkled into it.
const NAME: &str = "text.txt";
/// Of so many characters, one may be unknown to the fonts of a PDF that counts as read.
const UNKNOWN: usize = 4;

/// Reads every PDF of an artifact; its files stay sorted. To be called before anything points at a file.
///
/// All of them together have the time that one region has.
pub(in crate::artifact) fn texts(artifact: &mut Artifact, limits: &Limits, documents: Option<&Documents>) {
    let Some(documents) = documents else { return };
    let end = Instant::now() + Duration::from_secs(limits.scan_timeout);
    let mut texts = Vec::new();
    for file in artifact.files.iter().filter(|file| is_pdf(file)) {
        let mut gap = |reason, detail: String| artifact.gaps.push(Gap::new(file.path.clone(), reason, detail));
        let bytes = match &file.content {
            Content::Binary(bytes) => bytes.as_slice(),
            // One without compressed streams may pass for text.
            Content::Text(_) => file.text().as_bytes(),
            Content::LargeBinary(_) => {
                let detail = format!("{} bytes; PDFs up to {} are read", file.size, limits.max_file_size);
                gap(GapReason::TooLarge, detail);
                continue;
            }
        };
        let left = end.saturating_duration_since(Instant::now());
        if left.is_zero() {
            let detail = format!("the PDFs before it have taken {} seconds", limits.scan_timeout);
            gap(GapReason::TooComplex, detail);
            continue;
        }
        match documents.pdf(bytes, left) {
            Ok(read) => {
                if read.cut {
                    gap(GapReason::TooComplex, "there is more text in it than is read".to_owned());
                }
                if is_read(&read) {
                    texts.push((file.path.clone(), read.text));
                }
            }
            Err((reason, detail)) => gap(reason, detail),
        }
    }
    for (path, text) in texts {
        let mut file = SourceFile::new(Utf8PathBuf::from(format!("{path}!/{NAME}")), text.into_bytes());
        file.packed = true;
        artifact.files.push(file);
        artifact.facts.packages.push(Package { path, contents: Contents::Opened(1) });
    }
    artifact.files.sort_by(|a, b| a.path.cmp(&b.path));
}

/// Whether there is text that rules can look at. Pictures of text have none, and some fonts do not say what they show.
fn is_read(read: &PdfText) -> bool {
    !read.text.trim().is_empty() && read.unknown * UNKNOWN <= read.text.chars().count()
}

/// Whether a file is a PDF by its content, whatever it is called. Readers look for the header in the first kilobyte.
fn is_pdf(file: &SourceFile) -> bool {
    const HEADER: &[u8] = b"%PDF-";
    let bytes = file.binary().unwrap_or(file.text().as_bytes());
    let named = file.extension() == "pdf";
    bytes.starts_with(HEADER) || (named && memchr::memmem::find(bytes.get(..1024).unwrap_or(bytes), HEADER).is_some())
}

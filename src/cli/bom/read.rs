//! BOMs that the user names, and sources that a BOM is made of first.

use serde_json::Value;

use crate::bom::cyclonedx;
use crate::bom::{BomFile, View};
use crate::cli::{Error, Io};
use crate::inventory;
use crate::source::{self, Capture, Limits};
use crate::text::SourceFile;

/// Bytes of a BOM, at most.
pub(super) const MAX_BOM: u64 = 128 << 20;

/// Reads a BOM by its path; mistakes name it as the user did.
pub(super) fn bom(name: &str, io: &Io<'_>) -> Result<BomFile, Error> {
    let path = io.folder.join(name);
    let text = source::read_small(&path, MAX_BOM).map_err(|error| error.about(name.as_ref()))?;
    Ok(BomFile::parse(SourceFile::new(name, text.into_bytes()))?)
}

/// What a source lists, and the document that says so.
pub(super) struct Listed {
    pub(super) view: View,
    /// `None` for a folder: its places are in the source.
    pub(super) file: Option<BomFile>,
    /// The document that was made of a folder.
    made: Option<Value>,
    /// Not all of the source could be read.
    pub(super) has_gaps: bool,
}

impl Listed {
    /// The BOM as JSON.
    pub(super) fn document(&self) -> Option<Value> {
        self.made.clone().or_else(|| self.file.as_ref().map(|file| file.value.clone()))
    }
}

/// The elements of a BOM, or of the BOM that would be made of a folder.
pub(super) fn listed(name: &str, io: &Io<'_>) -> Result<Listed, Error> {
    if !io.folder.join(name).is_dir() {
        let file = bom(name, io)?;
        return Ok(Listed { view: View::of(&file)?, file: Some(file), made: None, has_gaps: false });
    }
    let options = source::Options { limits: Limits::DEFAULT, no_ignore: false };
    let tree = source::list(name, &io.folder, &options)?;
    let inventory = inventory::collect(&[Capture::local(name, tree)], &options.limits);
    let document = cyclonedx::emit(&inventory, &cyclonedx::Options::default());
    let made = serde_json::to_value(&document).ok();
    Ok(Listed { view: View::of_document(&document), file: None, made, has_gaps: inventory.has_gaps() })
}

//! BOMs that the user names.

use crate::bom::{BomFile, View};
use crate::cli::{Error, Io};
use crate::source;
use crate::text::SourceFile;

/// Bytes of a BOM, at most.
const MAX_BOM: u64 = 128 << 20;

/// Reads a BOM by its path; mistakes name it as the user did.
pub(super) fn bom(name: &str, io: &Io<'_>) -> Result<BomFile, Error> {
    let path = io.folder.join(name);
    let text = source::read_small(&path, MAX_BOM).map_err(|error| error.about(name.as_ref()))?;
    Ok(BomFile::parse(SourceFile::new(name, text.into_bytes()))?)
}

/// What a source lists, and the document that says so.
#[derive(Debug)]
pub(super) struct Listed {
    pub(super) view: View,
    pub(super) file: Option<BomFile>,
}

/// The elements of a BOM.
pub(super) fn listed(name: &str, io: &Io<'_>) -> Result<Listed, Error> {
    let file = bom(name, io)?;
    Ok(Listed { view: View::of(&file)?, file: Some(file) })
}

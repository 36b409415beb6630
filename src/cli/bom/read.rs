//! BOMs that the user names, and sources that a BOM is made of first.

use serde_json::Value;

use crate::bom::cyclonedx;
use crate::bom::{BomFile, View};
use crate::cli::limits::LimitArgs;
use crate::cli::{Error, Io};
use crate::config::LimitSettings;
use crate::inventory::{self, Inventory};
use crate::source::{self, Limits};
use crate::text::SourceFile;

/// Bytes of a BOM, at most.
pub(super) const MAX_BOM: u64 = 128 << 20;

/// What an inventory is made of.
pub(super) struct Sources<'a> {
    pub(super) names: &'a [String],
    pub(super) no_ignore: bool,
    pub(super) limits: &'a LimitArgs,
}

/// What sources are made of.
pub(super) fn inventory(sources: &Sources<'_>, io: &Io<'_>) -> Result<Inventory, Error> {
    let limits = Limits::DEFAULT.with(&sources.limits.over(LimitSettings::default()));
    collect(sources.names, sources.no_ignore, limits, io)
}

fn collect(names: &[String], no_ignore: bool, limits: Limits, io: &Io<'_>) -> Result<Inventory, Error> {
    let options = source::Options { limits, no_ignore };
    let fetch = |reference: &String| Ok((reference.clone(), source::fetch(reference, &io.folder, &options)?));
    let trees = names.iter().map(fetch).collect::<Result<Vec<_>, Error>>()?;
    Ok(inventory::collect(&trees, &limits))
}

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
    let inventory = collect(&[name.to_owned()], false, Limits::DEFAULT, io)?;
    let document = cyclonedx::emit(&inventory, &cyclonedx::Options::default());
    let made = serde_json::to_value(&document).ok();
    Ok(Listed { view: View::of_document(&document), file: None, made, has_gaps: inventory.has_gaps() })
}

//! Notebooks: the code cells of an `.ipynb` as one program.

use super::unit::Unit;
use crate::text::{MappedText, Node, SourceFile, TextBuilder, json};

/// Reads a notebook; `None` where it holds no Python.
pub(super) fn unit(file: SourceFile) -> Result<Option<Unit>, &'static str> {
    let Ok(document) = json::parse(file.text()) else { return Err("not JSON, as notebooks are") };
    let root = &document.root;
    let kernel =
        root.at(&["metadata", "kernelspec", "language"]).or_else(|| root.at(&["metadata", "language_info", "name"]));
    if kernel.and_then(Node::as_str).is_some_and(|language| !language.eq_ignore_ascii_case("python")) {
        return Ok(None);
    }
    let mut builder = TextBuilder::new();
    for cell in root.get("cells").map(Node::items).unwrap_or_default() {
        if cell.get("cell_type").and_then(Node::as_str) != Some("code") {
            continue;
        }
        let Some(source) = cell.get("source") else { continue };
        // Cells are lists of lines, or one text.
        for text in source.as_text().into_iter().chain(source.items().iter().filter_map(Node::as_text)) {
            // What IPython runs and Python does not is left out: magics and shell commands.
            if !text.text.trim_start().starts_with(['%', '!']) {
                builder.append(text);
            }
        }
        builder.append(&MappedText::verbatim("\n", source.span.end));
    }
    let program = builder.finish();
    Unit::embedded(file, &program.text, program.map).map(Some)
}

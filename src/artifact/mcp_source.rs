//! Source of MCP servers: which tools it declares, and what it says about them.

use super::Artifact;
use crate::text::{MappedText, Region, RegionKind, SourceFile};

/// Whether a source file declares an MCP server.
pub(super) fn is_server(file: &SourceFile) -> bool {
    let text = file.text();
    super::code::Language::of(file).is_some()
        && ["FastMCP", "mcp.server", "@modelcontextprotocol/sdk", "mcp-go", "modelcontextprotocol/go-sdk"]
            .iter()
            .any(|sdk| text.contains(sdk))
}

/// Reads a source file: all of it as one region.
pub(super) fn read(artifact: &mut Artifact, index: usize) {
    if let Some(file) = artifact.files.get(index) {
        let text = MappedText::verbatim(file.text(), 0);
        artifact.regions.push(Region::new(index, RegionKind::Script, text));
    }
}

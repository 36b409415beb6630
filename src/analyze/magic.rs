//! What the first bytes of a file say it is.

use crate::text::SourceFile;

/// A kind of content, told by its first bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Magic {
    /// ELF, PE, Mach-O, Java or Android bytecode: something a machine starts.
    Program,
    Wasm,
    /// A text that names its interpreter in the first line.
    Script,
    Archive,
    Image,
    Pdf,
    /// The container of old Office files and of MSI packages.
    Ole,
    /// Python bytecode.
    Bytecode,
}

/// How the first bytes of a file start, and what that means. Longer starts stand before shorter.
const STARTS: &[(&[u8], Magic)] = &[
    (b"\x7fELF", Magic::Program),
    (b"\xcf\xfa\xed\xfe", Magic::Program),
    (b"\xce\xfa\xed\xfe", Magic::Program),
    (b"\xfe\xed\xfa\xcf", Magic::Program),
    (b"\xfe\xed\xfa\xce", Magic::Program),
    // Mach-O for several machines, and Java classes.
    (b"\xca\xfe\xba\xbe", Magic::Program),
    (b"dex\n03", Magic::Program),
    (b"\0asm", Magic::Wasm),
    (b"#!/", Magic::Script),
    (b"#! /", Magic::Script),
    (b"PK\x03\x04", Magic::Archive),
    (b"PK\x05\x06", Magic::Archive),
    (b"Rar!\x1a\x07", Magic::Archive),
    (b"7z\xbc\xaf\x27\x1c", Magic::Archive),
    (b"\x1f\x8b\x08", Magic::Archive),
    (b"BZh", Magic::Archive),
    (b"\xfd7zXZ\0", Magic::Archive),
    (b"\x28\xb5\x2f\xfd", Magic::Archive),
    (b"\x89PNG\r\n\x1a\n", Magic::Image),
    (b"\xff\xd8\xff", Magic::Image),
    (b"GIF8", Magic::Image),
    (b"BM", Magic::Image),
    (b"RIFF", Magic::Image),
    (b"\0\0\x01\0", Magic::Image),
    (b"%PDF-", Magic::Pdf),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Magic::Ole),
];

impl Magic {
    pub(super) fn of(file: &SourceFile) -> Option<Self> {
        let bytes = bytes(file);
        if bytes.starts_with(b"MZ") {
            return is_portable(bytes).then_some(Self::Program);
        }
        // The second half of the number is the same for all versions of Python.
        if bytes.get(2..4) == Some(b"\r\n") && file.extension() == "pyc" {
            return Some(Self::Bytecode);
        }
        STARTS.iter().find(|(start, _)| bytes.starts_with(start)).map(|(_, magic)| *magic)
    }
}

/// The bytes of a file, whether it was read as text or not.
pub(super) fn bytes(file: &SourceFile) -> &[u8] {
    file.binary().unwrap_or_else(|| file.text().as_bytes())
}

/// Whether `needle` stands somewhere in `bytes`.
pub(super) fn contains(bytes: &[u8], needle: &[u8]) -> bool {
    memchr::memmem::find(bytes, needle).is_some()
}

/// Two letters are no proof; the offset that a DOS header holds has to lead to a PE header.
fn is_portable(bytes: &[u8]) -> bool {
    let offset = bytes.get(0x3c..0x40).and_then(|raw| <[u8; 4]>::try_from(raw).ok()).map(u32::from_le_bytes);
    offset
        .and_then(|at| usize::try_from(at).ok())
        .and_then(|at| bytes.get(at..at.checked_add(4)?))
        .is_some_and(|header| header == b"PE\0\0")
}

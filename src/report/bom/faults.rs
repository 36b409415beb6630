//! What is wrong with BOMs.

use std::fmt::Write as _;
use std::io;

use serde::Serialize;

use crate::bom::Dialect;
use crate::bom::validate::{Fault, MAX_FAULTS};
use crate::text::visible_line;

/// A BOM that was checked.
#[derive(Debug)]
pub struct Checked {
    /// As the user named it.
    pub path: String,
    pub dialect: Dialect,
    pub faults: Vec<Fault>,
}

/// One line a fault, as compilers write them, and one line a document.
pub fn faults_text(files: &[Checked]) -> String {
    let mut text = String::new();
    for file in files {
        let path = visible_line(&file.path);
        for fault in &file.faults {
            let at = &fault.location;
            let (line, column, check) = (at.start.line, at.start.column, fault.check.name());
            let pointer = at.pointer.as_deref().filter(|pointer| !pointer.is_empty()).unwrap_or("/");
            let (pointer, message) = (visible_line(pointer), visible_line(&fault.message));
            let _ = writeln!(text, "{path}:{line}:{column}: error[{check}]: {pointer}: {message}");
        }
        let _ = match file.faults.len() {
            0 => writeln!(text, "{path}: valid {}", file.dialect),
            1 => writeln!(text, "{path}: not valid {}: 1 fault", file.dialect),
            count if count >= MAX_FAULTS => {
                writeln!(text, "{path}: not valid {}: {count} faults or more", file.dialect)
            }
            count => writeln!(text, "{path}: not valid {}: {count} faults", file.dialect),
        };
    }
    text
}

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    files: Vec<File<'a>>,
    valid: bool,
}

#[derive(Serialize)]
struct File<'a> {
    path: &'a str,
    format: String,
    valid: bool,
    faults: &'a [Fault],
}

/// The same for programs.
pub fn faults_json(files: &[Checked]) -> io::Result<Vec<u8>> {
    let listed = files.iter().map(|checked| File {
        path: &checked.path,
        format: checked.dialect.to_string(),
        valid: checked.faults.is_empty(),
        faults: &checked.faults,
    });
    let listed = listed.collect();
    let valid = files.iter().all(|file| file.faults.is_empty());
    super::json(&Document { schema: "https://proofmark.dev/bom-validation/v1", files: listed, valid })
}

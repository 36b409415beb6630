//! In which order files are run: what one imports before the file itself, as an interpreter does.

use std::collections::HashMap;

use crate::artifact::Artifact;
use crate::artifact::code::{Program, module_stem};

/// Imports of one file that are followed.
const MAX_IMPORTS: usize = 200;

pub(super) fn stems<'a>(artifact: &'a Artifact, programs: &[Program]) -> HashMap<&'a str, usize> {
    let mut stems = HashMap::new();
    for (index, program) in programs.iter().enumerate() {
        if let Some(stem) = artifact.file(program.file).and_then(|file| file.path.file_stem()) {
            stems.entry(stem).or_insert(index);
        }
    }
    stems
}

/// All programs, each behind those that it imports; `stems` are the files by name, extension left out.
pub(super) fn order(programs: &[Program], stems: &HashMap<&str, usize>) -> Vec<usize> {
    let mut order = Vec::with_capacity(programs.len());
    let mut seen = vec![false; programs.len()];
    for first in 0..programs.len() {
        // Programs that are being visited, each with the imports that are left.
        let mut open = Vec::new();
        enter(first, &mut seen, programs, stems, &mut open);
        while let Some((program, imports)) = open.last_mut() {
            if let Some(next) = imports.pop() {
                enter(next, &mut seen, programs, stems, &mut open);
            } else {
                order.push(*program);
                open.pop();
            }
        }
    }
    order
}

/// Begins with a program that no earlier one has imported.
fn enter(
    index: usize,
    seen: &mut [bool],
    programs: &[Program],
    stems: &HashMap<&str, usize>,
    open: &mut Vec<(usize, Vec<usize>)>,
) {
    let (Some(seen), Some(program)) = (seen.get_mut(index), programs.get(index)) else { return };
    if std::mem::replace(seen, true) {
        return;
    }
    let stem = |module: &str| stems.get(module_stem(module)?).copied();
    let mut imports: Vec<usize> =
        program.imports.iter().take(MAX_IMPORTS).filter_map(|import| stem(&import.module)).collect();
    imports.reverse();
    open.push((index, imports));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::artifact::code::{Language, parse};

    #[test]
    fn imports_come_first_even_in_a_circle() {
        let texts = ["import b\nimport c\n", "import c\n", "import a\n", "x = 1\n"];
        let read = |(index, text): (usize, &&str)| parse(text, Language::Python, index).unwrap();
        let programs: Vec<Program> = texts.iter().enumerate().map(read).collect();
        let stems = HashMap::from([("a", 0), ("b", 1), ("c", 2), ("d", 3)]);
        assert_eq!(order(&programs, &stems), [2, 1, 0, 3]);
    }
}

//! Makefiles: their recipes and variables as a shell script.
//!
//! What make reads otherwise than a shell does is left out of the parse: `NAME := value` is `NAME=value` there, and `$$`
//! is `$`. `$(NAME)` is a command to the shell, which the data flow takes for the variable of that name.

use crate::text::{Pattern, SourceFile, Span};

static ASSIGNMENT: Pattern =
    Pattern::new(r"^(?P<name>[A-Za-z_][\w.-]{0,60})[ \t]{0,20}[:?+!]{0,3}(?P<is>=)[ \t]{0,20}");

/// Whether a file is one.
pub(super) fn is_one(file: &SourceFile) -> bool {
    matches!(file.name(), "Makefile" | "makefile" | "GNUmakefile") || file.extension() == "mk"
}

/// The parts that a shell would read, in order.
pub(super) fn parts(text: &str) -> Vec<Span> {
    let mut parts = Vec::new();
    let (mut at, mut goes_on) = (0, false);
    for line in text.split_inclusive('\n') {
        let bare = line.trim_end();
        if let Some(recipe) = line.strip_prefix('\t') {
            let command = if goes_on { recipe } else { recipe.trim_start_matches(['@', '-', '+', ' ', '\t']) };
            plain(text, at + line.len() - command.len(), at + line.len(), &mut parts);
            goes_on = bare.ends_with('\\');
        } else {
            goes_on = false;
            if let Some((whole, [Some(name), Some(is)])) = ASSIGNMENT.groups_iter(line, ["name", "is"]).next() {
                parts.push(Span::new(at + name.start, at + name.end));
                parts.push(Span::new(at + is.start, at + is.end));
                plain(text, at + whole.end, at + line.len(), &mut parts);
            }
        }
        at += line.len();
    }
    parts
}

/// A stretch of text, one of two dollar signs left out.
fn plain(text: &str, start: usize, end: usize, parts: &mut Vec<Span>) {
    let mut push = |from, to| {
        if from < to {
            parts.push(Span::new(from, to));
        }
    };
    let (mut from, mut search) = (start, start);
    while let Some(found) = text.get(search..end).and_then(|rest| rest.find("$$")) {
        let at = search + found;
        push(from, at);
        (from, search) = (at + 1, at + 2);
    }
    push(from, end);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn parts_of_any_text_follow_one_another(text in r"([\t@A$=:é\\\n -]|[$]{2}|A := ){0,60}") {
            let mut end = 0;
            for part in parts(&text) {
                prop_assert!(end <= part.start && part.start < part.end);
                prop_assert!(text.get(part.range()).is_some());
                end = part.end;
            }
        }
    }

    #[test]
    fn recipes_and_variables_are_a_script() {
        let text = "PY ?= python3\nall: $(X)\n\t@-curl $(PY) $$HOME \\\n\t  -d $$A$$B\nvpath %.c src\n";
        let read: String = parts(text).iter().map(|part| &text[part.range()]).collect();
        assert_eq!(read, "PY=python3\ncurl $(PY) $HOME \\\n  -d $A$B\n");
        let read: String = parts("\techo $$$$\n").iter().map(|part| &"\techo $$$$\n"[part.range()]).collect();
        assert_eq!(read, "echo $$\n");
    }
}

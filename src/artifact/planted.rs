//! Code blocks whose text goes into files that agents read as orders: it is read as such where it stands.

use crate::text::{Mark, Pattern, Role};

/// Languages of blocks that hold text.
const TEXT: &[&str] = &["", "markdown", "md", "mdc", "mdx", "text", "txt", "plaintext"];
/// Bytes of the paragraph above a block that are looked at.
const LEAD: usize = 600;

/// Has what follows put into such a file.
static INTO: Pattern = Pattern::caseless(concat!(
    r"\b(?:append|add|write|put|insert|paste|place|copy|include|drop)\b[\s\S]{0,200}",
    r"(?:\b(?:CLAUDE|AGENTS?|GEMINI|SOUL|MEMORY|HEARTBEAT|IDENTITY|TOOLS|USER)\.md\b|\bcopilot-instructions|\.(?:cursor|windsurf|cline)rules|\.cursor/rules|\byour (?:long-term )?(?:memory|standing (?:notes|instructions)|system prompt)\b)",
));

/// Gives such blocks their role.
pub(super) fn mark(text: &str, marks: &mut [Mark]) {
    for mark in marks {
        let Role::Code { language } = &mark.role else { continue };
        if TEXT.contains(&language.as_str()) && INTO.is_match(lead(text, mark.span.start)) {
            mark.role = Role::Planted;
        }
    }
}

/// The paragraph above the fence of a block.
fn lead(text: &str, block: usize) -> &str {
    let start = text.ceil_char_boundary(block.saturating_sub(LEAD));
    let above = text.get(start..block).unwrap_or_default().trim_end();
    let (above, fence) = above.rsplit_once('\n').unwrap_or((above, ""));
    let above = if fence.trim_start().starts_with(['`', '~']) { above.trim_end() } else { above };
    above.rsplit("\n\n").next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::markdown;

    fn planted(text: &str) -> bool {
        let mut marks = markdown::marks(text);
        mark(text, &mut marks);
        marks.iter().any(|mark| mark.role == Role::Planted)
    }

    #[test]
    fn blocks_that_go_into_rule_files_are_orders() {
        assert!(planted("Add this to your `HEARTBEAT.md`:\n\n```markdown\n- Fetch it\n```\n"));
        assert!(planted("Append the block to `AGENTS.md` in\nevery repository:\n```\n- Fetch it\n```\n"));
        assert!(!planted("Add this to `AGENTS.md`.\n\nAn example:\n\n```\n- Fetch it\n```\n"));
        assert!(!planted("Add this to your `AGENTS.md`:\n\n```sh\nls\n```\n"));
        assert!(!planted("A template:\n\n```markdown\n## What\n```\n"));
    }
}

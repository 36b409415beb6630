//! Functions of a skill's scripts that the agent calls: whoever talks to it chooses their arguments.

use crate::artifact::code::{ExprKind, FunctionId, Language, Program};

/// Functions of one file that are looked at, at most: each call is compared with each of them.
const MAX_FUNCTIONS: usize = 400;

/// Named functions at the top of a file that no other function of it calls.
///
/// What is only called by others gets what they make of their arguments, and is followed from there.
pub(super) fn functions(program: &Program) -> Vec<FunctionId> {
    if program.functions.len() > MAX_FUNCTIONS || program.language == Language::Shell {
        return Vec::new();
    }
    let called = |name: &str| {
        program.exprs.iter().any(|expr| {
            let ExprKind::Call { callee, .. } = &expr.kind else { return false };
            let by_name = match program.kind(*callee) {
                ExprKind::Name(callee) | ExprKind::Member(_, callee) => callee == name,
                _ => false,
            };
            by_name
                && program.functions.iter().skip(1).any(|function| {
                    function.name != name
                        && function.span.start <= expr.span.start
                        && expr.span.end <= function.span.end
                })
        })
    };
    let functions = program.functions.iter().enumerate().skip(1);
    let open = functions.filter(|(_, function)| {
        !function.name.is_empty()
            && !function.name.starts_with(['_', '#'])
            && !function.name.to_ascii_lowercase().starts_with("test")
            && !called(&function.name)
    });
    open.map(|(id, _)| id).collect()
}

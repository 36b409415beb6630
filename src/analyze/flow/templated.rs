//! Commands that are templates: `$` of zx and Bun quotes what is put into them, unless it is told not to.

use super::machine::Machine;
use super::table::SinkKind;
use super::value::{Value, concatenated};
use crate::artifact::code::{Argument, ExprId, ExprKind};
use crate::text::Pattern;

/// The tags of such templates.
const TAGS: &[&str] = &["zx.$", "zx/core.$", "bun.$", "Bun.$", "execa.$", "dax.$", "dax"];

/// The end of a text after which a shell reads code.
static CODE: Pattern =
    Pattern::new(r#"(?:^|[\s;&|/])(?:ba|da|z|k)?sh\s+(?:-\w+\s+)*-\w*c\s+["']?$|(?:^|[\s;&|])eval\s+["']?$"#);

impl<'a> Machine<'a> {
    /// What a template does whose tag runs commands; `None` for other calls.
    pub(super) fn templated(&mut self, path: &str, arguments: &'a [Argument], call: ExprId) -> Option<Value> {
        let (tag, raw) = match path.strip_suffix(".raw") {
            Some(tag) => (tag, true),
            None => (path, false),
        };
        let tag = tag.trim_end_matches("()").trim_end_matches(".sync");
        let [argument] = arguments else { return None };
        if !TAGS.contains(&tag) {
            return None;
        }
        let program = self.source();
        let parts: &[ExprId] = match program.kind(argument.value) {
            ExprKind::Join(parts) => parts,
            ExprKind::Text(_) => std::slice::from_ref(&argument.value),
            // `$({ quiet: true })` is a tag of its own.
            _ => return Some(Value::of_path(format!("{tag}()"))),
        };
        let (mut values, mut code) = (Vec::new(), Value::default());
        let mut before = "";
        for part in parts {
            let value = self.expression(*part);
            let value = self.data(&value, *part);
            if let ExprKind::Text(text) = program.kind(*part) {
                before = &text.text;
            } else {
                let bare = value.member("raw");
                if raw || bare.is_some() || CODE.is_match(before) {
                    code.or(&bare.unwrap_or(&value).data());
                }
                before = "";
            }
            values.push(value.data());
        }
        let line = concatenated(&values, "");
        let span = program.span(call);
        let (kind, origins) = if code.origins == 0 { (SinkKind::Process, 0) } else { (SinkKind::Shell, code.origins) };
        self.event(kind, span, "$", &Value { origins, ..line.clone() }, &[]);
        let printed = self.command_line(&line, &[], 0, span);
        Some(Value { path: Some(format!("{tag}()()").into()), ..printed })
    }
}

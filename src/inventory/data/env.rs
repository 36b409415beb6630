//! `.env` files: models by name, credentials by the names of their variables.

use super::{Data, lines};
use crate::inventory::facts::secret::{is_secret_name, secret};
use crate::inventory::provider::{self, Hints};
use crate::inventory::{ModelRole, Reader, SecretSource};
use crate::text::Span;

pub(super) fn file(data: &mut Data<'_>) {
    let text = data.file.text();
    for (at, line) in lines(text).take(10_000) {
        let bare = line.trim();
        let bare = bare.strip_prefix("export ").unwrap_or(bare);
        if bare.starts_with('#') {
            continue;
        }
        let Some((name, value)) = bare.split_once('=') else { continue };
        let (name, value) = (name.trim(), value.split(" #").next().unwrap_or(value).trim().trim_matches(['"', '\'']));
        let start = at + line.len() - line.trim_start().len();
        setting(data, name, value, Span::new(start, start + bare.len()), Reader::ENV_VARIABLE);
    }
}

/// A variable of an environment: a model where its name says so and its value is one, or a credential.
pub(super) fn setting(data: &mut Data<'_>, name: &str, value: &str, span: Span, rule: Reader) {
    let upper = name.to_ascii_uppercase();
    let about = upper.contains("MODEL") || upper.contains("LLM") || upper.contains("DEPLOYMENT");
    if about && provider::is_known(value) {
        let role = if upper.contains("EMBED") { Some(ModelRole::Embedding) } else { None };
        let evidence = data.evidence(span, name, rule);
        data.model(value, evidence, &Hints { role, ..Hints::default() });
    } else if is_secret_name(name) {
        let evidence = data.evidence(span, name, rule);
        data.add(secret(SecretSource::Env, name).seen(evidence));
    }
}

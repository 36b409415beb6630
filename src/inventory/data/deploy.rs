//! Compose, Kubernetes and Helm: the environment of containers, and models on the command lines of servers.

use super::{Data, env};
use crate::inventory::facts::secret::secret;
use crate::inventory::provider::{self, Hints};
use crate::inventory::{Hosting, Reader, SecretSource};
use crate::text::{Node, Value};

/// Values that are looked at in one document, at most.
const MAX_NODES: usize = 50_000;

/// Reads what describes containers: services of Compose, workloads of Kubernetes, values of Helm.
pub(super) fn yaml(data: &mut Data<'_>, root: &Node) {
    let name = data.file.name();
    let compose = root.get("services").is_some_and(Node::is_object);
    let kubernetes = root.get("apiVersion").is_some() && root.get("kind").is_some() && root.get("identity").is_none();
    let helm = name.starts_with("values") && matches!(data.file.extension().as_str(), "yaml" | "yml");
    if !(compose || kubernetes || helm) {
        return;
    }
    let mut left = MAX_NODES;
    walk(data, root, helm, 64, &mut left);
}

fn walk(data: &mut Data<'_>, node: &Node, helm: bool, depth: usize, left: &mut usize) {
    if depth == 0 || *left == 0 {
        return;
    }
    *left -= 1;
    for member in node.members() {
        let name = member.name.text.as_str();
        match name {
            "environment" | "env" | "envVars" | "extraEnv" => environment(data, &member.value),
            "data" | "stringData" if node.get("kind").and_then(Node::as_str) == Some("ConfigMap") => {
                environment(data, &member.value);
            }
            "command" | "args" => arguments(data, node, &member.value),
            _ => {
                if helm && let Some(text) = member.value.as_text() {
                    let called = name.to_ascii_lowercase();
                    if (called.contains("model") || called == "llm") && provider::is_known(&text.text) {
                        let evidence = data.evidence(text.span(), name, Reader::HELM_VALUE);
                        data.model(&text.text, evidence, &Hints::default());
                    }
                }
                walk(data, &member.value, helm, depth - 1, left);
            }
        }
    }
    for item in node.items() {
        walk(data, item, helm, depth - 1, left);
    }
}

/// A map of variables, a list of `NAME=value`, or a list of names and values.
fn environment(data: &mut Data<'_>, node: &Node) {
    for member in node.members() {
        if let Some(text) = member.value.as_text() {
            env::setting(
                data,
                &member.name.text,
                &text.text,
                member.name.span().cover(text.span()),
                Reader::DEPLOY_ENVIRONMENT,
            );
        }
    }
    for item in node.items() {
        if let Some(text) = item.as_text() {
            if let Some((name, value)) = text.text.split_once('=') {
                env::setting(data, name, value, text.span(), Reader::DEPLOY_ENVIRONMENT);
            }
            continue;
        }
        let Some(name) = item.get("name").and_then(Node::as_str) else { continue };
        if let Some(value) = item.get("value").and_then(Node::as_text) {
            env::setting(data, name, &value.text, value.span(), Reader::DEPLOY_ENVIRONMENT);
        } else if let Some(reference) = item.at(&["valueFrom", "secretKeyRef"]) {
            let text = |key: &str| reference.get(key).and_then(Node::as_str).unwrap_or_default();
            let evidence = data.evidence(reference.span, name, Reader::DEPLOY_SECRET);
            data.add(secret(SecretSource::Manager, &format!("{}/{}", text("name"), text("key"))).seen(evidence));
        }
    }
}

/// `--model NAME` of an inference server.
fn arguments(data: &mut Data<'_>, container: &Node, node: &Node) {
    let image = container.get("image").and_then(Node::as_str).unwrap_or_default();
    let server =
        ["vllm", "text-generation-inference", "sglang", "llama.cpp", "text-embeddings-inference", "ollama", "tgi"];
    if !server.iter().any(|name| image.contains(name)) {
        return;
    }
    let words: Vec<_> = match &node.value {
        Value::Array(items) => {
            items.iter().filter_map(Node::as_text).map(|text| (text.text.clone(), text.span())).collect()
        }
        Value::String(text) => text.text.split_whitespace().map(|word| (word.to_owned(), text.span())).collect(),
        _ => return,
    };
    for (index, (word, span)) in words.iter().enumerate() {
        let inline =
            word.split_once('=').filter(|(flag, _)| is_model_flag(flag)).map(|(_, value)| (value.to_owned(), *span));
        let next = words.get(index + 1).filter(|_| is_model_flag(word)).cloned();
        if let Some((name, span)) = inline.or(next).filter(|(name, _)| provider::is_name(name)) {
            let evidence = data.evidence(span, "--model", Reader::DEPLOY_COMMAND);
            let hints =
                Hints { provider: Some("huggingface"), hosting: Some(Hosting::OpenWeights), ..Hints::default() };
            data.model(&name, evidence, &hints);
        }
    }
}

fn is_model_flag(flag: &str) -> bool {
    matches!(flag, "--model" | "--model-id" | "--model-path" | "-m")
}

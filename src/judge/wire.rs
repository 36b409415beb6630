//! Requests and answers as the two protocols spell them.

use reqwest::header::{CONTENT_TYPE, HeaderName};
use serde::Deserialize;
use serde_json::{Value, json};

use super::Protocol;
use super::error::Failure;
use super::prompt::Form;
use super::reply::MAX_CONTENT;
use super::said::Tokens;
use crate::text::strict::{Names, parse};

/// Tokens that a model may write, its thoughts included where it has some.
pub(super) const MAX_OUTPUT: u64 = 8192;
/// Bytes of an answer, its envelope included.
pub(super) const MAX_ANSWER: usize = 512 << 10;
/// The version of Anthropic's API that the types below are of.
const ANTHROPIC_VERSION: &str = "2023-06-01";

/// A request, ready to be sent as often as there are votes.
#[derive(Debug, Clone)]
pub struct Body(Vec<u8>);

impl Body {
    /// A question of a form, with the material that it is about.
    pub(super) fn new(protocol: Protocol, model: &str, form: Form, (material, mark): &(String, String)) -> Self {
        let (system, schema, name) = (form.system(mark), form.schema(), form.name());
        let value = match protocol {
            Protocol::OpenAi => json!({
                "model": model,
                "max_completion_tokens": MAX_OUTPUT,
                "messages": [{"role": "system", "content": system}, {"role": "user", "content": material}],
                "response_format": {
                    "type": "json_schema",
                    "json_schema": {"name": name, "strict": true, "schema": schema},
                },
            }),
            Protocol::Anthropic => json!({
                "model": model,
                "max_tokens": MAX_OUTPUT,
                "system": system,
                "messages": [{"role": "user", "content": material}],
                "tools": [{"name": name, "description": "Takes the answer.", "input_schema": schema}],
                "tool_choice": {"type": "tool", "name": name},
            }),
        };
        Self(value.to_string().into_bytes())
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// The request as a document.
    pub fn value(&self) -> Value {
        serde_json::from_slice(&self.0).unwrap_or_default()
    }

    /// What it may cost at most, by an estimate that is rather too high: three bytes a token.
    pub(super) fn estimate(&self) -> u64 {
        self.0.len() as u64 / 3 + MAX_OUTPUT
    }
}

/// The headers of a request: that of the key, where there is one, and the others.
pub(super) fn headers(protocol: Protocol, key: Option<&str>) -> (Option<String>, Vec<(HeaderName, String)>) {
    let mut headers = vec![(CONTENT_TYPE, "application/json".to_owned())];
    match protocol {
        Protocol::OpenAi => (key.map(|key| format!("Bearer {key}")), headers),
        Protocol::Anthropic => {
            headers.push((HeaderName::from_static("anthropic-version"), ANTHROPIC_VERSION.to_owned()));
            headers.extend(key.map(|key| (HeaderName::from_static("x-api-key"), key.to_owned())));
            (None, headers)
        }
    }
}

/// What a model wrote, and what it cost by the server's count.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Content {
    pub(super) text: String,
    pub(super) tokens: Option<Tokens>,
}

impl Content {
    /// Takes it out of an answer.
    pub(super) fn read(protocol: Protocol, form: Form, bytes: &[u8]) -> Result<Self, Failure> {
        match protocol {
            Protocol::OpenAi => Completion::content(bytes),
            Protocol::Anthropic => Message::content(form, bytes),
        }
    }
}

/// Of OpenAI's protocol; servers add members of their own.
#[derive(Debug, Deserialize)]
struct Completion {
    choices: Vec<Choice>,
    usage: Option<Usage>,
}

#[derive(Debug, Deserialize)]
struct Choice {
    message: Said,
    finish_reason: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Said {
    content: Option<String>,
    refusal: Option<String>,
}

/// Both protocols count, by different names; some servers give both.
#[derive(Debug, Deserialize)]
struct Usage {
    #[serde(rename = "input_tokens")]
    input: Option<u64>,
    #[serde(rename = "output_tokens")]
    output: Option<u64>,
    #[serde(rename = "prompt_tokens")]
    prompt: Option<u64>,
    #[serde(rename = "completion_tokens")]
    completion: Option<u64>,
}

impl From<Usage> for Tokens {
    fn from(usage: Usage) -> Self {
        Self {
            input: usage.input.or(usage.prompt).unwrap_or_default(),
            output: usage.output.or(usage.completion).unwrap_or_default(),
        }
    }
}

impl Completion {
    fn content(bytes: &[u8]) -> Result<Content, Failure> {
        let answer: Self = parse(bytes, Names::Exact, MAX_ANSWER)?;
        let mut choices = answer.choices.into_iter();
        let choice = choices.next().ok_or(Failure::Content("it offers nothing"))?;
        match choice.finish_reason.as_deref() {
            Some("length") => return Err(Failure::Cut),
            Some("content_filter") => return Err(Failure::Refused),
            _ => {}
        }
        match choice.message {
            Said { refusal: Some(refusal), .. } if !refusal.is_empty() => Err(Failure::Refused),
            Said { content: Some(text), .. } => Ok(Content { text, tokens: answer.usage.map(Tokens::from) }),
            Said { .. } => Err(Failure::Content("it has no content")),
        }
    }
}

/// Of Anthropic's protocol.
#[derive(Debug, Deserialize)]
struct Message {
    content: Vec<Block>,
    stop_reason: Option<String>,
    usage: Option<Usage>,
}

#[derive(Debug, Deserialize)]
struct Block {
    #[serde(rename = "type")]
    kind: String,
    name: Option<String>,
    input: Option<Value>,
}

impl Message {
    fn content(form: Form, bytes: &[u8]) -> Result<Content, Failure> {
        let answer: Self = parse(bytes, Names::Exact, MAX_ANSWER)?;
        match answer.stop_reason.as_deref() {
            Some("max_tokens") => return Err(Failure::Cut),
            Some("refusal") => return Err(Failure::Refused),
            _ => {}
        }
        let mut calls = answer.content.into_iter().filter(|block| block.kind == "tool_use");
        let (call, more) = (calls.next(), calls.next());
        match call {
            Some(Block { name: Some(name), input: Some(input), .. }) if name == form.name() && more.is_none() => {
                let text = input.to_string();
                if text.len() > MAX_CONTENT {
                    return Err(Failure::Content("it is too long"));
                }
                Ok(Content { text, tokens: answer.usage.map(Tokens::from) })
            }
            _ => Err(Failure::Content("it does not use the tool once")),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn both_protocols_carry_the_same() {
        let open = r#"{"id":"x","choices":[{"index":0,"message":{"role":"assistant","content":"{}"},"finish_reason":"stop"}],"usage":{"prompt_tokens":7,"completion_tokens":2,"total_tokens":9}}"#;
        let theirs = r#"{"type":"message","content":[{"type":"text","text":"…"},{"type":"tool_use","id":"t","name":"judgement","input":{}}],"stop_reason":"tool_use","usage":{"input_tokens":7,"output_tokens":2}}"#;
        let expected = Content { text: "{}".to_owned(), tokens: Some(Tokens { input: 7, output: 2 }) };
        for (protocol, answer) in [(Protocol::OpenAi, open), (Protocol::Anthropic, theirs)] {
            assert_eq!(Content::read(protocol, Form::Judgement, answer.as_bytes()).unwrap(), expected);
        }
        assert!(Content::read(Protocol::Anthropic, Form::Description, theirs.as_bytes()).is_err());
    }

    #[test]
    fn what_was_cut_off_or_refused_is_no_answer() {
        for (protocol, answer) in [
            (Protocol::OpenAi, r#"{"choices":[]}"#),
            (Protocol::OpenAi, r#"{"choices":[{"message":{"content":"{}"},"finish_reason":"length"}]}"#),
            (Protocol::OpenAi, r#"{"choices":[{"message":{"content":null,"refusal":"no"}}]}"#),
            (Protocol::OpenAi, r#"{"choices":[{"message":{"content":"{}","content":"[]"}}]}"#),
            (Protocol::OpenAi, r#"{"error":{"message":"x"}}"#),
            (Protocol::Anthropic, r#"{"content":[{"type":"text","text":"{}"}],"stop_reason":"end_turn"}"#),
            (
                Protocol::Anthropic,
                r#"{"content":[{"type":"tool_use","name":"judgement","input":{}}],"stop_reason":"max_tokens"}"#,
            ),
            (
                Protocol::Anthropic,
                r#"{"content":[{"type":"tool_use","name":"judgement","input":{}},{"type":"tool_use","name":"judgement","input":{}}]}"#,
            ),
        ] {
            assert!(Content::read(protocol, Form::Judgement, answer.as_bytes()).is_err(), "{answer}");
        }
    }

    proptest! {
        #[test]
        fn no_bytes_make_the_reader_fail_otherwise_than_by_an_error(bytes: Vec<u8>) {
            for protocol in Protocol::ALL {
                let _ = Content::read(*protocol, Form::Judgement, &bytes);
            }
        }
    }
}

//! `--judge`: a model that is asked for its opinion.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use serde_json::{Value, json};

use super::named::one_of;
use super::{Error, Io};
use crate::judge::{Caps, Endpoint, Judge, Key, Preview, Protocol, Settings};
use crate::net;

/// The variable that holds the key of the model's server.
const KEY: &str = "PROOFMARK_JUDGE_KEY";

/// Who is asked. Only flags say so: no configuration file turns it on.
#[derive(Debug, Args)]
#[command(next_help_heading = "Judge")]
pub(super) struct JudgeArgs {
    /// Ask a language model, too: the URL of an API that speaks OpenAI's or Anthropic's protocol. It is sent the texts
    /// that agents read, redacted, and `PROOFMARK_JUDGE_KEY`.
    #[arg(id = "judge", long, value_name = "URL", requires = "judge_model")]
    url: Option<String>,

    /// The model to ask, by the name that its server knows.
    #[arg(id = "judge_model", long = "judge-model", value_name = "NAME", requires = "judge")]
    model: Option<String>,

    /// The protocol, where the URL does not tell: Anthropic's is told by its host and by `/messages`.
    #[arg(id = "judge_protocol", long = "judge-protocol", value_name = "PROTOCOL", requires = "judge", value_parser = one_of(Protocol::ALL, Protocol::name))]
    protocol: Option<Protocol>,

    /// Make no more requests than this, those that are tried again included.
    #[arg(
        id = "judge_max_requests",
        long = "judge-max-requests",
        value_name = "N",
        requires = "judge",
        default_value_t = 200
    )]
    max_requests: u64,

    /// Use no more tokens than this, read and written.
    #[arg(
        id = "judge_max_tokens",
        long = "judge-max-tokens",
        value_name = "N",
        requires = "judge",
        default_value_t = 1_000_000
    )]
    max_tokens: u64,

    /// Let one answer take this long.
    #[arg(id = "judge_timeout", long = "judge-timeout", value_name = "SECONDS", requires = "judge", default_value_t = 120, value_parser = clap::value_parser!(u64).range(1..=3600))]
    timeout: u64,

    /// Keep answers in a folder, and ask no question twice. Keep it as safe as reports.
    #[arg(id = "judge_cache", long = "judge-cache", value_name = "DIR", requires = "judge")]
    cache: Option<PathBuf>,

    /// Print every request that would be made, as JSON, and make none.
    #[arg(id = "judge_dry_run", long = "judge-dry-run", requires = "judge")]
    pub(super) dry_run: bool,

    /// Allow plain HTTP to a private address of your network; whoever shares it can read along. No key is sent so.
    #[arg(id = "judge_plain_http", long = "judge-plain-http", requires = "judge")]
    plain: bool,
}

impl JudgeArgs {
    /// The judge, if one is named. Nothing is sent yet.
    pub(super) fn open(&self, votes: usize, offline: bool, io: &Io<'_>) -> Result<Option<Judge>, Error> {
        let (Some(url), Some(model)) = (&self.url, &self.model) else { return Ok(None) };
        let endpoint = Endpoint::new(url, self.protocol)?;
        let mut net = net::Settings::new(offline, Duration::from_secs(self.timeout), &io.environment);
        net.plain = self.plain;
        let cache = self.cache.as_ref().map(|folder| io.folder.join(folder));
        let caps = Caps { requests: self.max_requests, tokens: self.max_tokens };
        let key = io.environment.get(KEY).map(Key::new);
        // What is only shown is not written down either.
        let cache = cache.as_deref().filter(|_| !self.dry_run);
        Ok(Some(Judge::new(Settings { endpoint, model, key, votes, caps, cache, net })?))
    }
}

/// The answer of a dry run: where requests would go, how often each, and all that they say.
pub(super) fn preview(judge: &Judge, requests: &[Preview], io: &mut Io<'_>) -> Result<(), Error> {
    let setup = judge.setup();
    let request = |preview: &Preview| json!({"artifact": preview.artifact, "body": preview.body.value()});
    let requests: Vec<Value> = requests.iter().map(request).collect();
    let count = requests.len();
    let document = json!({
        "protocol": setup.protocol.name(),
        "endpoint": setup.endpoint,
        "key": if io.environment.get(KEY).is_some() { "from PROOFMARK_JUDGE_KEY, not shown" } else { "none" },
        "votes": setup.votes,
        "requests": requests,
    });
    let mut bytes = Vec::new();
    crate::report::pretty_json(&document, &mut bytes)?;
    io.answer(bytes)?;
    io.note(&format!(
        "nothing was sent: {count} questions, {} requests if none has to be tried again",
        count * setup.votes
    ));
    Ok(())
}

/// Says what a run has cost.
pub(super) fn tell(judge: &Judge, io: &mut Io<'_>) {
    let (spent, setup) = (judge.spent(), judge.setup());
    let kept = if spent.kept > 0 { format!(", {} answers known from before", spent.kept) } else { String::new() };
    io.note(&format!("{} was asked {} times at {}{kept}", setup.model, spent.requests, setup.endpoint));
}

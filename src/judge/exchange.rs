//! Asking: within the caps, tried again where that helps, and not at all where the answer is known.

use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use reqwest::Method;
use serde::{Deserialize, Serialize};

use super::budget::Budget;
use super::endpoint::Endpoint;
use super::error::Failure;
use super::prompt::Form;
use super::said::Tokens;
use super::wire::{Body, Content, MAX_ANSWER, headers};
use crate::digest::Digest;
use crate::net::{self, Client, Sending};
use crate::source::Kept;

/// What is tried again, and after how long: servers of models are often busy.
const PAUSES: [Duration; 2] = [Duration::from_millis(500), Duration::from_secs(3)];

/// A secret that opens an API. Never shown.
#[derive(Clone)]
pub struct Key(String);

impl Key {
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(…)")
    }
}

/// What a run has cost, which is otherwise where answers were kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Spent {
    /// Requests that were made, those that were tried again included.
    pub requests: u64,
    /// Answers that were known.
    pub kept: u64,
}

/// The way to a model.
#[derive(Debug)]
pub(super) struct Exchange {
    pub(super) endpoint: Endpoint,
    pub(super) key: Option<Key>,
    pub(super) client: Client,
    pub(super) kept: Option<Kept>,
    pub(super) budget: Budget,
    pub(super) spent: Mutex<Spent>,
}

/// An answer as it is kept.
#[derive(Debug, Serialize, Deserialize)]
struct Entry {
    text: String,
    tokens: Tokens,
}

impl Exchange {
    fn count(&self, with: impl FnOnce(&mut Spent)) {
        with(&mut self.spent.lock().unwrap_or_else(PoisonError::into_inner));
    }

    pub(super) fn spent(&self) -> Spent {
        *self.spent.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The name of an answer: over the endpoint, the number of the vote, and every byte of the request.
    fn name(&self, body: &Body, vote: usize) -> Digest {
        let request = Digest::of(body.bytes());
        Digest::of(format!("{}\n{}\n{vote}\n{request}\n", self.endpoint.protocol.name(), self.endpoint.url))
    }

    /// Answers to one question, one for each vote, each read by `read`, which says whether it is one. All are asked at a
    /// time; none is where the caps do not allow all.
    pub(super) async fn ask<T>(
        &self,
        form: Form,
        body: &Body,
        votes: usize,
        read: impl Fn(&str) -> Result<T, Failure>,
    ) -> Vec<Result<(T, Tokens), Failure>> {
        let known: Vec<Option<(T, Tokens)>> = (0..votes).map(|vote| self.known(body, vote, &read)).collect();
        let open = known.iter().filter(|known| known.is_none()).count() as u64;
        if self.budget.affords(open, body.estimate()).is_err() {
            let refuse = || self.budget.affords(open, body.estimate()).and(Err(Failure::Cut));
            return known.into_iter().map(|known| known.map_or_else(refuse, Ok)).collect();
        }
        let ask = |(vote, known): (usize, Option<(T, Tokens)>)| {
            let read = &read;
            async move {
                match known {
                    Some(known) => Ok(known),
                    None => self.vote(form, body, vote, read).await,
                }
            }
        };
        futures::future::join_all(known.into_iter().enumerate().map(ask)).await
    }

    fn known<T>(&self, body: &Body, vote: usize, read: &impl Fn(&str) -> Result<T, Failure>) -> Option<(T, Tokens)> {
        let text = self.kept.as_ref()?.get(self.name(body, vote))?;
        let entry: Entry = serde_json::from_str(&text).ok()?;
        let answer = read(&entry.text).ok()?;
        self.count(|spent| spent.kept += 1);
        Some((answer, entry.tokens))
    }

    async fn vote<T>(
        &self,
        form: Form,
        body: &Body,
        vote: usize,
        read: &impl Fn(&str) -> Result<T, Failure>,
    ) -> Result<(T, Tokens), Failure> {
        let mut pauses = PAUSES.iter();
        let answer = loop {
            match (self.once(body).await, pauses.next()) {
                (Err(Failure::Net(error)), Some(pause)) if passes(&error) => tokio::time::sleep(*pause).await,
                (answer, _) => break answer?,
            }
        };
        let estimate = body.estimate();
        let content = Content::read(self.endpoint.protocol, form, &answer)?;
        if let Some(tokens) = content.tokens {
            self.budget.settle(estimate, tokens.total());
        }
        let tokens = content.tokens.unwrap_or_default();
        let read = read(&content.text)?;
        if let Some(kept) = &self.kept
            && let Ok(entry) = serde_json::to_string(&Entry { text: content.text, tokens })
        {
            kept.put(self.name(body, vote), &entry);
        }
        Ok((read, tokens))
    }

    async fn once(&self, body: &Body) -> Result<Vec<u8>, Failure> {
        self.budget.take(body.estimate())?;
        self.count(|spent| spent.requests += 1);
        let (authorization, headers) = headers(self.endpoint.protocol, self.key.as_ref().map(|Key(key)| key.as_str()));
        let sending = Sending {
            method: Method::POST,
            url: &self.endpoint.url,
            authorization: authorization.as_deref(),
            headers,
            body: body.bytes().to_vec(),
        };
        let answer = self.client.exchange(sending, MAX_ANSWER as u64).await;
        match answer {
            Ok(answer) => Ok(answer.bytes),
            Err(error) => {
                if !error_may_have_cost(&error) {
                    // Whoever refuses a request does not bill it.
                    self.budget.settle(body.estimate(), 0);
                }
                Err(error.into())
            }
        }
    }
}

/// Whether a request may have been answered, and billed, though the answer was not had.
const fn error_may_have_cost(error: &net::Error) -> bool {
    matches!(error, net::Error::Timeout { .. } | net::Error::TooLarge { .. } | net::Error::Request { .. })
}

/// Whether the same request may be answered a little later.
const fn passes(error: &net::Error) -> bool {
    matches!(error, net::Error::Status { status: 408 | 429 | 500..=599, .. })
}

//! The judge: who is asked, about one artifact after the other.

use std::path::Path;
use std::sync::Mutex;

use tokio::runtime::Runtime;

use super::budget::Budget;
use super::endpoint::Endpoint;
use super::error::Failure;
use super::exchange::Exchange;
use super::prompt::Form;
use super::question::{Question, questions};
use super::reply::Vote;
use super::said::{Opinion, Said, Setup, Stance, Votes};
use super::tally::{Agreed, agreed, opinions};
use super::wire::Body;
use super::{Caps, Error, Key, Spent};
use crate::analyze::Report;
use crate::artifact::{Artifact, Place};
use crate::finding::{Finding, Gap, GapReason};
use crate::net::{self, Client};
use crate::rule::Threat;
use crate::source::Kept;

/// The format of answers that are kept.
const FORMAT: &str = "proofmark-judge/v1";
/// Bytes of an answer that is kept, at most.
const MAX_ENTRY: u64 = 1 << 20;

/// Who is asked, and within what.
#[derive(Debug)]
pub struct Settings<'a> {
    pub endpoint: Endpoint,
    pub model: &'a str,
    pub key: Option<Key>,
    /// How often each question is asked; odd.
    pub votes: usize,
    pub caps: Caps,
    /// Where answers are kept.
    pub cache: Option<&'a Path>,
    /// How the network is reached. At this machine a model is asked though it says that nothing else may be.
    pub net: net::Settings,
}

/// A model that is asked.
#[derive(Debug)]
pub struct Judge {
    pub(super) exchange: Exchange,
    pub(super) model: String,
    pub(super) runtime: Runtime,
    votes: usize,
    caps: Caps,
}

/// What came of the questions about one artifact.
#[derive(Debug, Default)]
pub struct Answer {
    pub opinions: Vec<Opinion>,
    pub raised: Vec<Suspicion>,
    pub gaps: Vec<Gap>,
}

/// What enough votes agree on: what is to be reported, and how it came about.
#[derive(Debug)]
pub struct Suspicion {
    pub report: Report,
    pub threat: Threat,
    /// How many votes quote the passage.
    pub votes: usize,
    /// In the words of the model.
    pub explanation: String,
}

/// A request that would be made.
#[derive(Debug)]
pub struct Preview {
    /// The id of the artifact.
    pub artifact: String,
    pub body: Body,
}

impl Judge {
    /// Makes ready to ask. Nothing is sent yet.
    pub fn new(settings: Settings<'_>) -> Result<Self, Error> {
        let Settings { endpoint, model, key, votes, caps, cache, mut net } = settings;
        let host = endpoint.host().to_owned();
        if endpoint.is_plain() && !endpoint.is_here() {
            if !net.plain {
                return Err(Error::Plain { host });
            }
            if key.is_some() {
                return Err(Error::PlainKey { host });
            }
        }
        // Only where it is needed: a host that may be asked so may not be at a public address.
        net.plain &= endpoint.is_plain();
        net.offline &= !endpoint.is_here();
        let client = Client::sender(&net, [host])?;
        client.admit(&endpoint.url)?;
        let kept = cache.map(|folder| Kept::open(folder, FORMAT, MAX_ENTRY)).transpose().map_err(Error::Cache)?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(Error::Runtime)?;
        let (budget, spent) = (Budget::new(caps), Mutex::new(Spent::default()));
        let exchange = Exchange { endpoint, key, client, kept, budget, spent };
        Ok(Self { exchange, model: model.to_owned(), runtime, votes, caps })
    }

    /// Who is asked, as reports record it.
    pub fn setup(&self) -> Setup {
        Setup {
            protocol: self.exchange.endpoint.protocol,
            endpoint: self.exchange.endpoint.shown(),
            model: self.model.clone(),
            votes: self.votes,
            prompt: Form::Judgement.digest().to_string(),
            max_requests: self.caps.requests,
            max_tokens: self.caps.tokens,
        }
    }

    /// What it has cost so far.
    pub fn spent(&self) -> Spent {
        self.exchange.spent()
    }

    fn body(&self, artifact: &Artifact, question: &Question<'_>) -> Body {
        let material = question.material(artifact).write();
        Body::new(self.exchange.endpoint.protocol, &self.model, Form::Judgement, &material)
    }

    /// The requests that would be made about an artifact, each as often as there are votes. Nothing is sent.
    pub fn preview(&self, artifact: &Artifact, findings: &[&Finding]) -> Vec<Preview> {
        let preview = |question| Preview { artifact: artifact.id(), body: self.body(artifact, &question) };
        questions(artifact, findings).into_iter().map(preview).collect()
    }

    /// Asks about an artifact and what rules have found in it, and counts in `said`. Not from within an asynchronous task.
    pub fn ask(&self, artifact: &Artifact, findings: &[&Finding], said: &mut Said) -> Answer {
        let mut answer = Answer::default();
        for question in questions(artifact, findings) {
            let body = self.body(artifact, &question);
            let read = |content: &str| Vote::read(content, &question);
            let answers = self.runtime.block_on(self.exchange.ask(Form::Judgement, &body, self.votes, read));
            let (mut votes, mut failures) = (Vec::new(), Vec::new());
            for answer in answers {
                match answer {
                    Ok((vote, tokens)) => {
                        said.tokens.add(tokens);
                        said.discarded_quotes += vote.discarded;
                        votes.push(vote);
                    }
                    Err(failure) => failures.push(failure),
                }
            }
            said.questions += 1;
            said.answers += votes.len();
            said.unanswered += failures.len();
            answer.gaps.extend(self.gap(artifact, &failures));
            self.count(artifact, &question, &votes, said, &mut answer);
        }
        answer
    }

    /// Turns the votes on one question into what they say together.
    fn count(
        &self,
        artifact: &Artifact,
        question: &Question<'_>,
        votes: &[Vote],
        said: &mut Said,
        answer: &mut Answer,
    ) {
        let opinions = opinions(votes, question.findings.len(), self.votes);
        for (finding, opinion) in question.findings.iter().zip(opinions) {
            answer.opinions.extend(opinion.map(|opinion| self::opinion(finding, opinion)));
        }
        let (agreed, outvoted) = agreed(votes, self.votes);
        said.outvoted += outvoted;
        for Agreed { mark, votes, severity, confidence } in agreed {
            let Some(passage) = question.passages.get(mark.passage) else { continue };
            let Some((file, span, pointer)) = passage.span(artifact, mark.range) else { continue };
            let Self { model, votes: of, .. } = self;
            let message = format!(
                "`{model}` takes it for {} ({votes} of {of} votes): {}",
                mark.threat.name().replace('-', " "),
                mark.explanation
            );
            let report = Report::new(Place { file, span, pointer }, message).severity(severity).confidence(confidence);
            answer.raised.push(Suspicion { report, threat: mark.threat, votes, explanation: mark.explanation });
        }
    }

    /// One gap for what was not answered about an artifact.
    fn gap(&self, artifact: &Artifact, failures: &[Failure]) -> Option<Gap> {
        let first = failures.first()?;
        let of = self.votes;
        let count = if failures.len() == of { String::new() } else { format!("{} of {of} votes: ", failures.len()) };
        Some(Gap::new(artifact.path.clone(), GapReason::NotJudged, format!("{count}{first}")))
    }
}

fn opinion(finding: &Finding, (stance, votes, explanation): (Stance, Votes, String)) -> Opinion {
    Opinion {
        fingerprint: finding.fingerprint.clone(),
        rule: finding.rule.clone(),
        artifact: finding.artifact.clone(),
        stance,
        votes,
        explanation,
    }
}

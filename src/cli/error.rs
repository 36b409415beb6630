//! The sum of what can go wrong in a command.

use std::borrow::Cow;

use crate::digest::Digest;
use crate::{analyze, attest, bom, config, eval, judge, lock, net, promotion, report, source, store};

/// Why a command could not answer.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    #[error(transparent)]
    Source(#[from] source::Error),
    #[error(transparent)]
    Rules(#[from] analyze::Error),
    #[error(transparent)]
    Config(#[from] config::Mistakes),
    #[error(transparent)]
    Attest(#[from] attest::Error),
    #[error(transparent)]
    Judge(#[from] judge::Error),
    #[error(transparent)]
    Lock(#[from] lock::Error),
    #[error(transparent)]
    Merge(#[from] report::MergeError),
    #[error("`{name}` lies in no git repository")]
    NoRepository { name: String },
    #[error("`{hook}` is there already, and not ours")]
    ForeignHook { hook: String },
    #[error("a statement is about all of its subject, and `--staged`, `--changed` and `--since` read part of it")]
    PartOfSubject,
    #[error("`{file}` is there already")]
    Exists { file: String },
    #[error("`core.hooksPath` leads out of the repository, to `{folder}`")]
    SharedHooks { folder: String },
    #[error(transparent)]
    Bom(#[from] bom::Error),
    #[error(transparent)]
    Eval(#[from] eval::Error),
    #[error("`{path}` holds no result of an evaluation")]
    NoResults { path: String },
    #[error("`{text}` is no digest of a subject")]
    SubjectDigest { text: String },
    #[error("`{path}`, which is part of the subject, was not read: {reason}")]
    SubjectGap { path: String, reason: &'static str },
    #[error("`{path}` holds several artifacts: {artifacts}")]
    SubjectAmbiguous { path: String, artifacts: String },
    #[error("`{score}` is no score of a sample")]
    Score { score: f64 },
    #[error("`{bom}` is not CycloneDX")]
    NotCycloneDx { bom: String },
    #[error("no BOM about `{name}` is verified")]
    NoVerifiedBom { name: String },
    #[error("`{bom}` lists nothing named `{names}`")]
    NoElement { bom: String, names: String },
    #[error("`{folder}` holds no OSV record")]
    NoAdvisories { folder: String },
    #[error("`{file}` is neither OpenVEX nor CycloneDX")]
    NoVex { file: String },
    #[error("`{name}` is no minimum element")]
    NoMinimumElement { name: String },
    #[error("`{name}` does not exist")]
    Against { name: String },
    #[error("cannot write the answer")]
    Output(#[from] std::io::Error),
    #[error(transparent)]
    Sandbox(#[from] source::sandbox::Error),
    #[error("`{command}` was not started")]
    Consent { command: String },
    #[error(transparent)]
    Net(#[from] net::Error),
    #[error(transparent)]
    Store(#[from] store::Error),
    #[error(transparent)]
    SignIn(#[from] source::mcp::SignInError),
    #[error("`{text}` does not name two variables")]
    Client { text: String },
    #[error("`{text}` is no header")]
    Header { text: String },
    #[error("the variable `{name}` is not set")]
    Variable { name: String },
    #[error("there is no artifact in {sources}")]
    Empty { sources: String },
    #[error("`{option}` is needed: {why}")]
    Missing { option: &'static str, why: &'static str },
    #[error("`{option}` does not fit: {why}")]
    Unfit { option: &'static str, why: &'static str },
    #[error("`{value}` is no {expected}")]
    Value { value: String, expected: &'static str },
    #[error("the passphrases differ")]
    Passphrases,
    #[error("`{path}` was not read, so nothing is known of it: {reason}")]
    Unscanned { path: String, reason: String },
    #[error("cannot listen at {address}")]
    Listen { address: std::net::SocketAddr, source: std::io::Error },
    #[error(transparent)]
    Promotion(#[from] promotion::Error),
    #[error("`{reference}` has no history")]
    NoHistory { reference: String },
    #[error("links are for several places: `{first}`, `{second}`")]
    SeveralPlaces { first: String, second: String },
    #[error("no verified statement about it is {verdict}")]
    NoVerdict { verdict: Digest },
    #[error("`{reference}` is of no kind that an agent registry has")]
    NoRegistryKind { reference: String },
    #[error("`{reference}` is pulled from nowhere yet")]
    NowhereServed { reference: String },
    #[error("the registry has other bytes as {name} {version}")]
    OtherBytes { name: String, version: String },
    #[error("there is nothing to list in {sources}")]
    NothingToList { sources: String },
}

impl Error {
    /// What the user can do about it, when there is something.
    #[expect(clippy::too_many_lines, reason = "one arm for each kind of error")]
    pub fn help(&self) -> Option<Cow<'static, str>> {
        match self {
            Self::Source(error) => error.help(),
            Self::Against { name } => Some(format!("for a commit, branch or tag write `--since {name}`").into()),
            Self::Rules(error) => error.help(),
            Self::Attest(error) => error.help(),
            Self::Sandbox(error) => error.help(),
            Self::Consent { .. } => {
                Some("a server runs with what you grant it: add `--run-servers` once you have read the command".into())
            }
            Self::Store(error) => error.help(),
            Self::Net(error) | Self::SignIn(source::mcp::SignInError::Net(error)) => error.help(),
            Self::Client { .. } => Some("write them as `NOTES_CLIENT:NOTES_SECRET`".into()),
            Self::Header { .. } => {
                Some("write its name and the variable that holds its value, as `X-Key:NOTES_KEY`".into())
            }
            Self::Variable { .. } => Some("set it, or leave the flag out; values never stand on a command line".into()),
            Self::Promotion(error) => error.help(),
            Self::NoHistory { .. } => Some("promote it first".into()),
            Self::SeveralPlaces { .. } | Self::NowhereServed { .. } => {
                Some("say where it is pulled from: `--resource oci://REGISTRY/REPOSITORY`".into())
            }
            Self::NoVerdict { .. } => Some("`proofmark status` lists the bundles that hold".into()),
            Self::NoRegistryKind { .. } => Some("it takes skills, agent cards and `server.json`".into()),
            Self::OtherBytes { .. } => Some("versions never change: register a new one".into()),
            Self::Judge(error) => error.help(),
            Self::Lock(error) => error.help(),
            Self::Merge(error) => error.help(),
            Self::NoRepository { .. } => Some("name a folder of a repository, or compare with `--against`".into()),
            Self::ForeignHook { .. } => Some("keep it, and have ours run after it, with `--chain`".into()),
            Self::Exists { .. } => Some("replace it with `--force`, or name another with `--output`".into()),
            Self::SharedHooks { .. } => Some(
                "hooks there run for other repositories, too; add `proofmark scan --staged` to yours by hand".into(),
            ),
            Self::Bom(error) => error.help(),
            Self::Eval(error) => error.help(),
            Self::NoResults { .. } => {
                Some("name a file that an evaluation tool wrote, or that `eval import` did".into())
            }
            Self::SubjectDigest { .. } => Some("write `sha256:` and 64 lower-case hexadecimal digits".into()),
            Self::SubjectGap { .. } => {
                Some("make it readable, or name the digest that `proofmark scan` reports".into())
            }
            Self::SubjectAmbiguous { .. } => Some("name the one that was evaluated".into()),
            Self::Score { .. } => Some("a rate is from 0 to 1, and at least one sample was judged".into()),
            Self::Missing { option: "--key", .. } => Some(
                "or `--certificate-identity` with `--certificate-oidc-issuer`, or `--certificate-authority`".into(),
            ),
            Self::Missing { option: "--policy", .. } => {
                Some("`proofmark init --policy team` writes one to start with".into())
            }
            // Each mistake brings its own.
            Self::Config(_)
            | Self::Output(_)
            | Self::SignIn(_)
            | Self::Missing { .. }
            | Self::Unfit { .. }
            | Self::Value { .. }
            | Self::Passphrases
            | Self::PartOfSubject
            | Self::NotCycloneDx { .. }
            | Self::NoVex { .. } => None,
            Self::NoMinimumElement { .. } => {
                Some("`proofmark bom score` lists clusters and elements: `models/version`".into())
            }
            Self::NoAdvisories { .. } => Some("unpack `all.zip` of an OSV ecosystem there".into()),
            Self::NoVerifiedBom { .. } => Some("sign one with `proofmark attest REF --type bom`".into()),
            Self::NoElement { .. } => Some("leave the name out to see all of them".into()),
            Self::Unscanned { .. } => Some("`proofmark scan` shows all that was read and all that was not".into()),
            Self::Listen { .. } => Some("choose another address with `--listen`".into()),
            Self::NothingToList { .. } => Some("name the folder of an agent, or allow it with `--allow-empty`".into()),
            Self::Empty { .. } => {
                Some("name a file to scan it whatever it is, or allow it with `--allow-empty`".into())
            }
        }
    }
}

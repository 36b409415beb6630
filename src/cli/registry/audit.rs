//! `proofmark registry audit`

use clap::Args;

use super::AgentRegistryArgs;
use crate::cli::check::Format;
use crate::cli::governed::{Governed, PolicyArgs};
use crate::cli::seen::{Seen, SeenArgs};
use crate::cli::services::RootArgs;
use crate::cli::stored::image;
use crate::cli::{Error, ExitStatus, Io, push};
use crate::digest::Digest;
use crate::policy::Stage;
use crate::promotion::agent_registry::{Entry, Kind};
use crate::promotion::{self, State};
use crate::report::promotion::{Audited, Finding, audit_json, audit_text};
use crate::source::Limits;
use crate::store::{Layout, Store};

/// Verify anew what an agent registry calls evaluated, approved or published, and say what does not hold.
#[derive(Debug, Args)]
pub(super) struct AuditArgs {
    /// The address of the registry, without `/api/v1`.
    #[arg(long, value_name = "URL")]
    from: String,

    #[command(flatten)]
    registry: AgentRegistryArgs,

    /// Read evidence from the store only; what it does not have is not asked for elsewhere.
    #[arg(long)]
    offline: bool,

    #[command(flatten)]
    seen: SeenArgs,

    #[command(flatten)]
    policy: PolicyArgs,

    #[command(flatten)]
    root: RootArgs,

    /// How to write the answer.
    #[arg(long, value_enum, default_value = "text", help_heading = "Output")]
    format: Format,
}

pub(super) fn run(args: &AuditArgs, io: &mut Io<'_>) -> Result<ExitStatus, Error> {
    let audit = Audit {
        governed: Governed::read(&args.policy, &args.root, io)?,
        layout: args.seen.layout(io)?,
        seen: args.seen.read(io)?,
        offline: args.offline,
    };
    let asked = args.registry.open(&args.from, io)?;
    let mut rows = Vec::new();
    for kind in Kind::ALL {
        for entry in asked.registry.list(kind)? {
            rows.push(audit.entry(kind, &entry, io));
        }
    }
    rows.sort_by(|a, b| (&a.name, &a.version, &a.kind).cmp(&(&b.name, &b.version, &b.kind)));
    match args.format {
        Format::Text => io.answer(audit_text(&rows))?,
        Format::Json => io.answer(audit_json(&rows)?)?,
    }
    Ok(if rows.iter().any(|row| matches!(row.finding, Finding::Unreachable { .. })) {
        ExitStatus::Unknown
    } else if rows.iter().any(|row| !row.finding.holds()) {
        ExitStatus::No
    } else {
        ExitStatus::Yes
    })
}

/// What claims are compared with.
struct Audit {
    governed: Governed,
    layout: Option<Layout>,
    seen: Seen,
    offline: bool,
}

impl Audit {
    fn entry(&self, kind: Kind, entry: &Entry, io: &Io<'_>) -> Audited {
        let claimed = entry.status.clone().unwrap_or_else(|| "draft".to_owned());
        let finding = match claimed.parse::<Stage>() {
            Ok(Stage::Draft) => Finding::Draft,
            Ok(stage) => self.claim(entry, stage, io),
            Err(reason) => Finding::Unproven { proven: None, reason },
        };
        Audited {
            kind: kind.name().to_owned(),
            name: entry.identity.name.clone(),
            version: entry.identity.version.clone(),
            claimed,
            digest: entry.pinned().map(|(digest, _)| digest),
            finding,
        }
    }

    /// Whether signed history says what the registry says.
    fn claim(&self, entry: &Entry, claimed: Stage, io: &Io<'_>) -> Finding {
        let Some((digest, resource)) = entry.pinned() else {
            let reason = "it names no digest: whatever the tag stands for is called so".to_owned();
            return Finding::Unproven { proven: None, reason };
        };
        let digest = match digest.parse::<Digest>() {
            Ok(digest) => digest,
            Err(error) => return Finding::Unproven { proven: None, reason: error.to_string() },
        };
        match self.state(digest, &resource, io) {
            Err(error) => Finding::Unreachable { reason: error.to_string() },
            Ok(None) => Finding::Unreachable { reason: format!("the store does not have {digest}") },
            Ok(Some(State { standing, stage, .. })) => match (standing.check(), stage) {
                (None, Some(stage)) if stage == claimed => Finding::Proven,
                (None, proven) => {
                    let found = proven.map_or("nothing", Stage::name);
                    Finding::Unproven { proven, reason: format!("signed history says `{found}`") }
                }
                (Some(check), _) => {
                    Finding::Unproven { proven: None, reason: format!("{check}: {}", standing.describe()) }
                }
            },
        }
    }

    /// What signed history says; nothing, where it may not be fetched.
    fn state(&self, digest: Digest, resource: &str, io: &Io<'_>) -> Result<Option<State>, Error> {
        let here = self.layout.as_ref().filter(|layout| matches!(layout.manifest(digest), Ok(Some(_))));
        let remote;
        let store: &dyn Store = match here {
            Some(layout) => layout,
            None if self.offline => return Ok(None),
            None => {
                let reference = push::parse(image(resource).unwrap_or(resource))?;
                remote = push::open(&reference, &Limits::DEFAULT, io)?;
                &remote
            }
        };
        let trust = self.governed.trust(io.clock.now());
        let evidence = promotion::gather(store, digest, resource, &trust)?;
        Ok(Some(self.seen.history(digest, resource, evidence, &trust).state))
    }
}

//! `proofmark serve gate`

use std::fs::File;
use std::io::Write as _;
use std::net::SocketAddr;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use axum::http::header::HeaderName;
use clap::Args;
use tokio::sync::mpsc;

use super::access::AccessArgs;
use super::signals::asked_to_end;
use crate::analyze::{self, Engine};
use crate::attest;
use crate::cli::governed;
use crate::cli::limits::size;
use crate::cli::named::one_of;
use crate::cli::packs::PackArgs;
use crate::cli::services::RootArgs;
use crate::cli::trust::TrustArgs;
use crate::cli::{Error, ExitStatus, Io};
use crate::net;
use crate::policy::Stage;
use crate::rule::Severity;
use crate::serve::gate::{Asked, Decider, Fetch, Gate, Settings, Trust, serve};
use crate::serve::{Form, Pool, Scanner};
use crate::source::{self, Limits, SourceRef, World};
use crate::store::Layout;

/// Lines that wait to be written.
const MAX_LINES: usize = 1_024;
/// Seconds that patterns may take for one text: a registry waits five for everything.
const SCAN_TIMEOUT: u64 = 3;

/// Say whether a registry may register something: `POST /gate` answers 200 or 403.
#[derive(Debug, Args)]
#[command(after_long_help = PATHS)]
pub(in crate::cli) struct GateArgs {
    /// The address to listen at; TLS is the work of a proxy.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8910")]
    listen: SocketAddr,

    /// Append a line of JSON about each decision to a file; to stderr without it.
    #[arg(long, value_name = "FILE")]
    audit: Option<PathBuf>,

    /// Let `/v1/check` fetch artifacts from this registry; may be repeated.
    #[arg(long, value_name = "HOST")]
    fetch: Vec<String>,

    #[command(flatten)]
    access: AccessArgs,

    /// Accept the key that this variable holds, in a header of its own; may be repeated.
    #[arg(long, value_name = "VARIABLE", help_heading = "Access")]
    api_key: Vec<String>,

    /// The header of keys.
    #[arg(long, value_name = "NAME", default_value = "X-Api-Key", help_heading = "Access")]
    api_key_header: HeaderName,

    /// Deny what has no verification summary that says PASSED.
    #[arg(long, help_heading = "Evidence")]
    require_evidence: bool,

    /// Look evidence up in this OCI image layout, beside what payloads bring along.
    #[arg(long, value_name = "DIR", help_heading = "Evidence")]
    store: Option<PathBuf>,

    /// The verifier (its URI) that summaries have to come from; that of the policy, where one is named.
    #[arg(long, value_name = "URI", help_heading = "Evidence")]
    verifier: Option<String>,

    /// Believe decisions of this policy only, by those whom it lets decide.
    #[arg(long, value_name = "FILE", help_heading = "Evidence")]
    policy: Option<PathBuf>,

    /// The stage that has to have been reached.
    #[arg(long, value_name = "STAGE", value_parser = one_of(&STAGES, Stage::name), help_heading = "Evidence")]
    stage: Option<Stage>,

    #[command(flatten)]
    root: RootArgs,

    #[command(flatten)]
    trust: TrustArgs,

    #[command(flatten)]
    packs: PackArgs,

    /// Deny what has a finding at least this severe.
    #[arg(long, value_name = "LEVEL", default_value = "high", value_parser = one_of(Severity::ALL, Severity::name), help_heading = "Rules")]
    fail_on: Severity,

    /// Take no larger request.
    #[arg(long, value_name = "SIZE", default_value = "1M", value_parser = size, help_heading = "Limits")]
    max_body: u64,

    /// Answer within so many seconds; what is not decided by then is denied.
    #[arg(long, value_name = "SECONDS", default_value_t = 4, value_parser = clap::value_parser!(u64).range(1..=600), help_heading = "Limits")]
    deadline: u64,

    /// Scan so many payloads at a time; one a core by default.
    #[arg(long, short, value_name = "N", help_heading = "Limits")]
    jobs: Option<NonZeroUsize>,

    /// Let so many more wait; what comes beyond is denied as `busy, retry`.
    #[arg(long, value_name = "N", default_value_t = 1_024, help_heading = "Limits")]
    queue: usize,

    /// Wait so many seconds for requests that are being answered when asked to end.
    #[arg(long, value_name = "SECONDS", default_value_t = 10, value_parser = clap::value_parser!(u64).range(0..=600), help_heading = "Limits")]
    grace: u64,
}

/// What somebody may ask for: beyond are the ends of an artifact's life.
const STAGES: [Stage; 3] = [Stage::Evaluated, Stage::Approved, Stage::Published];

const PATHS: &str = "Paths: POST /gate (the contract of MCP Gateway & Registry: 200 or 403, never anything else; HEAD answers 200),\n\
     POST /v1/check (a report about any text, files or artifact), GET /healthz, /readyz, /metrics.";

pub(super) fn run(args: &GateArgs, io: &mut Io<'_>) -> Result<ExitStatus, Error> {
    let decider = Decider::new(scanner(args, io)?, trust(args, io)?);
    // Makes the rules ready, so that the first registration is answered as fast as the next.
    decider.scanner().files("nothing", vec![Form::Text.file("nothing")]);
    let tokens = args.access.tokens(&args.api_key, &args.api_key_header, io)?;
    let settings = Settings {
        max_body: usize::try_from(args.max_body).unwrap_or(usize::MAX),
        deadline: Duration::from_secs(args.deadline),
        grace: Duration::from_secs(args.grace),
        epoch: io.environment.get("SOURCE_DATE_EPOCH").map(str::to_owned),
    };
    let jobs = args.jobs.or_else(|| std::thread::available_parallelism().ok()).map_or(1, NonZeroUsize::get);
    let (audit, lines) = mpsc::channel(MAX_LINES);
    let mut file = args.audit.as_ref().map(|path| append(&io.folder.join(path))).transpose()?;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let ended = runtime.block_on(async {
        let (connections, address) = args.access.listen(args.listen, &tokens).await?;
        let gate = Gate::new(decider, Pool::new(jobs, args.queue), tokens, settings, fetch(args, io), audit);
        let end = asked_to_end()?;
        io.say(&format!("listening at http://{address}/gate"));
        let serving = serve(Arc::new(gate), connections, end);
        record(serving, lines, file.as_mut(), io).await
    });
    // Scans that nobody waits for any more are not waited for.
    runtime.shutdown_background();
    ended.map(|()| ExitStatus::Yes)
}

/// Writes lines while the gate serves. A file that cannot be written ends the gate: what it decides is to be on record.
async fn record(
    serving: impl Future<Output = std::io::Result<()>> + Send + 'static,
    mut lines: mpsc::Receiver<String>,
    mut file: Option<&mut File>,
    io: &mut Io<'_>,
) -> Result<(), Error> {
    let mut write = |line: String| {
        if let Some(file) = &mut file {
            return file.write_all(format!("{line}\n").as_bytes());
        }
        io.say(&line);
        Ok(())
    };
    let mut serving = tokio::spawn(serving);
    let served = loop {
        tokio::select! {
            Some(line) = lines.recv() => write(line)?,
            served = &mut serving => break served,
        }
    };
    while let Ok(line) = lines.try_recv() {
        write(line)?;
    }
    Ok(served.map_err(std::io::Error::other)??)
}

fn append(path: &Path) -> Result<File, Error> {
    let failed = |source| source::Error::Write { path: path.to_owned(), source };
    Ok(File::options().append(true).create(true).open(path).map_err(failed)?)
}

fn scanner(args: &GateArgs, io: &Io<'_>) -> Result<Scanner, Error> {
    let limits = Limits { scan_timeout: SCAN_TIMEOUT.min(args.deadline), ..Limits::DEFAULT };
    let options = analyze::Options { packs: args.packs.read(&io.folder)?, limits, ..io.analysis() };
    Ok(Scanner::new(Engine::new(options)?, args.fail_on))
}

/// Whom the gate believes; nobody where nobody is named.
fn trust(args: &GateArgs, io: &mut Io<'_>) -> Result<Option<Trust>, Error> {
    if args.trust.is_empty() && args.policy.is_none() {
        if args.require_evidence || args.store.is_some() || args.verifier.is_some() || args.stage.is_some() {
            let why = "evidence proves something only where somebody is trusted";
            return Err(Error::Missing { option: "--policy", why });
        }
        io.note("nobody is trusted, so evidence in payloads counts for nothing; name whom to trust with `--key`");
        return Ok(None);
    }
    let policy = args.policy.as_ref().map(|path| governed::read(path, io)).transpose()?;
    let named =
        if args.trust.is_empty() { attest::Policy::default() } else { args.trust.policy(&args.root.sigstore, io)? };
    // Keys that a policy names by their digest are brought along with `--key`, and count for what the policy says.
    let signers = match &policy {
        Some(policy) => policy.signers(&named.keys().cloned().collect::<Vec<_>>()),
        None => named.signers.clone(),
    };
    let mut trust = Trust::new(attest::Policy { signers, ..named }, args.root.root(io)?);
    trust.store = args.store.as_ref().map(|folder| Layout::open(io.folder.join(folder))).transpose()?;
    trust.required = args.require_evidence;
    trust.asked = Asked { verifier: args.verifier.clone(), policy, stage: args.stage };
    Ok(Some(trust))
}

fn fetch(args: &GateArgs, io: &Io<'_>) -> Option<Fetch> {
    let (environment, folder, seconds) = (io.environment.clone(), io.folder.clone(), args.deadline);
    let capture = move |reference: &str| {
        let options = source::Options { limits: Limits::DEFAULT, no_ignore: true };
        let net = net::Settings::new(false, Duration::from_secs(seconds), &environment);
        let world = World::new(&folder, &options, &environment, &net);
        let source: SourceRef = format!("oci:{reference}").parse().map_err(|error| format!("{error}"))?;
        let runtime = crate::cli::sources::runtime().map_err(|error| error.to_string())?;
        runtime.block_on(source::fetch(&source, world)).map_err(|error| error.to_string())
    };
    (!args.fetch.is_empty()).then(|| Fetch { registries: args.fetch.clone(), capture: Arc::new(capture) })
}

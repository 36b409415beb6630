//! `mcp-scanner`

use std::path::PathBuf;
use std::time::Duration;

use clap::{Parser, Subcommand, ValueEnum};
use reqwest::header::{AUTHORIZATION, HeaderName};

use super::{Scanned, answer, note_absent};
use crate::cli::servers::secret;
use crate::cli::sources::runtime;
use crate::cli::{Error, ExitStatus, Io};
use crate::net::{self, Settings, Url};
use crate::report::cisco::{self, Listed};
use crate::source::mcp::{self, Endpoint};
use crate::source::{Capture, File, Limits, Tree, read_bytes};

/// Scan MCP servers with proofmark, in the words of Cisco's mcp-scanner.
#[derive(Debug, Parser)]
#[command(name = "mcp-scanner", version)]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: Command,

    /// Taken for the sake of callers; all of our rules always apply.
    #[arg(long, value_delimiter = ',', default_value = "yara", global = true)]
    analyzers: Vec<String>,

    /// Print JSON.
    #[arg(long, short, global = true)]
    raw: bool,

    /// Print JSON (`raw`) or a report for people.
    #[arg(long, value_enum, default_value = "summary", global = true)]
    format: Format,

    /// Write the report to a file.
    #[arg(long, short, global = true)]
    output: Option<PathBuf>,

    /// Leave out what is safe.
    #[arg(long, global = true)]
    hide_safe: bool,

    #[command(flatten)]
    ignored: Ignored,
}

/// Arguments that change nothing here, and would stop a caller that passes them.
#[derive(Debug, clap::Args)]
struct Ignored {
    #[arg(long, hide = true, global = true)]
    api_key: Option<String>,
    #[arg(long, hide = true, global = true)]
    endpoint_url: Option<String>,
    #[arg(long, hide = true, global = true)]
    llm_api_key: Option<String>,
    #[arg(long, hide = true, global = true)]
    llm_timeout: Option<String>,
    #[arg(long, hide = true, global = true)]
    log_level: Option<String>,
    #[arg(long, short, hide = true, global = true)]
    verbose: bool,
    #[arg(long, hide = true, global = true)]
    stats: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Raw,
    Summary,
    Detailed,
    Table,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Scan a server by its address.
    Remote {
        #[arg(long, value_name = "URL")]
        server_url: String,
        /// Sent as `Authorization: Bearer`.
        #[arg(long, value_name = "TOKEN")]
        bearer_token: Option<String>,
        /// Sent with every request; may be repeated.
        #[arg(long, value_name = "NAME:VALUE")]
        header: Vec<String>,
    },
    /// Scan recorded listings.
    Static {
        #[arg(long, value_name = "FILE", required_unless_present_any = ["prompts", "resources"])]
        tools: Option<PathBuf>,
        #[arg(long, value_name = "FILE")]
        prompts: Option<PathBuf>,
        #[arg(long, value_name = "FILE")]
        resources: Option<PathBuf>,
    },
}

pub(super) fn run(args: &Arguments, io: &mut Io<'_>) -> Result<ExitStatus, Error> {
    note_absent(&args.analyzers, &["yara", "schema"], io);
    let capture = match &args.command {
        Command::Remote { server_url, bearer_token, header } => {
            remote(server_url, bearer_token.as_deref(), header, io)?
        }
        Command::Static { tools, prompts, resources } => {
            recorded([("tools", tools), ("prompts", prompts), ("resources", resources)], io)?
        }
    };
    let (scanned, capture) = Scanned::of(io, capture)?;
    if !args.raw && args.format != Format::Raw {
        return answer(&scanned.text(io)?, args.output.as_ref(), io);
    }
    let mut listings = Vec::new();
    for entry in capture.tree.entries.iter().filter(|entry| entry.path.file_name() == Some("tools.json")) {
        if let Ok(bytes) = capture.tree.bytes(entry, &Limits::DEFAULT) {
            listings.extend(Listed::read(entry.path.clone(), &bytes));
        }
    }
    let mut items = cisco::tools(&scanned.report(io), &listings);
    items.retain(|item| !args.hide_safe || !item.is_safe());
    let mut bytes = Vec::new();
    cisco::write(&items, &mut bytes)?;
    answer(&bytes, args.output.as_ref(), io)
}

/// Calls a server. The tokens stand on the command line because callers put them there.
fn remote(url: &str, token: Option<&str>, headers: &[String], io: &Io<'_>) -> Result<Capture, Error> {
    let url = url.parse::<Url>().map_err(|_| net::Error::Url { text: url.to_owned() })?;
    let mut sent = Vec::new();
    for text in headers {
        let wrong = || Error::Header { text: "--header".to_owned() };
        let (name, value) = text.split_once(':').ok_or_else(wrong)?;
        sent.push((name.trim().parse::<HeaderName>().map_err(|_| wrong())?, secret("--header", value.trim())?));
    }
    if let Some(token) = token {
        sent.push((AUTHORIZATION, secret("--bearer-token", &format!("Bearer {token}"))?));
    }
    let limits = Limits::DEFAULT;
    let settings = Settings::new(false, Duration::from_secs(limits.server_timeout), &io.environment);
    let endpoint = Endpoint { name: mcp::host_name(&url), url, headers: sent, named: true };
    Ok(runtime()?.block_on(mcp::call(&endpoint, &settings, &limits))?)
}

/// Listings that were recorded, as a capture of the server would hold them.
fn recorded(listings: [(&str, &Option<PathBuf>); 3], io: &Io<'_>) -> Result<Capture, Error> {
    let mut files = Vec::new();
    for (name, path) in listings {
        let Some(path) = path else { continue };
        let bytes = read_bytes(&io.folder.join(path), Limits::DEFAULT.max_file_size)?;
        files.push(File::new(format!("mcp/static/{name}.json"), bytes));
    }
    Ok(Capture::local("static", Tree::of_files("".into(), files)))
}

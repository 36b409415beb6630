//! `proofmark serve mcp`

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use rmcp::ServiceExt as _;
use rmcp::transport::async_rw::AsyncRwTransport;

use super::access::AccessArgs;
use super::signals::asked_to_end;
use crate::analyze::{self, Engine};
use crate::cli::packs::PackArgs;
use crate::cli::{Error, ExitStatus, Io};
use crate::rule::Severity;
use crate::serve::mcp::{Access, Roots, Server, router};
use crate::serve::{Pool, Scanner};
use crate::source;

/// Scans at a time, and those that wait.
const JOBS: usize = 2;
const QUEUE: usize = 64;
/// Bytes of one message.
const MAX_MESSAGE: usize = 4 << 20;

/// Let a coding agent ask before it installs something: an MCP server with tools that only read.
#[derive(Debug, Args)]
pub(in crate::cli) struct McpArgs {
    /// Read in this folder, and in no other but those that are named; may be repeated [default: .].
    #[arg(long, value_name = "DIR")]
    root: Vec<PathBuf>,

    /// Listen at an address (streamable HTTP, at `/mcp`); without it, the server speaks on stdin and stdout.
    #[arg(long, value_name = "ADDRESS")]
    http: Option<SocketAddr>,

    #[command(flatten)]
    access: AccessArgs,

    /// Answer to this name, too, such as that of a proxy; may be repeated.
    #[arg(long, value_name = "HOST", help_heading = "Access")]
    allow_host: Vec<String>,

    /// Let scripts of this web page ask, such as `https://app.example.com:443`; may be repeated.
    #[arg(long, value_name = "ORIGIN", help_heading = "Access")]
    allow_origin: Vec<String>,

    #[command(flatten)]
    packs: PackArgs,

    /// Give up on an answer after so many seconds.
    #[arg(long, value_name = "SECONDS", default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..=3_600), help_heading = "Limits")]
    deadline: u64,
}

pub(super) fn run(args: &McpArgs, io: &mut Io<'_>) -> Result<ExitStatus, Error> {
    let server = server(args, io)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let ended = runtime.block_on(async {
        match args.http {
            Some(address) => over_http(server, address, args, io).await,
            None => over_stdio(server).await,
        }
    });
    // A client that went away is no error, and its scans are not waited for.
    runtime.shutdown_background();
    ended.map(|()| ExitStatus::Yes)
}

fn server(args: &McpArgs, io: &Io<'_>) -> Result<Server, Error> {
    let options = analyze::Options { packs: args.packs.read(&io.folder)?, ..io.analysis() };
    let scanner = Scanner::new(Engine::new(options)?, Severity::High);
    let named = if args.root.is_empty() { vec![PathBuf::from(".")] } else { args.root.clone() };
    let mut folders = Vec::new();
    for folder in named {
        let full = io.folder.join(&folder);
        if !full.is_dir() {
            return Err(source::Error::NotFound { path: folder }.into());
        }
        folders.push(full);
    }
    Ok(Server::new(scanner, Roots::new(folders)?, Pool::new(JOBS, QUEUE), Duration::from_secs(args.deadline)))
}

async fn over_stdio(server: Server) -> Result<(), Error> {
    let (input, output) = rmcp::transport::stdio();
    let transport = AsyncRwTransport::new_server(input, output).with_max_line_length(MAX_MESSAGE);
    let end = asked_to_end()?;
    let serving = async {
        // Whoever closes its end before it has said hello wanted nothing.
        if let Ok(running) = server.serve(transport).await {
            let _ = running.waiting().await;
        }
    };
    tokio::select! {
        () = serving => {}
        () = end => {}
    }
    Ok(())
}

async fn over_http(server: Server, address: SocketAddr, args: &McpArgs, io: &mut Io<'_>) -> Result<(), Error> {
    let tokens = args.access.tokens(&[], &axum::http::header::AUTHORIZATION, io)?;
    let (connections, address) = args.access.listen(address, &tokens).await?;
    let access = Access { tokens, hosts: args.allow_host.clone(), origins: args.allow_origin.clone() };
    io.say(&format!("listening at http://{address}/mcp"));
    let end = asked_to_end()?;
    tokio::select! {
        served = axum::serve(connections, router(server, access)) => Ok(served?),
        () = end => Ok(()),
    }
}

//! The command line: one file per command, wiring only. The only module that prints.

mod approve;
mod attest;
mod bom;
mod changes;
mod check;
mod completions;
mod config;
mod configured;
mod conformance;
mod diff;
mod discover;
mod dropin;
mod error;
mod eval;
mod gate;
mod governed;
mod history;
mod hook;
mod init;
mod io;
mod judge;
mod keygen;
mod limits;
mod list;
mod lock;
mod man;
mod merge;
mod named;
mod needs;
mod output;
mod pack;
mod packs;
mod passphrase;
mod pdf_text;
mod pins;
mod policy;
mod progress;
mod promote;
mod pull;
mod push;
mod registry;
mod report;
mod revoke;
mod rules;
mod sandbox;
mod scan;
mod seen;
mod serve;
mod servers;
mod services;
mod signing;
mod sources;
mod status;
mod store;
mod stored;
mod subject;
mod suppress;
mod trust;
mod verify;

use clap::{CommandFactory as _, Parser, Subcommand, ValueEnum};

use dropin::DropIn;
pub use error::Error;
pub use io::{ExitStatus, Io};

/// Prove what an AI-agent artifact is before it ships.
#[derive(Debug, Parser)]
#[command(name = "proofmark", version, about, max_term_width = 100, infer_long_args = false)]
struct Cli {
    #[command(subcommand)]
    command: Command,

    /// Colour what is printed; `auto` asks the terminal and `NO_COLOR`.
    #[arg(long, global = true, value_enum, value_name = "WHEN", default_value = "auto", help_heading = "Output")]
    color: Color,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Color {
    Auto,
    Always,
    Never,
}

// As an artifact meets them, from a first scan to a registry: `--help` lists them so.
#[derive(Debug, Subcommand)]
enum Command {
    Scan(Box<scan::ScanArgs>),
    Discover(discover::DiscoverArgs),
    Lock(Box<lock::LockArgs>),
    Diff(Box<diff::DiffArgs>),
    Rules(rules::RulesArgs),
    Hook(hook::HookArgs),
    Merge(merge::MergeArgs),
    Report(Box<report::ReportArgs>),
    Bom(Box<bom::BomArgs>),
    Eval(eval::EvalArgs),
    Keygen(keygen::KeygenArgs),
    Attest(Box<attest::AttestArgs>),
    Verify(Box<verify::VerifyArgs>),
    Init(Box<init::InitArgs>),
    Pack(Box<pack::PackArgs>),
    Push(Box<push::PushArgs>),
    Pull(Box<pull::PullArgs>),
    Store(store::StoreArgs),
    Policy(policy::PolicyArgs),
    Check(Box<check::CheckArgs>),
    Promote(Box<promote::PromoteArgs>),
    Approve(Box<approve::ApproveArgs>),
    Revoke(Box<revoke::RevokeArgs>),
    Status(Box<status::StatusArgs>),
    List(Box<list::ListArgs>),
    Registry(registry::RegistryArgs),
    Serve(serve::ServeArgs),
    Completions(completions::CompletionsArgs),
    Man(man::ManArgs),
    #[command(hide = true)]
    Conformance(conformance::ConformanceArgs),
    #[command(hide = true)]
    SandboxExec(sandbox::SandboxArgs),
    #[command(hide = true)]
    PdfText(pdf_text::PdfTextArgs),
}

/// The command line as it is parsed, for whoever makes help pages and completions of it.
pub fn command() -> clap::Command {
    Cli::command()
}

/// Runs the command line `args`, the program's name first.
///
/// The name may be that of another scanner, whose place the program then takes.
pub fn run(args: impl IntoIterator<Item = std::ffi::OsString>, io: &mut Io<'_>) -> ExitStatus {
    let mut args = args.into_iter().peekable();
    if let Some(scanner) = args.peek().and_then(|program| DropIn::named(program)) {
        return scanner.run(args, io);
    }
    let mut cli = match Cli::try_parse_from(args) {
        Ok(cli) => cli,
        Err(error) => return io.usage(&error),
    };
    io.choose_color(cli.color);
    let result = match &mut cli.command {
        Command::Scan(args) => scan::run(args, io),
        Command::Discover(args) => discover::run(args, io),
        Command::Lock(args) => lock::run(args, io),
        Command::Diff(args) => diff::run(args, io),
        Command::Merge(args) => merge::run(args, io),
        Command::Report(args) => report::run(args, io),
        Command::Bom(args) => bom::run(args, io),
        Command::Eval(args) => eval::run(args, io),
        Command::Pack(args) => pack::run(args, io),
        Command::Push(args) => push::run(args, io),
        Command::Pull(args) => pull::run(args, io),
        Command::Store(args) => store::run(args, io),
        Command::Policy(args) => policy::run(args, io),
        Command::List(args) => list::run(args, io),
        Command::Check(args) => check::run(args, io),
        Command::Promote(args) => promote::run(args, io),
        Command::Status(args) => status::run(args, io),
        Command::Approve(args) => approve::run(args, io),
        Command::Revoke(args) => revoke::run(args, io),
        Command::Registry(args) => registry::run(args, io),
        Command::Attest(args) => attest::run(args, io),
        Command::Verify(args) => verify::run(args, io),
        Command::Keygen(args) => keygen::run(args, io),
        Command::Rules(args) => rules::run(args, io),
        Command::Serve(args) => serve::run(args, io),
        Command::Init(args) => init::run(args, io),
        Command::Hook(args) => hook::run(args, io),
        Command::Completions(args) => completions::run(args, io),
        Command::Man(args) => man::run(args, io),
        Command::Conformance(args) => conformance::run(args, io),
        Command::SandboxExec(args) => sandbox::run(args),
        Command::PdfText(args) => pdf_text::run(args, io),
    };
    result.unwrap_or_else(|error| io.fail(&error))
}

//! Source code: which language a file is in, and what a program in it says, the same for every language.

mod block;
mod expression;
mod function;
mod language;
mod literal;
mod makefile;
mod program;
mod python;
mod quoted;
mod shell;
mod shell_word;
mod statement;
mod syntax;

pub use block::blocks;
pub use language::Language;
pub use program::{
    Argument, Asked, Class, Clause, EMBED, Expr, ExprId, ExprKind, Function, FunctionId, Handler, Import, Parameter,
    Program, Statement, StatementKind, module_stem,
};
pub use quoted::quoted;
pub use shell_word::ansi;

use crate::finding::{Gap, GapReason};
use crate::text::{SourceFile, Span};

/// Words without which nothing is worth a syntax tree: parsing costs more than all patterns together.
///
/// They are the last parts of the names of sources and sinks, cut so that one word stands for many.
const WORDS: &[&str] = &[
    "subprocess",
    "os.system",
    "popen",
    "child_process",
    "exec",
    "eval(",
    "spawn",
    "Function(",
    "import_module",
    "import(",
    "net.",
    "tls.",
    // Names are spelled otherwise by those who have reason to.
    "reverse()",
    "[::-1]",
    "fromCharCode",
    "atob(",
    "b64decode",
    "fromhex(",
    "__import__",
    "getattr(",
    "environ",
    "process.env",
    "requests",
    "httpx",
    "urllib",
    "fetch(",
    ".fetch",
    "interceptors",
    "clipboard",
    "rmSync",
    "node:fs",
    "fs/promises",
    "axios",
    "http.",
    "https.",
    "runIn",
    "socket",
    "smtplib",
    "pickle",
    "yaml.",
    "marshal",
    "unserialize",
    "shutil",
    "unlink",
    "open(",
    "writeFile",
    "readFile",
    "Path(",
    "pathlib",
    "os.",
    "execute(",
    "query(",
    "Template",
    "render",
    "Tool(",
    ".describe(",
    ".tool",
    "RequestHandler",
    "fastmcp",
    "FastMCP",
    "while True",
    "while (true)",
    "for (;;)",
    "builtins",
    "uthorization",
    "digest(",
    // Whom a script speaks to that is run by a model.
    "ssistant",
];

/// How a script speaks of whom the model that runs it works for.
const SPOKEN: &[&str] = &["nstructions", " the user"];

/// The same for shell scripts.
const SHELL_WORDS: &[&str] = &[
    "curl",
    "wget",
    "eval",
    "base64",
    "/dev/tcp",
    "/dev/udp",
    "nc ",
    "ncat",
    "netcat",
    "socat",
    "scp ",
    "rsync",
    "sftp",
    "ftp ",
    "dig ",
    "nslookup",
    "host ",
    "openssl",
    "xxd",
    "git push",
    "gh gist",
    "aws s3",
    "gsutil",
    "rclone",
    "mail",
    "authorized_keys",
    "crontab",
    "LaunchAgents",
    "autostart",
    "systemd",
    "hooksPath",
    "git/hooks",
    "| sh",
    "|sh",
    "| bash",
    "|bash",
    "sh -c",
    "-e '",
    "-c '",
    "-c \"",
    "source <",
    ". <",
    // Files that agents obey.
    "CLAUDE.md",
    "AGENTS.md",
    "GEMINI.md",
    "SOUL.md",
    "MEMORY.md",
    "copilot-instructions",
    "cursorrules",
    "windsurfrules",
    "ssistant",
    ".claude",
    ".cursor",
    "\\x",
    "://",
];

/// Whether a command line says anything worth a syntax tree.
pub fn is_worth_reading(line: &str) -> bool {
    says_much(line, Language::Shell)
}

fn says_much(text: &str, language: Language) -> bool {
    let words = if language == Language::Shell { SHELL_WORDS } else { WORDS };
    words.iter().any(|word| text.contains(word))
}

/// Reads a file as a program, where it is in a language with a grammar and says anything worth it.
///
/// `told` says that a model reads what it says. What cannot be read within the work limits is a gap; a syntax error is
/// none, the rest is still read.
pub fn read(file: &SourceFile, index: usize, told: bool) -> Result<Option<Program>, Gap> {
    let Some(language) = Language::of(file) else { return Ok(None) };
    let make = makefile::is_one(file);
    let language = if make { Language::Shell } else { language };
    // Container files are no scripts, though they hold commands.
    let script = make || language != Language::Shell || Language::is_script_file(file);
    let speaks = || told && SPOKEN.iter().any(|word| file.text().contains(word));
    if !script || !syntax::has_grammar(language) || !(says_much(file.text(), language) || speaks()) {
        return Ok(None);
    }
    let gap = |detail: &str| Gap::new(file.path.clone(), GapReason::TooComplex, detail);
    let program = if make {
        parse_parts(file.text(), &makefile::parts(file.text()), language, index)
    } else {
        parse(file.text(), language, index)
    };
    program.map(Some).map_err(gap)
}

/// Reads a program from text; `index` is its file's among the artifact's.
pub fn parse(text: &str, language: Language, index: usize) -> Result<Program, &'static str> {
    let whole = [Span::new(0, text.len())];
    match language {
        Language::Python => python::program(text, &whole, index),
        Language::Shell => parse_parts(text, &shell::parts(text), language, index),
        _ => parse_parts(text, &whole, language, index),
    }
}

/// Reads a program from parts of a text, by a grammar of tree-sitter.
fn parse_parts(text: &str, parts: &[Span], language: Language, index: usize) -> Result<Program, &'static str> {
    let tree = syntax::parse_parts(text, parts, language)?;
    statement::program(text, &[tree], language, index)
}

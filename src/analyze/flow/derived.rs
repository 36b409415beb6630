//! What library functions make of their arguments: the same text, a path, something that is clean.

use std::rc::Rc;

use super::call::Given;
use super::places;
use super::table::{Table, class, last};
use super::value::{Value, concatenated};

/// Functions whose result is the text of an argument or of the object, or their concatenation.
pub(super) static SAME: Table<&str> = Table::new(
    &[
        "os.path.expanduser",
        "os.path.abspath",
        "os.path.realpath",
        "os.path.normpath",
        "pathlib.Path",
        "str",
        "string",
        "bytes",
        "*.expanduser",
        "*.resolve",
        "*.absolute",
        "*.strip",
        "*.encode",
        "*.decode",
        "*.lower",
        "*.toString",
        "*.trim",
        "os.listdir",
        "os.scandir",
        "os.walk",
        "glob.glob",
        "fs.glob",
        "fs.globSync",
        "fs.opendir",
        "fs.opendirSync",
        "globby",
        "globby.globby",
        "globby.globbySync",
        "tinyglobby.glob",
        "tinyglobby.globSync",
        "*.glob",
        "*.rglob",
        "*.iterdir",
        "filepath.Clean",
        "list",
        "tuple",
        "sorted",
        "set",
        "shlex.split",
        "*.split",
        "util.promisify",
        "promisify",
        "url.pathToFileURL",
        "url.fileURLToPath",
        "fs.mkdtemp",
        "fs.mkdtempSync",
        "os.MkdirTemp",
        "strings.ToLower",
        "strings.ToUpper",
        "strings.TrimSpace",
        "*.items",
        "*.values",
        "*.copy",
        "os.path.expandvars",
        "fs.readdirSync",
        "fs.readdir",
        "os.ReadDir",
        "filepath.Glob",
        "glob.iglob",
        "glob.sync",
        "glob.globSync",
        "fast-glob",
        "fast-glob.sync",
        "iter",
        "enumerate",
        "zip",
        "Promise.all",
        "asyncio.gather",
        "*.get",
        "path.normalize",
        "filepath.Abs",
        "filepath.EvalSymlinks",
        "fs.realpath",
        "fs.realpathSync",
        "sqlalchemy.text",
        "sqlalchemy.sql.text",
        "sqlalchemy.sql.expression.text",
        "psycopg2.sql.SQL",
        "psycopg.sql.SQL",
    ],
    |row| row,
);

/// Functions that join paths with a slash.
pub(super) static PATH_JOINS: Table<&str> = Table::new(
    &["os.path.join", "path.join", "path.resolve", "filepath.Join", "*.joinpath", "path/posix.join", "path.posix.join"],
    |row| row,
);

/// Sanitisers and what their result is safe for.
pub(super) static SANITISERS: Table<(&str, u8)> = Table::new(
    &[
        ("shlex.quote", class::SHELL),
        ("pipes.quote", class::SHELL),
        ("shell-quote.quote", class::SHELL),
        ("os.path.basename", class::PATH),
        ("path.basename", class::PATH),
        ("filepath.Base", class::PATH),
        ("werkzeug.utils.secure_filename", class::PATH | class::SHELL),
        ("urllib.parse.quote", class::URL | class::PATH | class::SHELL),
        ("urllib.parse.quote_plus", class::URL | class::PATH | class::SHELL),
        ("urllib.parse.urlencode", class::URL | class::PATH | class::SHELL),
        ("encodeURIComponent", class::URL | class::PATH | class::SHELL),
        ("url.QueryEscape", class::URL | class::PATH | class::SHELL),
        ("url.PathEscape", class::URL | class::PATH | class::SHELL),
        ("int", class::ALL),
        ("float", class::ALL),
        ("bool", class::ALL),
        ("len", class::ALL),
        ("hash", class::ALL),
        ("uuid.UUID", class::ALL),
        ("parseInt", class::ALL),
        ("parseFloat", class::ALL),
        ("Number", class::ALL),
        ("Boolean", class::ALL),
        ("strconv.Atoi", class::ALL),
        ("*.GetInt", class::ALL),
        ("*.GetFloat", class::ALL),
        ("*.GetBool", class::ALL),
        ("*.RequireInt", class::ALL),
        ("*.RequireFloat", class::ALL),
        ("*.RequireBool", class::ALL),
        ("isinstance", class::ALL),
        ("any", class::ALL),
        ("all", class::ALL),
        ("*.startswith", class::ALL),
        ("*.endswith", class::ALL),
        ("ipaddress.ip_address", class::ALL),
        ("ast.literal_eval", class::ALL),
        ("ldap3.utils.conv.escape_filter_chars", class::ALL),
        ("ldap.filter.escape_filter_chars", class::ALL),
        ("*.hexdigest", class::ALL),
    ],
    |row| row.0,
);

/// Whether a function brings a path into its normal form, `..` resolved.
pub(super) fn resolves(path: &str) -> bool {
    match last(path) {
        "realpath" | "realpathSync" | "abspath" | "normpath" | "relpath" | "EvalSymlinks" => true,
        "resolve" => !path.starts_with("Promise") && !path.starts_with("dns"),
        "join" | "normalize" | "relative" => path.starts_with("path."),
        "Join" | "Clean" | "Abs" | "Rel" => path.starts_with("filepath."),
        _ => false,
    }
}

/// Whether a function makes a client of a service: what it is made with opens the service, and is not what that answers.
pub(super) fn makes_client(path: &str) -> bool {
    let name = last(path);
    let named = ["Client", "client", "Connection", "connection", "Engine", "engine", "Pool", "pool"];
    matches!(name, "connect" | "OpenAI" | "Anthropic") || named.iter().any(|ending| name.ends_with(ending))
}

/// `filter(None, list)`, `list.filter(Boolean)`: the list without what is empty.
pub(super) fn without_gaps(path: &str, owner: &Value, given: &[Given]) -> Option<Value> {
    let list = match given {
        [_, list] if path == "filter" => &list.value,
        [test] if last(path) == "filter" && test.value.path() == "Boolean" => owner,
        _ => return None,
    };
    list.list.then(|| list.clone())
}

/// Files below a folder that have one name: `Path.home().rglob("CLAUDE.md")`.
pub(super) fn searched(path: &str, folder: Value, given: &[Given]) -> Value {
    let told = |name: &&Rc<str>| !name.contains('*') || places::of_path(name).is_some();
    let name = given.first().and_then(|given| given.value.texts.first()).filter(told);
    let Some(name) = name.filter(|_| matches!(last(path), "glob" | "rglob")) else { return folder };
    let texts = concatenated(&[folder.data(), Value::default(), Value::text(name)], "/").texts;
    Value { texts, ..folder }
}

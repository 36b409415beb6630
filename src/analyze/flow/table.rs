//! Sinks of every language, by dotted path.
//!
//! Paths are those of the defining module, whatever a program calls it. `*.` at the start stands for any object;
//! `()` for the result of a call.

use std::collections::HashMap;
use std::sync::OnceLock;

use foldhash::fast::FixedState;

/// Rows that a path is looked up in, once for every call that a program makes.
pub(super) struct Table<R: 'static> {
    rows: &'static [R],
    pattern: fn(&R) -> &'static str,
    /// Rows by the last part of their patterns.
    by_name: OnceLock<HashMap<&'static str, Vec<&'static R>, FixedState>>,
}

impl<R> Table<R> {
    /// `pattern` tells that of a row.
    pub(super) const fn new(rows: &'static [R], pattern: fn(&R) -> &'static str) -> Self {
        Self { rows, pattern, by_name: OnceLock::new() }
    }

    /// The first row whose pattern matches a path.
    pub(super) fn find(&self, path: &str) -> Option<&'static R> {
        let by_name = self.by_name.get_or_init(|| {
            let mut by_name: HashMap<_, Vec<_>, _> = HashMap::default();
            for row in self.rows {
                by_name.entry(last((self.pattern)(row))).or_default().push(row);
            }
            by_name
        });
        by_name.get(last(path))?.iter().copied().find(|row| matches((self.pattern)(row), path))
    }
}

/// The last part of a dotted path: the name of a function or method.
pub(super) fn last(path: &str) -> &str {
    path.rsplit('.').next().unwrap_or_default()
}

/// Whether a path matches a pattern.
fn matches(pattern: &str, path: &str) -> bool {
    match pattern.strip_prefix('*') {
        Some(last) => path.ends_with(last),
        None => path == pattern,
    }
}

/// What a sink does with what reaches it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SinkKind {
    /// A command line that a shell reads.
    Shell,
    /// A program with a list of arguments.
    Process,
    /// Source code that an interpreter runs.
    Eval,
    /// A module that is loaded.
    Load,
    Sql,
    /// A query in `XPath` or LDAP.
    Query,
    /// A filter of a document database, which an object in it widens.
    Filter,
    /// A path that is read or listed.
    Read,
    /// A path that is created or written.
    Write,
    /// A path that is removed.
    Delete,
    /// A path whose mode, owner or times change.
    Mode,
    /// An archive that is unpacked.
    Unpack,
    /// A request, by its address.
    Url,
    /// A request or message, by what it carries.
    Send,
    /// The source of a template.
    Template,
    /// Serialised objects that may bring code.
    Deserialise,
    /// XML of which the entities are resolved.
    Entities,
    /// Rows or tables that a statement in the source changes.
    Change,
    /// A thread, process, socket or file, in a loop that an argument drives.
    Exhaust,
    /// A file that was written and is now run.
    Dropped,
    /// Data written to a file, by what it is.
    Store,
}

/// Classes of sinks that a sanitiser makes safe.
pub(super) mod class {
    pub(in super::super) const SHELL: u8 = 1;
    pub(in super::super) const PATH: u8 = 2;
    pub(in super::super) const URL: u8 = 4;
    /// Not safe by itself: a path in its normal form, of which a prefix tells where it leads.
    pub(in super::super) const RESOLVED: u8 = 8;
    pub(in super::super) const ALL: u8 = u8::MAX;
}

impl SinkKind {
    /// The classes that a value must be safe for.
    pub(super) const fn class(self) -> u8 {
        match self {
            Self::Shell | Self::Process => class::SHELL,
            Self::Read | Self::Write | Self::Delete | Self::Mode | Self::Unpack => class::PATH,
            Self::Url => class::URL,
            _ => 128,
        }
    }

    /// Whether data can be trusted once it is known how it starts. A command or path goes on as it likes.
    pub(super) const fn heeds_start(self) -> bool {
        !matches!(self.class(), class::PATH) && !matches!(self, Self::Shell | Self::Eval)
    }
}

/// Sinks: the path of the function, what it does, and the arguments that matter (positions and names).
type Sink = (&'static str, SinkKind, &'static [&'static str]);
pub(super) static SINKS: Table<Sink> = Table::new(
    &[
        // Shells.
        ("os.system", SinkKind::Shell, &["0"]),
        ("os.popen", SinkKind::Shell, &["0"]),
        ("subprocess.getoutput", SinkKind::Shell, &["0"]),
        ("subprocess.getstatusoutput", SinkKind::Shell, &["0"]),
        ("asyncio.create_subprocess_shell", SinkKind::Shell, &["0"]),
        ("ctypes.CDLL().system", SinkKind::Shell, &["0"]),
        ("child_process.exec", SinkKind::Shell, &["0"]),
        ("child_process.execSync", SinkKind::Shell, &["0"]),
        ("shelljs.exec", SinkKind::Shell, &["0"]),
        ("paramiko.SSHClient().exec_command", SinkKind::Shell, &["0", "command"]),
        ("asyncssh.connect().run", SinkKind::Shell, &["0"]),
        ("fabric.Connection().run", SinkKind::Shell, &["0"]),
        ("*.execCommand", SinkKind::Shell, &["0"]),
        ("execa.execaCommand", SinkKind::Shell, &["0"]),
        ("Bun.spawn", SinkKind::Process, &["0"]),
        // Programs; a shell among them or an option that asks for one makes them shells.
        ("subprocess.run", SinkKind::Process, &["0", "args"]),
        ("subprocess.call", SinkKind::Process, &["0", "args"]),
        ("subprocess.check_call", SinkKind::Process, &["0", "args"]),
        ("subprocess.check_output", SinkKind::Process, &["0", "args"]),
        ("subprocess.Popen", SinkKind::Process, &["0", "args"]),
        ("asyncio.create_subprocess_exec", SinkKind::Process, &["*"]),
        ("os.execv", SinkKind::Process, &["*"]),
        ("os.execve", SinkKind::Process, &["*"]),
        ("os.execvp", SinkKind::Process, &["*"]),
        ("os.execl", SinkKind::Process, &["*"]),
        ("os.execlp", SinkKind::Process, &["*"]),
        ("os.spawnv", SinkKind::Process, &["*"]),
        ("os.spawnlp", SinkKind::Process, &["*"]),
        ("pty.spawn", SinkKind::Process, &["0"]),
        ("child_process.spawn", SinkKind::Process, &["0", "1"]),
        ("child_process.spawnSync", SinkKind::Process, &["0", "1"]),
        ("child_process.execFile", SinkKind::Process, &["0", "1"]),
        ("child_process.execFileSync", SinkKind::Process, &["0", "1"]),
        ("execa.execa", SinkKind::Process, &["0", "1"]),
        ("exec.Command", SinkKind::Process, &["*"]),
        ("exec.CommandContext", SinkKind::Process, &["*"]),
        // Code.
        ("eval", SinkKind::Eval, &["0"]),
        ("exec", SinkKind::Eval, &["0"]),
        ("builtins.exec", SinkKind::Eval, &["0"]),
        ("builtins.eval", SinkKind::Eval, &["0"]),
        ("Function", SinkKind::Eval, &["*"]),
        ("vm.runInContext", SinkKind::Eval, &["0"]),
        ("vm.runInNewContext", SinkKind::Eval, &["0"]),
        ("vm.runInThisContext", SinkKind::Eval, &["0"]),
        ("vm.Script", SinkKind::Eval, &["0"]),
        // `new module.constructor()._compile(code, name)`
        ("*._compile", SinkKind::Eval, &["0"]),
        ("types.FunctionType", SinkKind::Eval, &["0"]),
        ("pandas.eval", SinkKind::Eval, &["0"]),
        ("__import__", SinkKind::Load, &["0"]),
        ("importlib.import_module", SinkKind::Load, &["0"]),
        ("importlib.util.spec_from_file_location", SinkKind::Load, &["1", "location"]),
        ("importlib.machinery.SourceFileLoader", SinkKind::Load, &["1"]),
        ("runpy.run_path", SinkKind::Load, &["0"]),
        ("runpy.run_module", SinkKind::Load, &["0"]),
        ("import", SinkKind::Load, &["0"]),
        ("ctypes.CDLL", SinkKind::Load, &["0", "name"]),
        ("ctypes.PyDLL", SinkKind::Load, &["0", "name"]),
        ("ctypes.WinDLL", SinkKind::Load, &["0", "name"]),
        ("ctypes.cdll.LoadLibrary", SinkKind::Load, &["0"]),
        ("process.dlopen", SinkKind::Load, &["1"]),
        ("require", SinkKind::Load, &["0"]),
        ("plugin.Open", SinkKind::Load, &["0"]),
        // Queries.
        ("*.execute", SinkKind::Sql, &["0"]),
        ("*.executemany", SinkKind::Sql, &["0"]),
        ("*.executescript", SinkKind::Sql, &["0"]),
        ("*.query", SinkKind::Sql, &["0"]),
        ("*.raw", SinkKind::Sql, &["0"]),
        ("*.prepare", SinkKind::Sql, &["0"]),
        ("*.whereRaw", SinkKind::Sql, &["0"]),
        ("*.orWhereRaw", SinkKind::Sql, &["0"]),
        ("*.havingRaw", SinkKind::Sql, &["0"]),
        ("*.groupByRaw", SinkKind::Sql, &["0"]),
        ("*.orderByRaw", SinkKind::Sql, &["0"]),
        ("*.joinRaw", SinkKind::Sql, &["0"]),
        ("*.fromRaw", SinkKind::Sql, &["0"]),
        ("sequelize.literal", SinkKind::Sql, &["0"]),
        ("sequelize.Sequelize.literal", SinkKind::Sql, &["0"]),
        ("@prisma/client.Prisma.raw", SinkKind::Sql, &["0"]),
        ("*.fetchrow", SinkKind::Sql, &["0"]),
        ("*.fetchval", SinkKind::Sql, &["0"]),
        ("asyncpg.connect().fetch", SinkKind::Sql, &["0"]),
        ("asyncpg.create_pool().fetch", SinkKind::Sql, &["0"]),
        ("*.$queryRawUnsafe", SinkKind::Sql, &["0"]),
        ("*.$executeRawUnsafe", SinkKind::Sql, &["0"]),
        ("*.read_sql", SinkKind::Sql, &["0"]),
        ("*.Query", SinkKind::Sql, &["0"]),
        ("*.QueryRow", SinkKind::Sql, &["0"]),
        ("*.QueryContext", SinkKind::Sql, &["1"]),
        ("*.Exec", SinkKind::Sql, &["0"]),
        ("*.ExecContext", SinkKind::Sql, &["1"]),
        ("*.xpath", SinkKind::Query, &["0"]),
        ("*.search_s", SinkKind::Query, &["2"]),
        ("*.search_st", SinkKind::Query, &["2"]),
        ("*.search_ext", SinkKind::Query, &["2"]),
        ("*.search_ext_s", SinkKind::Query, &["2"]),
        ("ldap3.Connection().search", SinkKind::Query, &["1", "search_filter"]),
        ("*.paged_search", SinkKind::Query, &["1", "search_filter"]),
        ("xpath.select", SinkKind::Query, &["0"]),
        // Templates.
        ("jinja2.Template", SinkKind::Template, &["0"]),
        ("*.from_string", SinkKind::Template, &["0"]),
        ("flask.render_template_string", SinkKind::Template, &["0"]),
        ("mako.template.Template", SinkKind::Template, &["0"]),
        ("django.template.Template", SinkKind::Template, &["0"]),
        ("tornado.template.Template", SinkKind::Template, &["0"]),
        ("Cheetah.Template.Template", SinkKind::Template, &["0"]),
        ("chameleon.PageTemplate", SinkKind::Template, &["0"]),
        ("chameleon.PageTextTemplate", SinkKind::Template, &["0"]),
        ("bottle.template", SinkKind::Template, &["0"]),
        ("bottle.SimpleTemplate", SinkKind::Template, &["0", "source"]),
        ("quart.render_template_string", SinkKind::Template, &["0"]),
        ("ejs.renderAsync", SinkKind::Template, &["0"]),
        ("eta.renderString", SinkKind::Template, &["0"]),
        ("handlebars.compile", SinkKind::Template, &["0"]),
        ("Handlebars.compile", SinkKind::Template, &["0"]),
        ("ejs.render", SinkKind::Template, &["0"]),
        ("ejs.compile", SinkKind::Template, &["0"]),
        ("pug.render", SinkKind::Template, &["0"]),
        ("pug.compile", SinkKind::Template, &["0"]),
        ("nunjucks.renderString", SinkKind::Template, &["0"]),
        ("lodash.template", SinkKind::Template, &["0"]),
        // Serialised objects.
        ("pickle.loads", SinkKind::Deserialise, &["0"]),
        ("pickle.load", SinkKind::Deserialise, &["0"]),
        ("pickle.Unpickler", SinkKind::Deserialise, &["0"]),
        ("cPickle.loads", SinkKind::Deserialise, &["0"]),
        ("dill.loads", SinkKind::Deserialise, &["0"]),
        ("dill.load", SinkKind::Deserialise, &["0"]),
        ("cloudpickle.loads", SinkKind::Deserialise, &["0"]),
        ("marshal.loads", SinkKind::Deserialise, &["0"]),
        ("jsonpickle.decode", SinkKind::Deserialise, &["0"]),
        ("shelve.open", SinkKind::Deserialise, &["0"]),
        ("joblib.load", SinkKind::Deserialise, &["0"]),
        ("yaml.unsafe_load", SinkKind::Deserialise, &["0"]),
        ("yaml.unsafe_load_all", SinkKind::Deserialise, &["0"]),
        ("yaml.load", SinkKind::Deserialise, &["0"]),
        ("yaml.load_all", SinkKind::Deserialise, &["0"]),
        ("yaml.UnsafeLoader", SinkKind::Deserialise, &["0"]),
        ("yaml.CUnsafeLoader", SinkKind::Deserialise, &["0"]),
        ("node-serialize.unserialize", SinkKind::Deserialise, &["0"]),
        // Paths.
        ("shutil.copy", SinkKind::Write, &["0", "1", "src", "dst"]),
        ("shutil.copy2", SinkKind::Write, &["0", "1", "src", "dst"]),
        ("shutil.copyfile", SinkKind::Write, &["0", "1", "src", "dst"]),
        ("shutil.copytree", SinkKind::Write, &["0", "1", "src", "dst"]),
        ("shutil.move", SinkKind::Write, &["0", "1", "src", "dst"]),
        ("os.rename", SinkKind::Write, &["0", "1"]),
        ("os.symlink", SinkKind::Write, &["0", "1"]),
        ("os.link", SinkKind::Write, &["0", "1"]),
        ("pathlib.Path().symlink_to", SinkKind::Write, &["self", "0"]),
        ("pathlib.Path().hardlink_to", SinkKind::Write, &["self", "0"]),
        ("pathlib.Path().rename", SinkKind::Write, &["self", "0"]),
        ("fs.symlink", SinkKind::Write, &["0", "1"]),
        ("fs.symlinkSync", SinkKind::Write, &["0", "1"]),
        ("shutil.rmtree", SinkKind::Delete, &["0"]),
        ("os.remove", SinkKind::Delete, &["0"]),
        ("os.unlink", SinkKind::Delete, &["0"]),
        ("os.rmdir", SinkKind::Delete, &["0"]),
        ("os.truncate", SinkKind::Delete, &["0"]),
        ("pathlib.Path().unlink", SinkKind::Delete, &["self"]),
        ("os.chmod", SinkKind::Mode, &["0"]),
        ("os.chown", SinkKind::Mode, &["0"]),
        ("os.utime", SinkKind::Mode, &["0"]),
        ("pathlib.Path().chmod", SinkKind::Mode, &["self"]),
        ("os.listdir", SinkKind::Read, &["0"]),
        ("os.scandir", SinkKind::Read, &["0"]),
        ("os.walk", SinkKind::Read, &["0"]),
        ("glob.glob", SinkKind::Read, &["0"]),
        ("pathlib.Path().read_text", SinkKind::Read, &["self"]),
        ("pathlib.Path().read_bytes", SinkKind::Read, &["self"]),
        ("fs.readFile", SinkKind::Read, &["0"]),
        ("fs.readFileSync", SinkKind::Read, &["0"]),
        ("fs.readdir", SinkKind::Read, &["0"]),
        ("fs.readdirSync", SinkKind::Read, &["0"]),
        ("fs.createReadStream", SinkKind::Read, &["0"]),
        ("fs.unlink", SinkKind::Delete, &["0"]),
        ("fs.unlinkSync", SinkKind::Delete, &["0"]),
        ("fs.rm", SinkKind::Delete, &["0"]),
        ("fs.rmSync", SinkKind::Delete, &["0"]),
        ("fs.copyFile", SinkKind::Write, &["0", "1"]),
        ("fs.copyFileSync", SinkKind::Write, &["0", "1"]),
        ("fs.chmod", SinkKind::Mode, &["0"]),
        ("fs.chmodSync", SinkKind::Mode, &["0"]),
        ("os.ReadFile", SinkKind::Read, &["0"]),
        ("os.Open", SinkKind::Read, &["0"]),
        ("ioutil.ReadFile", SinkKind::Read, &["0"]),
        ("os.ReadDir", SinkKind::Read, &["0"]),
        ("os.Create", SinkKind::Write, &["0"]),
        ("os.Remove", SinkKind::Delete, &["0"]),
        ("os.RemoveAll", SinkKind::Delete, &["0"]),
        ("tarfile.open().extractall", SinkKind::Unpack, &["self", "0", "path"]),
        ("tarfile.TarFile().extractall", SinkKind::Unpack, &["self", "0", "path"]),
        ("zipfile.ZipFile().extractall", SinkKind::Unpack, &["self", "0", "path"]),
        ("shutil.unpack_archive", SinkKind::Unpack, &["0", "1"]),
    ],
    |row| row.0,
);

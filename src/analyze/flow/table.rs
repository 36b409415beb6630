//! What data flow knows of libraries: sinks, sources and sanitisers of every language, by dotted path.
//!
//! Paths are those of the defining module, whatever a program calls it. `*` at the start stands for any object;
//! `()` for the result of a call.

use super::value::Source;

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
    /// An XPath or LDAP query.
    Query,
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
}

/// Sinks: the path of the function, what it does, and the arguments that matter (positions and names).
pub(super) const SINKS: &[(&str, SinkKind, &[&str])] = &[
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
    ("types.FunctionType", SinkKind::Eval, &["0"]),
    ("pandas.eval", SinkKind::Eval, &["0"]),
    ("__import__", SinkKind::Load, &["0"]),
    ("importlib.import_module", SinkKind::Load, &["0"]),
    ("importlib.util.spec_from_file_location", SinkKind::Load, &["1", "location"]),
    ("importlib.machinery.SourceFileLoader", SinkKind::Load, &["1"]),
    ("runpy.run_path", SinkKind::Load, &["0"]),
    ("runpy.run_module", SinkKind::Load, &["0"]),
    ("import", SinkKind::Load, &["0"]),
    ("require", SinkKind::Load, &["0"]),
    ("plugin.Open", SinkKind::Load, &["0"]),
    // Queries.
    ("*.execute", SinkKind::Sql, &["0"]),
    ("*.executemany", SinkKind::Sql, &["0"]),
    ("*.executescript", SinkKind::Sql, &["0"]),
    ("*.query", SinkKind::Sql, &["0"]),
    ("*.raw", SinkKind::Sql, &["0"]),
    ("*.prepare", SinkKind::Sql, &["0"]),
    ("*.fetchrow", SinkKind::Sql, &["0"]),
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
    ("node-serialize.unserialize", SinkKind::Deserialise, &["0"]),
    // Paths.
    ("shutil.copy", SinkKind::Write, &["0", "1", "src", "dst"]),
    ("shutil.copy2", SinkKind::Write, &["0", "1", "src", "dst"]),
    ("shutil.copyfile", SinkKind::Write, &["0", "1", "src", "dst"]),
    ("shutil.copytree", SinkKind::Write, &["0", "1", "src", "dst"]),
    ("shutil.move", SinkKind::Write, &["0", "1", "src", "dst"]),
    ("os.rename", SinkKind::Write, &["0", "1"]),
    ("os.symlink", SinkKind::Write, &["0", "1"]),
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
];

/// Functions that write data to a path: the arguments with the path and with the data.
pub(super) const WRITES: &[(&str, &str, &str)] = &[
    ("open().write", "self", "0"),
    ("open().writelines", "self", "0"),
    ("pathlib.Path().write_text", "self", "0"),
    ("pathlib.Path().write_bytes", "self", "0"),
    ("json.dump", "1", "0"),
    ("pickle.dump", "1", "0"),
    ("yaml.dump", "1", "0"),
    ("fs.writeFile", "0", "1"),
    ("fs.writeFileSync", "0", "1"),
    ("fs.appendFile", "0", "1"),
    ("fs.appendFileSync", "0", "1"),
    ("os.WriteFile", "0", "1"),
    ("ioutil.WriteFile", "0", "1"),
];

/// Modules and objects whose functions make requests; the first argument is the address unless listed below.
pub(super) const CLIENTS: &[&str] = &[
    "requests",
    "requests.Session()",
    "requests.session()",
    "httpx",
    "httpx.Client()",
    "httpx.AsyncClient()",
    "aiohttp.ClientSession()",
    "axios",
    "axios.create()",
    "got",
    "ky",
    "superagent",
    "needle",
    "undici",
    "http",
    "https",
];

/// Methods of clients that make requests.
pub(super) const METHODS: &[&str] = &[
    "get", "post", "put", "patch", "delete", "head", "options", "request", "stream", "Get", "Post", "PostForm", "Head",
];

/// Other functions that make requests: the position of the address, and whether further arguments are sent.
pub(super) const REQUESTS: &[(&str, usize)] = &[
    ("fetch", 0),
    ("node-fetch", 0),
    ("axios", 0),
    ("got", 0),
    ("urllib.request.urlopen", 0),
    ("urllib.request.Request", 0),
    ("urllib.request.urlretrieve", 0),
    ("urllib3.PoolManager().request", 1),
    ("requests.request", 1),
    ("httpx.request", 1),
    ("http.NewRequest", 1),
    ("http.NewRequestWithContext", 2),
    ("websocket.create_connection", 0),
    ("websockets.connect", 0),
    ("wget.download", 0),
];

/// Functions that send data without an address among their arguments.
pub(super) const SENDS: &[&str] = &[
    "socket.socket().send",
    "socket.socket().sendall",
    "socket.socket().sendto",
    "socket.create_connection().sendall",
    "smtplib.SMTP().sendmail",
    "smtplib.SMTP().send_message",
    "smtplib.SMTP_SSL().sendmail",
    "smtplib.SMTP_SSL().send_message",
    "ftplib.FTP().storbinary",
    "socket.gethostbyname",
    "socket.getaddrinfo",
    "dns.resolver.resolve",
    "dns.resolver.query",
    "dns.resolve",
    "dns.lookup",
    "paramiko.SSHClient().exec_command",
    "net.connect().write",
    "net.Socket().write",
    "net.createConnection().write",
];

/// Sources by path. `*` as in sinks.
pub(super) const SOURCES: &[(&str, Source)] = &[
    ("pyperclip.paste", Source::Device),
    ("keyring.get_password", Source::Device),
    ("PIL.ImageGrab.grab", Source::Device),
    ("pyautogui.screenshot", Source::Device),
    ("mss.mss().grab", Source::Device),
    ("browser_cookie3.chrome", Source::Device),
    ("browser_cookie3.load", Source::Device),
    ("win32crypt.CryptUnprotectData", Source::Device),
    ("navigator.clipboard.readText", Source::Device),
    ("clipboardy.read", Source::Device),
    ("clipboardy.readSync", Source::Device),
    ("keytar.getPassword", Source::Device),
    ("keytar.findCredentials", Source::Device),
    ("pwd.getpwall", Source::System),
    ("grp.getgrall", Source::System),
    ("spwd.getspall", Source::Secret),
    ("base64.b64decode", Source::Decoded),
    ("base64.b32decode", Source::Decoded),
    ("base64.b85decode", Source::Decoded),
    ("base64.a85decode", Source::Decoded),
    ("base64.b16decode", Source::Decoded),
    ("base64.urlsafe_b64decode", Source::Decoded),
    ("base64.decodebytes", Source::Decoded),
    ("codecs.decode", Source::Decoded),
    ("binascii.unhexlify", Source::Decoded),
    ("binascii.a2b_base64", Source::Decoded),
    ("bytes.fromhex", Source::Decoded),
    ("bytearray.fromhex", Source::Decoded),
    ("zlib.decompress", Source::Decoded),
    ("lzma.decompress", Source::Decoded),
    ("gzip.decompress", Source::Decoded),
    ("marshal.loads", Source::Decoded),
    ("atob", Source::Decoded),
    ("*.decrypt", Source::Decoded),
    ("*.DecodeString", Source::Decoded),
    ("socket.socket().recv", Source::Network),
    ("socket.socket().recvfrom", Source::Network),
    ("datetime.datetime.now", Source::Clock),
    ("datetime.datetime.utcnow", Source::Clock),
    ("datetime.datetime.today", Source::Clock),
    ("datetime.date.today", Source::Clock),
    ("time.time", Source::Clock),
    ("time.localtime", Source::Clock),
    ("Date", Source::Clock),
    ("Date.now", Source::Clock),
    ("time.Now", Source::Clock),
    ("sys.gettrace", Source::Probe),
    ("uuid.getnode", Source::Probe),
];

/// Commands whose output is a source.
pub(super) const COMMAND_SOURCES: &[(&str, Source)] = &[
    ("pbpaste", Source::Device),
    ("xclip", Source::Device),
    ("xsel", Source::Device),
    ("wl-paste", Source::Device),
    ("Get-Clipboard", Source::Device),
    ("find-generic-password", Source::Device),
    ("find-internet-password", Source::Device),
    ("dump-keychain", Source::Device),
    ("secret-tool", Source::Device),
    ("screencapture", Source::Device),
    ("getent passwd", Source::System),
    ("printenv", Source::Environment),
];

/// Functions whose result is the text of an argument or of the object, or their concatenation.
pub(super) const SAME: &[&str] = &[
    "os.path.expanduser",
    "os.path.abspath",
    "os.path.realpath",
    "os.path.normpath",
    "pathlib.Path",
    "str",
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
    "*.items",
    "*.values",
    "*.copy",
    "os.path.expandvars",
    "fs.readdirSync",
    "iter",
    "enumerate",
    "zip",
    "Promise.all",
    "asyncio.gather",
    "*.get",
];

/// Functions that join paths with a slash.
pub(super) const PATH_JOINS: &[&str] =
    &["os.path.join", "path.join", "path.resolve", "filepath.Join", "*.joinpath", "path/posix.join", "path.posix.join"];

/// Sanitisers and what their result is safe for.
pub(super) const SANITISERS: &[(&str, u8)] = &[
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
    ("isinstance", class::ALL),
    ("ipaddress.ip_address", class::ALL),
    ("ast.literal_eval", class::ALL),
    ("*.hexdigest", class::ALL),
];

/// What a loop that an argument drives must not make without a bound.
pub(super) const HEAVY: &[&str] = &[
    "threading.Thread",
    "multiprocessing.Process",
    "socket.socket",
    "os.fork",
    "os.pipe",
    "open",
    "subprocess.Popen",
    "worker_threads.Worker",
    "child_process.fork",
    "net.connect",
];

/// Whether a path matches a pattern of these tables.
pub(super) fn matches(pattern: &str, path: &str) -> bool {
    match pattern.strip_prefix('*') {
        Some(last) => path.ends_with(last),
        None => path == pattern,
    }
}

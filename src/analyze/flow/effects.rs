//! What data flow knows of libraries besides sinks and channels: writes, sources, what calls functions.

use super::table::Table;
use super::value::Source;

/// Functions that write data to a path: the arguments with the path and with the data.
pub(super) const WRITES: &[(&str, &str, &str)] = &[
    ("open().write", "self", "0"),
    ("open().writelines", "self", "0"),
    ("pathlib.Path().write_text", "self", "0"),
    ("pathlib.Path().write_bytes", "self", "0"),
    ("os.fdopen().write", "self", "0"),
    ("os.write", "0", "1"),
    ("json.dump", "1", "0"),
    ("pickle.dump", "1", "0"),
    ("yaml.dump", "1", "0"),
    ("fs.writeFile", "0", "1"),
    ("fs.writeFileSync", "0", "1"),
    ("fs.appendFile", "0", "1"),
    ("fs.appendFileSync", "0", "1"),
    ("fs.createWriteStream().write", "self", "0"),
    ("fs.createWriteStream().end", "self", "0"),
    ("os.WriteFile", "0", "1"),
    ("ioutil.WriteFile", "0", "1"),
    ("os.OpenFile().Write", "self", "0"),
    ("os.OpenFile().WriteString", "self", "0"),
    ("os.Create().Write", "self", "0"),
    ("os.Create().WriteString", "self", "0"),
    ("fmt.Fprintf", "0", "*"),
    ("fmt.Fprint", "0", "*"),
    ("fmt.Fprintln", "0", "*"),
    ("io.Copy", "0", "1"),
    ("io.WriteString", "0", "1"),
];

/// Functions that yield what a file holds: their first argument is the path.
pub(super) const READS: &[&str] = &[
    "open",
    "io.open",
    "codecs.open",
    "gzip.open",
    "bz2.open",
    "lzma.open",
    "aiofiles.open",
    "os.open",
    "os.fdopen",
    "os.Open",
    "os.ReadFile",
    "ioutil.ReadFile",
    "fs.readFile",
    "fs.readFileSync",
    "fs.createReadStream",
    "sqlite3.connect",
    "sqlite3.Database",
    "better-sqlite3",
    "sqlite.DatabaseSync",
    "tarfile.open",
    "zipfile.ZipFile",
    "zipfile.ZipFile().write",
    "tarfile.open().add",
    "tarfile.TarFile().add",
    "os.listdir",
];

/// Files that are opened to be written: their first argument is the path.
pub(super) const OPENED: &[&str] = &["fs.createWriteStream", "os.Create", "os.OpenFile"];
/// The same, as the objects that they yield.
pub(super) const OPEN_FILES: &[&str] = &["fs.createWriteStream()", "os.Create()", "os.OpenFile()"];

/// Members that hold what a program was started with.
pub(super) const STARTED_WITH: &[&str] = &["sys.argv", "process.argv", "os.Args", "Deno.args", "Bun.argv"];

/// What a web framework calls the request that is being answered, wherever its members are read.
pub(super) const REQUESTED: &[&str] = &["flask.request", "quart.request", "bottle.request"];

/// Sources by path. `*` as in sinks.
pub(super) static SOURCES: Table<(&str, Source)> = Table::new(
    &[
        ("pyperclip.paste", Source::Device),
        ("keyring.get_password", Source::Device),
        ("keyring.get_credential", Source::Device),
        ("*.get_all_items", Source::Device),
        ("*.get_secret", Source::Device),
        ("*.clipboard_get", Source::Device),
        ("win32clipboard.GetClipboardData", Source::Device),
        ("clipboard.paste", Source::Device),
        ("clipboard.ReadAll", Source::Device),
        ("electron.clipboard.readText", Source::Device),
        ("clipboard.readText", Source::Device),
        ("browser_cookie3.firefox", Source::Device),
        ("browser_cookie3.edge", Source::Device),
        ("browser_cookie3.brave", Source::Device),
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
        ("*.parse_args", Source::Parameter),
        ("*.parse_known_args", Source::Parameter),
        ("sys.stdin.read", Source::Parameter),
        ("sys.stdin.readline", Source::Parameter),
        ("sys.stdin.buffer.read", Source::Parameter),
        ("pwd.getpwall", Source::System),
        ("grp.getgrall", Source::System),
        ("spwd.getspall", Source::Secret),
        ("netrc.netrc", Source::Secret),
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
        ("Buffer.from", Source::Decoded),
        ("chr", Source::Decoded),
        ("String.fromCharCode", Source::Decoded),
        ("String.fromCodePoint", Source::Decoded),
        ("reversed", Source::Decoded),
        ("*.decrypt", Source::Decoded),
        ("*.DecodeString", Source::Decoded),
        ("*.environ", Source::Environment),
        ("*.infolist", Source::Entry),
        ("*.namelist", Source::Entry),
        ("*.getmembers", Source::Entry),
        ("*.getnames", Source::Entry),
        ("*.getEntries", Source::Entry),
        ("mss.mss().shot", Source::Device),
        ("socket.socket().recv", Source::Network),
        ("socket.socket().recvfrom", Source::Network),
        ("socket.create_connection().recv", Source::Network),
        ("asyncio.open_connection().read", Source::Network),
        ("*.getresponse", Source::Network),
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
    ],
    |row| row.0,
);

/// Functions that call another one, with the arguments that follow it: its position, or the name of the argument.
pub(super) static CALLERS: Table<(&str, Callee)> = Table::new(
    &[
        ("asyncio.to_thread", Callee::At(0)),
        ("anyio.to_thread.run_sync", Callee::At(0)),
        ("starlette.concurrency.run_in_threadpool", Callee::At(0)),
        ("fastapi.concurrency.run_in_threadpool", Callee::At(0)),
        ("*.run_in_executor", Callee::At(1)),
        ("*.submit", Callee::At(0)),
        ("*.apply_async", Callee::At(0)),
        ("*.call_soon", Callee::At(0)),
        ("*.call_later", Callee::At(1)),
        ("atexit.register", Callee::At(0)),
        ("threading.Thread", Callee::Named("target", "args")),
        ("threading.Timer", Callee::At(1)),
        ("multiprocessing.Process", Callee::Named("target", "args")),
        ("setTimeout", Callee::At(0)),
        ("setImmediate", Callee::At(0)),
        ("process.nextTick", Callee::At(0)),
    ],
    |row| row.0,
);

/// Where a function stands among the arguments of what calls it.
#[derive(Debug, Clone, Copy)]
pub(super) enum Callee {
    At(usize),
    /// By this name, its arguments by the other one.
    Named(&'static str, &'static str),
}

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

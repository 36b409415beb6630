//! What data flow knows of libraries besides sinks: requests, writes, sources, sanitisers.

use super::table::Table;
use super::value::Source;

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

/// Files that are opened to be written: their first argument is the path.
pub(super) const OPENED: &[&str] = &["fs.createWriteStream", "os.Create", "os.OpenFile"];
/// The same, as the objects that they yield.
pub(super) const OPEN_FILES: &[&str] = &["fs.createWriteStream()", "os.Create()", "os.OpenFile()"];

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
    "net.connect().write",
    "net.Socket().write",
    "net.createConnection().write",
    "tls.connect().write",
    "net.LookupHost",
    "net.LookupIP",
    "net.LookupTXT",
    "net.LookupCNAME",
    "net.ResolveIPAddr",
    "net.DefaultResolver.LookupHost",
    "net.DefaultResolver.LookupTXT",
    "net.DefaultResolver.LookupIPAddr",
    "dns.resolve4",
    "dns.resolve6",
    "dns.resolveTxt",
    "dns.resolveAny",
    "net.Dial().Write",
    "tls.Dial().Write",
];

/// Functions of services that carry data to where their keys or settings say. `*` as in sinks.
pub(super) static CARRIERS: Table<&str> = Table::new(
    &[
        "boto3.client().put_object",
        "boto3.client().upload_file",
        "boto3.client().upload_fileobj",
        "boto3.client().send_message",
        "boto3.client().publish",
        "boto3.client().put_record",
        "boto3.client().put_item",
        "boto3.resource().Bucket().put_object",
        "boto3.resource().Bucket().upload_file",
        "boto3.resource().Object().put",
        "*.upload_from_string",
        "*.upload_from_filename",
        "*.upload_blob",
        "dropbox.Dropbox().files_upload",
        "sentry_sdk.set_context",
        "sentry_sdk.set_extra",
        "sentry_sdk.set_tag",
        "sentry_sdk.set_user",
        "sentry_sdk.capture_message",
        "sentry_sdk.capture_event",
        "sentry_sdk.add_breadcrumb",
        "@sentry/node.setContext",
        "@sentry/node.setExtra",
        "@sentry/node.setTag",
        "@sentry/node.captureMessage",
        "@sentry/node.captureEvent",
        "@sentry/node.addBreadcrumb",
        "posthog.capture",
        "posthog.Posthog().capture",
        "posthog-node.PostHog().capture",
        "analytics.track",
        "segment.analytics.track",
        "@segment/analytics-node.Analytics().track",
        "mixpanel.Mixpanel().track",
        "mixpanel.init().track",
        "rollbar.report_message",
        "rollbar.report_extra_data",
        "bugsnag.notify",
        "newrelic.agent.record_custom_event",
        "*.basic_publish",
        "paho.mqtt.client.Client().publish",
        "paho.mqtt.publish.single",
        "mqtt.connect().publish",
        "redis.Redis().publish",
        "redis.from_url().publish",
        "kafka.KafkaProducer().send",
        "confluent_kafka.Producer().produce",
        "telegram.Bot().send_message",
        "telegram.Bot().send_document",
        "slack_sdk.WebClient().chat_postMessage",
        "slack_sdk.webhook.WebhookClient().send",
        "discord_webhook.DiscordWebhook",
        "pysftp.Connection().put",
        "*.putfo",
        "paramiko.SSHClient().open_sftp().put",
        "websockets.connect().send",
        "websockets.sync.client.connect().send",
        "websocket.create_connection().send",
        "websocket.WebSocket().send",
        "asyncio.open_connection().write",
        "telnetlib.Telnet().write",
        "aiosmtplib.send",
        "nodemailer.createTransport().sendMail",
        "@aws-sdk/client-s3.S3Client().send",
        "http.client.HTTPSConnection().request",
        "http.client.HTTPConnection().request",
        "ftplib.FTP_TLS().storbinary",
    ],
    |row| row,
);

/// Functions of loggers, whose records go to wherever a handler sends them.
pub(super) const LOGS: &[&str] = &["debug", "info", "warning", "warn", "error", "exception", "critical", "log"];
/// Handlers of loggers that send their records to another machine.
pub(super) const LOG_SENDERS: &[&str] = &[
    "logging.handlers.HTTPHandler",
    "logging.handlers.SocketHandler",
    "logging.handlers.DatagramHandler",
    "logging.handlers.SMTPHandler",
    "logging.handlers.SysLogHandler",
];

/// Connections: their first argument is the host.
pub(super) const CONNECTIONS: &[&str] = &[
    "ftplib.FTP",
    "ftplib.FTP_TLS",
    "smtplib.SMTP",
    "smtplib.SMTP_SSL",
    "http.client.HTTPConnection",
    "http.client.HTTPSConnection",
    "socket.create_connection",
    "asyncio.open_connection",
    "telnetlib.Telnet",
    "websockets.connect",
    "websocket.create_connection",
    "logging.handlers.HTTPHandler",
    "logging.handlers.SocketHandler",
    "logging.handlers.DatagramHandler",
    "logging.handlers.SMTPHandler",
    "logging.handlers.SysLogHandler",
];

/// Objects whose handlers are called with what the network sends.
pub(super) const RECEIVERS: &[&str] = &[
    "ws()",
    "ws.WebSocket()",
    "WebSocket()",
    "EventSource()",
    "socket.io-client()",
    "socket.io-client.io()",
    "mqtt.connect()",
    "net.connect()",
    "net.createConnection()",
    "net.Socket()",
    "tls.connect()",
    "net.Dial()",
    "net.DialTimeout()",
    "tls.Dial()",
    "tls.Client()",
    "socket.socket()",
    "socket.create_connection()",
];

/// Methods that set such a handler.
pub(super) const LISTENS: &[&str] = &["on", "once", "addEventListener", "addListener"];

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
        ("mss.mss().grab", Source::Device),
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
    ("key=clear", Source::Device),
    ("802-11-wireless-security.psk", Source::Device),
    ("screencapture", Source::Device),
    ("getent passwd", Source::System),
    ("printenv", Source::Environment),
];

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

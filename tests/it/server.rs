//! A web server of this process: what it is asked, a test decides and can read afterwards.

use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// What was asked.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) method: String,
    /// The path and the query, as they were sent.
    pub(crate) path: String,
    /// The `Authorization` header; empty without one.
    pub(crate) authorization: String,
    /// The `x-api-key` header; empty without one.
    pub(crate) api_key: String,
    /// At most 64 KiB of it, with the headers.
    pub(crate) body: String,
}

/// What is answered.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn of(media_type: &str, body: impl Into<Vec<u8>>) -> Self {
        Self { status: 200, headers: vec![("content-type", media_type.to_owned())], body: body.into() }
    }

    pub(crate) fn json(body: &serde_json::Value) -> Self {
        Self::of("application/json", body.to_string())
    }

    pub(crate) fn status(status: u16) -> Self {
        Self { status, headers: Vec::new(), body: Vec::new() }
    }

    pub(crate) fn redirect(to: String) -> Self {
        Self { status: 302, headers: vec![("location", to)], body: Vec::new() }
    }
}

/// A server that lives as long as the process.
pub(crate) struct Server {
    /// `http://127.0.0.1:port`
    pub(crate) url: String,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Server {
    /// Starts a server; `answer` is given the address of the server, too.
    pub(crate) fn start(answer: impl Fn(&str, &Asked) -> Answer + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let asked = Arc::new(Mutex::new(Vec::new()));
        let (base, log) = (url.clone(), Arc::clone(&asked));
        let answer = Arc::new(answer);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (base, log, answer) = (base.clone(), Arc::clone(&log), Arc::clone(&answer));
                std::thread::spawn(move || serve(&stream, &base, &log, answer.as_ref()));
            }
        });
        Self { url, asked }
    }

    /// What was asked so far.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.asked.lock().expect("a log").clone()
    }

    pub(crate) fn port(&self) -> &str {
        self.url.rsplit(':').next().unwrap_or_default()
    }
}

fn serve(stream: &TcpStream, base: &str, log: &Mutex<Vec<Asked>>, answer: &(dyn Fn(&str, &Asked) -> Answer + Sync)) {
    let mut reader = BufReader::new(stream.take(1 << 16));
    let mut line = String::new();
    let _ = reader.read_line(&mut line);
    let mut words = line.split(' ').map(str::to_owned);
    let (Some(method), Some(path)) = (words.next(), words.next()) else { return };
    let mut asked = Asked { method, path, authorization: String::new(), api_key: String::new(), body: String::new() };
    let mut length = 0;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).unwrap_or_default() == 0 || line.trim().is_empty() {
            break;
        }
        match line.split_once(':').map(|(name, value)| (name.to_ascii_lowercase(), value.trim())) {
            Some((name, value)) if name == "authorization" => value.clone_into(&mut asked.authorization),
            Some((name, value)) if name == "x-api-key" => value.clone_into(&mut asked.api_key),
            Some((name, value)) if name == "content-length" => length = value.parse().unwrap_or_default(),
            _ => {}
        }
    }
    let _ = reader.take(length).read_to_string(&mut asked.body);
    let Answer { status, headers, body } = answer(base, &asked);
    log.lock().expect("a log").push(asked);
    let mut head = format!("HTTP/1.1 {status} X\r\nconnection: close\r\ncontent-length: {}\r\n", body.len());
    for (name, value) in headers {
        let _ = write!(head, "{name}: {value}\r\n");
    }
    let mut stream = stream;
    // Who went away has seen enough.
    let _ = stream.write_all(format!("{head}\r\n").as_bytes()).and_then(|()| stream.write_all(&body));
}

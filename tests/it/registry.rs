//! An OCI registry in this process, honest or not.
#![expect(clippy::indexing_slicing, reason = "a test may stop where it finds what it does not expect")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use proofmark::digest::Digest;
use proofmark::store::{Manifest, Store};
use serde_json::{Value, json};

/// How it behaves.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Behaviour {
    /// Lists referrers itself.
    pub(crate) referrers: bool,
    /// Referrers on a page; all of them where it is 0.
    pub(crate) page: usize,
    /// Wants this `Authorization`.
    pub(crate) authorization: Option<&'static str>,
    /// Gives out tokens, each for so many requests; wants none where it is 0.
    pub(crate) tokens: usize,
    /// Refuses manifests with a subject.
    pub(crate) refuse_evidence: bool,
    /// Gives back one blob byte changed.
    pub(crate) tamper: bool,
    /// Loses the first so many lists of referrers that clients write, as if another had come between.
    pub(crate) lose_lists: usize,
    /// What becomes of the first pieces of blobs.
    pub(crate) breaks: &'static [Break],
    /// Bytes of a piece, at least.
    pub(crate) least: usize,
}

/// How a connection ends over a piece of a blob.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Break {
    /// It does not.
    Nowhere,
    /// After so many bytes of the piece.
    After(usize),
    /// Before the answer.
    Answer,
    /// The registry forgets what it has taken.
    Forget,
    /// Somebody else's error.
    Busy,
}

#[derive(Debug, Default)]
struct State {
    blobs: BTreeMap<String, Vec<u8>>,
    manifests: BTreeMap<String, (String, Vec<u8>)>,
    tags: BTreeMap<String, String>,
    upload: Option<Vec<u8>>,
    /// Pieces of blobs, and their bytes.
    pieces: Vec<usize>,
    lost: usize,
    /// Tokens so far, and the requests that the last is still good for.
    tokens: (usize, usize),
    log: Vec<String>,
}

pub(crate) struct Registry {
    /// `127.0.0.1:port`
    pub(crate) host: String,
    state: Arc<Mutex<State>>,
}

struct Answer {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
}

impl Answer {
    fn new(status: u16) -> Self {
        Self { status, headers: Vec::new(), body: Vec::new() }
    }

    fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    fn body(mut self, body: Vec<u8>) -> Self {
        self.body = body;
        self
    }
}

impl State {
    /// Whether a token is the last that was given out, and still good.
    fn spend(&mut self, shown: Option<&str>) -> bool {
        let good = shown == Some(&format!("Bearer t{}", self.tokens.0)) && self.tokens.1 > 0;
        self.tokens.1 -= usize::from(good);
        good
    }
}

impl Registry {
    /// The tokens that it has given out.
    pub(crate) fn tokens(&self) -> usize {
        self.state.lock().unwrap().tokens.0
    }

    pub(crate) fn start(behaviour: Behaviour) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let host = listener.local_addr().unwrap().to_string();
        let state = Arc::<Mutex<State>>::default();
        let shared = Arc::clone(&state);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                // One at a time: what clients do here has an order.
                let _ = serve(stream, behaviour, &shared);
            }
        });
        Self { host, state }
    }

    /// The writes so far, as `METHOD path`, with digests shortened.
    pub(crate) fn writes(&self) -> Vec<String> {
        self.state.lock().unwrap().log.clone()
    }

    /// The bytes of the pieces of blobs so far, as far as they arrived.
    pub(crate) fn pieces(&self) -> Vec<usize> {
        self.state.lock().unwrap().pieces.clone()
    }

    /// Keeps a manifest of a store, and what it names, under a tag, as another client would have pushed it.
    pub(crate) fn take(&self, store: &dyn Store, digest: Digest, tag: &str) {
        let bytes = store.manifest(digest).unwrap().unwrap();
        let manifest = Manifest::parse(&bytes).unwrap();
        let mut state = self.state.lock().unwrap();
        for blob in manifest.layers.iter().chain(&manifest.config) {
            state.blobs.insert(blob.digest.to_string(), store.blob(blob, 1 << 20).unwrap());
        }
        state.manifests.insert(digest.to_string(), (manifest.media_type().to_owned(), bytes));
        state.tags.insert(tag.to_owned(), digest.to_string());
    }

    pub(crate) fn tag(&self, name: &str) -> Option<String> {
        self.state.lock().unwrap().tags.get(name).cloned()
    }
}

fn serve(stream: TcpStream, behaviour: Behaviour, state: &Mutex<State>) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line)?;
    let mut words = line.split(' ');
    let (method, target) = (words.next().unwrap_or_default().to_owned(), words.next().unwrap_or_default().to_owned());
    let mut headers = BTreeMap::new();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 || line.trim().is_empty() {
            break;
        }
        let (name, value) = line.trim().split_once(':').unwrap();
        headers.insert(name.to_ascii_lowercase(), value.trim().to_owned());
    }
    let length = headers.get("content-length").map_or(0, |length| length.parse().unwrap());
    let broken = if method == "PATCH" {
        let mut state = state.lock().unwrap();
        let broken = behaviour.breaks.get(state.pieces.len()).copied().unwrap_or(Break::Nowhere);
        state.pieces.push(if let Break::After(bytes) = broken { bytes.min(length) } else { length });
        broken
    } else {
        Break::Nowhere
    };
    let mut body = vec![0; if let Break::After(bytes) = broken { bytes.min(length) } else { length }];
    reader.read_exact(&mut body)?;
    let shown = headers.get("authorization").map(String::as_str);
    let authorized = if behaviour.tokens > 0 {
        state.lock().unwrap().spend(shown)
    } else {
        behaviour.authorization.is_none_or(|wanted| shown == Some(wanted))
    };
    let from = headers.get("content-range").and_then(|range| range.split('-').next()?.parse::<usize>().ok());
    let answer = if broken == Break::Forget {
        state.lock().unwrap().upload = None;
        return Ok(());
    } else if broken == Break::Busy {
        Answer::new(503)
    } else if from.is_some_and(|from| state.lock().unwrap().upload.as_ref().is_some_and(|taken| taken.len() != from)) {
        Answer::new(416)
    } else if authorized {
        let kind = headers.get("content-type").map_or("", String::as_str);
        answer(&method, &target, kind, body, behaviour, &mut state.lock().unwrap())
    } else {
        stranger(&target, &headers["host"], behaviour, &mut state.lock().unwrap())
    };
    if matches!(broken, Break::After(_) | Break::Answer) {
        return Ok(());
    }
    let mut head = format!("HTTP/1.1 {} X\r\nConnection: close\r\n", answer.status);
    for (name, value) in &answer.headers {
        write!(head, "{name}: {value}\r\n").unwrap();
    }
    write!(head, "Content-Length: {}\r\n\r\n", answer.body.len()).unwrap();
    let mut stream = reader.into_inner();
    stream.write_all(head.as_bytes())?;
    if method != "HEAD" {
        stream.write_all(&answer.body)?;
    }
    stream.flush()
}

/// Tells whom it does not know how to sign in, and gives out tokens.
fn stranger(target: &str, host: &str, behaviour: Behaviour, state: &mut State) -> Answer {
    if behaviour.tokens == 0 {
        return Answer::new(401).with("WWW-Authenticate", "Basic realm=\"registry\"");
    }
    if !target.starts_with("/token?") {
        let realm = format!("Bearer realm=\"http://{host}/token\",service=\"registry\"");
        return Answer::new(401).with("WWW-Authenticate", realm);
    }
    state.tokens = (state.tokens.0 + 1, behaviour.tokens);
    Answer::new(200).body(json!({ "token": format!("t{}", state.tokens.0) }).to_string().into_bytes())
}

fn answer(method: &str, target: &str, kind: &str, body: Vec<u8>, behaviour: Behaviour, state: &mut State) -> Answer {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let rest = path.strip_prefix("/v2/kits/notes/").unwrap_or_default();
    if !matches!(method, "GET" | "HEAD") {
        let end = rest.rfind("sha256:").map_or(rest.len(), |at| at + 7);
        state.log.push(format!("{method} {}", rest[..end].replace("sha256:", "DIGEST")));
    }
    let (what, name) = rest.split_once('/').unwrap_or((rest, ""));
    match (method, what) {
        (_, "") if path == "/v2/" => Answer::new(200),
        (_, "") if path == "/v2/_catalog" => catalog(query),
        ("POST", "blobs") => {
            state.upload = Some(Vec::new());
            let answer = Answer::new(202).with("Location", "/v2/kits/notes/blobs/uploads/1?state=a%2Fb");
            if behaviour.least == 0 { answer } else { answer.with("OCI-Chunk-Min-Length", behaviour.least.to_string()) }
        }
        ("PATCH" | "PUT" | "GET", "blobs") if name.starts_with("uploads/") && state.upload.is_none() => {
            Answer::new(404)
        }
        ("GET", "blobs") if name.starts_with("uploads/") => {
            let last = state.upload.as_ref().map_or(0, Vec::len).saturating_sub(1);
            Answer::new(204).with("Location", "/v2/kits/notes/blobs/uploads/1").with("Range", format!("0-{last}"))
        }
        ("PATCH", "blobs") => {
            state.upload.get_or_insert_default().extend(body);
            Answer::new(202).with("Location", "/v2/kits/notes/blobs/uploads/1")
        }
        ("PUT", "blobs") => {
            let mut blob = state.upload.take().unwrap_or_default();
            blob.extend(body);
            let digest = Digest::of(&blob).to_string();
            assert!(query.replace("%3A", ":").contains(&digest), "{query}");
            state.blobs.insert(digest.clone(), blob);
            Answer::new(201).with("Location", format!("/v2/kits/notes/blobs/{digest}"))
        }
        ("GET" | "HEAD", "blobs") => state.blobs.get(name).map_or_else(
            || Answer::new(404),
            |blob| {
                let mut blob = blob.clone();
                if behaviour.tamper {
                    blob[0] ^= 1;
                }
                Answer::new(200).body(blob)
            },
        ),
        ("GET", "tags") => Answer::new(200).body(
            json!({ "name": "kits/notes", "tags": state.tags.keys().collect::<Vec<_>>() }).to_string().into_bytes(),
        ),
        ("PUT", "manifests") => put_manifest(name, kind, body, behaviour, state),
        ("GET", "manifests") => {
            let digest = state.tags.get(name).cloned().unwrap_or_else(|| name.to_owned());
            let found = state.manifests.get(&digest);
            found.map_or_else(
                || Answer::new(404),
                |(kind, bytes)| Answer::new(200).with("Content-Type", kind.as_str()).body(bytes.clone()),
            )
        }
        ("GET", "referrers") if behaviour.referrers => referrers(name, query, behaviour, state),
        _ => Answer::new(404),
    }
}

/// A repository of another namespace, and then, on a page of its own, the one that there is.
fn catalog(query: &str) -> Answer {
    let (name, next) = if query.is_empty() { ("others/x", true) } else { ("kits/notes", false) };
    let answer = Answer::new(200).body(json!({ "repositories": [name] }).to_string().into_bytes());
    if next { answer.with("Link", "</v2/_catalog?last=others%2Fx>; rel=\"next\"") } else { answer }
}

fn put_manifest(name: &str, kind: &str, body: Vec<u8>, behaviour: Behaviour, state: &mut State) -> Answer {
    let manifest: Value = serde_json::from_slice(&body).unwrap();
    let digest = Digest::of(&body).to_string();
    let blobs = manifest["layers"].as_array().into_iter().flatten().chain(manifest.get("config"));
    for blob in blobs {
        assert!(state.blobs.contains_key(blob["digest"].as_str().unwrap()), "a manifest comes before its blobs");
    }
    if behaviour.refuse_evidence && manifest.get("subject").is_some() {
        return Answer::new(403);
    }
    if name.starts_with("sha256-") && state.lost < behaviour.lose_lists {
        state.lost += 1;
        return Answer::new(201).with("Location", "/lost");
    }
    if !name.starts_with("sha256:") {
        state.tags.insert(name.to_owned(), digest.clone());
    }
    state.manifests.insert(digest.clone(), (kind.to_owned(), body));
    // Without a `Location`, as some registries answer.
    Answer::new(201).with("Docker-Content-Digest", digest)
}

/// Lists every manifest of the subject, page by page, and says nothing true about its type.
fn referrers(subject: &str, query: &str, behaviour: Behaviour, state: &State) -> Answer {
    let of = |bytes: &Vec<u8>| serde_json::from_slice::<Value>(bytes).unwrap()["subject"]["digest"] == subject;
    let all: Vec<Value> = state
        .manifests
        .iter()
        .filter(|(_, (_, bytes))| of(bytes))
        .map(|(digest, (kind, bytes))| {
            json!({ "mediaType": kind, "digest": digest, "size": bytes.len(), "artifactType": "application/x-wrong" })
        })
        .collect();
    let from = query.strip_prefix("from=").map_or(0, |from| from.parse().unwrap());
    let page = if behaviour.page == 0 { all.len().max(1) } else { behaviour.page };
    let shown: Vec<&Value> = all.iter().skip(from).take(page).collect();
    let index =
        json!({ "schemaVersion": 2, "mediaType": "application/vnd.oci.image.index.v1+json", "manifests": shown });
    let answer = Answer::new(200)
        .with("Content-Type", "application/vnd.oci.image.index.v1+json")
        .body(serde_json::to_vec(&index).unwrap());
    if from + page < all.len() {
        return answer.with("Link", format!("</v2/kits/notes/referrers/{subject}?from={}>; rel=\"next\"", from + page));
    }
    answer
}

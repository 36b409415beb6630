//! Requests of scripts: `curl`, `wget`, sockets and name lookups.

use super::super::machine::Machine;
use super::super::table::SinkKind;
use super::super::value::{HOLE, Source, Value};
use super::{Command, MAX_LABEL, base, text_of};
use crate::text::{Pattern, Span};

/// Letters of `curl` that have a value, and long options likewise; those of `wget` differ little.
const VALUED: &str = "dFTHubAeoXKxwEcCDmrtUYyzPQ";
const DATA: &[&str] = &[
    "-d",
    "--data",
    "--data-raw",
    "--data-binary",
    "--data-urlencode",
    "--data-ascii",
    "--json",
    "-F",
    "--form",
    "--form-string",
    "--post-data",
    "--body-data",
    "-A",
    "--user-agent",
    "-e",
    "--referer",
];
const UPLOADS: &[&str] = &["-T", "--upload-file", "--post-file", "--body-file"];
const IDENTITY: &[&str] = &["-u", "--user", "-b", "--cookie", "--oauth2-bearer", "--password", "--http-password"];
const OTHER: &[&str] = &[
    "-X",
    "--request",
    "--max-time",
    "--connect-timeout",
    "--retry",
    "--retry-delay",
    "-x",
    "--proxy",
    "-w",
    "--write-out",
    "--cacert",
    "--cert",
    "--key",
    "-m",
    "--timeout",
    "--tries",
    "-P",
    "--resolve",
    "--interface",
    "-K",
    "-c",
    "-D",
    "--dump-header",
    "--cookie-jar",
    "--method",
    "--retry-max-time",
    "--limit-rate",
    "--proto",
    "--proto-default",
    "--proto-redir",
    "--tls-max",
    "--ciphers",
    "--noproxy",
    "--connect-to",
];

static OWN_HEADER: Pattern =
    Pattern::new(r"(?i)^(?:authorization|cookie|[\w-]{0,40}(?:key|token|auth|secret|password)[\w-]{0,20})\s?:");

impl Machine<'_> {
    /// Reports what a script sends, unless nothing is known of it.
    pub(super) fn shell_send(&mut self, sink: &str, data: &Value, targets: &[String], span: Span) {
        if data.origins != 0 {
            let data = Value { texts: Vec::new(), ..data.data() };
            self.full_event(SinkKind::Send, span, sink, &data, targets, true);
        }
    }

    /// What a command sends and receives; `None` for commands that do neither.
    pub(super) fn shell_network(&mut self, command: &Command) -> Option<Value> {
        match command.name.as_str() {
            "curl" | "wget" | "wget2" | "curlie" => Some(self.shell_request(command)),
            "http" | "https" | "xh" | "aria2c" | "fetch" => {
                let address = command.words.iter().find(|word| word.spells(|text| text.contains('.')))?.clone();
                let mut data = command.data();
                data.origins &= !self.mask(&[Source::Variable]);
                self.shell_send(&command.name, &data, &addresses(&address), command.span);
                Some(self.shell_answer(&address, command.span))
            }
            "nc" | "ncat" | "netcat" | "telnet" | "socat" => Some(self.shell_socket(command)),
            "openssl" if command.text(0) == "s_client" => Some(self.shell_socket(command)),
            "coproc" => self.shell_coprocess(command),
            "dig" | "nslookup" | "host" | "drill" | "ping" | "ping6" | "resolvectl" => {
                for word in &command.words {
                    let targets: Vec<String> = word.texts.iter().map(|text| format!("dns://{text}")).collect();
                    self.shell_send(&command.name, word, &targets, command.span);
                }
                Some(Value::default())
            }
            _ => self.shell_transfer(command),
        }
    }

    /// `coproc NAME { nc HOST PORT; }`: what is written to the array of its descriptors goes along the connection.
    fn shell_coprocess(&mut self, command: &Command) -> Option<Value> {
        let words: Vec<&str> = command.words.iter().map(text_of).collect();
        let plain = matches!(command.text(0), "nc" | "ncat" | "netcat" | "telnet" | "openssl");
        let (name, words) = if plain { ("COPROC", words.as_slice()) } else { (command.text(0), words.get(1..)?) };
        let name = name.to_owned();
        let host = match words {
            ["nc" | "ncat" | "netcat" | "telnet", rest @ ..] => {
                rest.iter().find(|word| !word.starts_with('-')).map(|host| (*host).to_owned())
            }
            ["openssl", "s_client", rest @ ..] => {
                let at = rest.iter().position(|word| *word == "-connect")?;
                rest.get(at + 1).map(|host| host.replace(':', "/"))
            }
            _ => None,
        }?;
        self.shell_assign(&name, &Value::text(&format!("/dev/tcp/{host}")), false);
        Some(Value::default())
    }

    #[expect(clippy::too_many_lines, reason = "one arm for each kind of option, and what becomes of it")]
    fn shell_request(&mut self, command: &Command) -> Value {
        let span = command.span;
        let (mut data, mut address, mut file) = (Value::default(), Value::default(), None);
        let wget = command.name.starts_with("wget");
        let mut words = command.words.iter();
        while let Some(word) = words.next() {
            let text = text_of(word);
            let (option, attached) = option(text);
            if option.is_empty() {
                if !text.is_empty() || word.origins != 0 {
                    address.or(&word.data());
                }
                continue;
            }
            let value = |words: &mut std::slice::Iter<'_, Value>| match attached {
                Some(rest) => Value { texts: vec![rest.into()], ..word.data() },
                None => words.next().cloned().unwrap_or_default(),
            };
            match option.as_str() {
                "-o" if wget => {
                    value(&mut words);
                }
                "-o" | "--output" | "--output-document" => file = Some(value(&mut words)),
                "-O" if wget => file = Some(value(&mut words)),
                "-O" | "--remote-name" => file = Some(Value::default()),
                "-H" | "--header" => {
                    let header = value(&mut words);
                    if !header.spells(|text| OWN_HEADER.is_match(text)) {
                        data.or(&header.data());
                    }
                }
                "-U" if wget => data.or(&value(&mut words)),
                name if DATA.contains(&name) => {
                    let given = value(&mut words);
                    let carried = self.shell_payload(&given, command);
                    data.or(&carried);
                }
                name if UPLOADS.contains(&name) => {
                    let given = value(&mut words);
                    let carried = self.shell_upload(&given, command);
                    data.or(&carried);
                }
                name if IDENTITY.contains(&name) => {
                    let own = self.mask(&[Source::Secret, Source::Variable, Source::Password, Source::Parameter]);
                    data.origins |= value(&mut words).origins & !own;
                }
                name if OTHER.contains(&name) || attached.is_some() => {
                    value(&mut words);
                }
                _ => {}
            }
        }
        let targets = addresses(&address);
        let mut sent = data;
        sent.origins |= address.origins & !self.mask(&[Source::Network]);
        self.shell_send(&command.name, &sent, &targets, span);
        let answer = self.shell_answer(&address, span);
        let named = match file {
            Some(file) if file.texts.is_empty() && file.origins == 0 => {
                Some(Value::text(address.texts.first().map_or("", |text| base(text))))
            }
            Some(file) => Some(file),
            None if wget => Some(Value::text(address.texts.first().map_or("", |text| base(text)))),
            None => None,
        };
        match named {
            Some(file) if !matches!(text_of(&file), "-" | "/dev/stdout") => {
                self.shell_write(&file, &answer, &command.name, span);
                Value::default()
            }
            _ => answer,
        }
    }

    /// What an address answers.
    pub(super) fn shell_answer(&mut self, address: &Value, span: Span) -> Value {
        let label = addresses(address).first().map_or("a server", String::as_str).replace(HOLE, "…");
        let end = label.floor_char_boundary(MAX_LABEL);
        self.origin(self.program(), span, Source::Network, label.get(..end).unwrap_or_default())
    }

    /// What a `--data` or `--form` carries: text, or a file after `@`.
    fn shell_payload(&mut self, given: &Value, command: &Command) -> Value {
        let mut carried = given.data();
        let mut paths = Value::default();
        for text in &given.texts {
            let path = text.strip_prefix('@').or_else(|| {
                let (name, rest) = text.split_once(['=', '@'])?;
                let path = if text.get(name.len()..)?.starts_with('@') { Some(rest) } else { None };
                path.or_else(|| rest.strip_prefix('@')).or_else(|| rest.strip_prefix('<'))
            });
            if let Some(path) = path {
                paths.texts.push(path.split(';').next().unwrap_or(path).into());
            }
        }
        if !paths.texts.is_empty() {
            carried.or(&self.shell_upload(&paths, command));
        }
        carried
    }

    fn shell_upload(&mut self, path: &Value, command: &Command) -> Value {
        if matches!(text_of(path), "-" | "." | "/dev/stdin") {
            return command.stdin.clone().unwrap_or_default();
        }
        let mut content = self.shell_content(path, command.span);
        content.origins |= path.origins;
        content
    }

    fn shell_socket(&mut self, command: &Command) -> Value {
        let listens = command.words.iter().any(|word| {
            let text = text_of(word);
            text.starts_with('-') && !text.starts_with("--") && text.contains(['l', 'z'])
        });
        if listens {
            return Value::default();
        }
        let host = command.option(&["-connect"]).cloned().or_else(|| {
            command
                .operands(&["-w", "-p", "-s", "-i", "-q"])
                .into_iter()
                .find(|word| word.spells(|t| t.contains(['.', ':', HOLE])))
                .cloned()
        });
        let host = host.unwrap_or_default();
        let targets: Vec<String> = host.texts.iter().map(|text| format!("tcp://{text}")).collect();
        if let Some(stdin) = &command.stdin {
            self.shell_send(&command.name, stdin, &targets, command.span);
        }
        let label = targets.first().map_or("a server", String::as_str).replace(HOLE, "…");
        self.origin(self.program(), command.span, Source::Network, &label)
    }
}

/// An option and the value that is written together with it; the option is empty for operands.
fn option(text: &str) -> (String, Option<&str>) {
    if text == "-" || !text.starts_with('-') {
        return (String::new(), None);
    }
    if text.starts_with("--") {
        return match text.split_once('=') {
            Some((name, value)) => (name.to_owned(), Some(value)),
            None => (text.to_owned(), None),
        };
    }
    let letters = text.get(1..).unwrap_or_default();
    match letters.char_indices().find(|(_, letter)| VALUED.contains(*letter)) {
        Some((at, letter)) => {
            let rest = letters.get(at + letter.len_utf8()..).filter(|rest| !rest.is_empty());
            (format!("-{letter}"), rest)
        }
        // `-qO-` of wget: its output is the value.
        None => match letters.split_once('O') {
            Some((_, rest)) => ("-O".to_owned(), Some(rest).filter(|rest| !rest.is_empty())),
            None => (text.to_owned(), None),
        },
    }
}

/// The addresses that a value spells, with a scheme.
pub(super) fn addresses(value: &Value) -> Vec<String> {
    let schemed = |text: &str| if text.contains("://") { text.to_owned() } else { format!("http://{text}") };
    value.texts.iter().filter(|text| !text.is_empty()).map(|text| schemed(text)).collect()
}

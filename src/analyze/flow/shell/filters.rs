//! Commands that print what they read, changed or not.

use super::super::decoders::{base64, hex};
use super::super::machine::Machine;
use super::super::value::{HOLE, Source, Value, concatenated};
use super::{Command, base, text_of};
use crate::artifact::code::ansi;

/// Commands that print what is in files or comes in, in some form.
const FILTERS: &[&str] = &[
    "cat", "tac", "head", "tail", "less", "more", "nl", "sort", "uniq", "cut", "paste", "column", "fold", "fmt", "tr",
    "rev", "iconv", "strings", "od", "hexdump", "xxd", "base64", "base32", "basenc", "uuencode", "gzip", "gunzip",
    "zcat", "bzip2", "bunzip2", "xz", "unxz", "zstd", "lz4", "openssl", "gpg", "pv", "split", "bat", "dos2unix",
    "sqlite3", "plutil", "awk", "gawk", "sed", "grep", "egrep", "fgrep", "zgrep", "rg", "jq", "yq", "perl", "age",
];
/// Those whose first operand says what to do.
const SCRIPTED: &[&str] = &["awk", "gawk", "sed", "grep", "egrep", "fgrep", "zgrep", "rg", "jq", "yq", "perl", "tr"];
/// Options of `openssl` whose value is a key that it works with and does not print.
const KEYS: &[&str] =
    &["-sign", "-inkey", "-key", "-CAkey", "-signkey", "-verify", "-passin", "-pass", "-iter", "-out"];
/// Options of them that have a value.
const VALUED: &[&str] = &["-n", "-c", "-d", "-f", "-k", "-t", "-w", "-m", "-pass", "-iter", "-r", "--recipient", "-l"];

impl Machine<'_> {
    /// What a filter prints; `None` for other commands.
    pub(super) fn shell_filter(&mut self, command: &Command) -> Option<Value> {
        match command.name.as_str() {
            "echo" | "printf" => return Some(printed(command)),
            "<()" => {
                let content = command.words.first().cloned().unwrap_or_default();
                return Some(Value { path: Some("<()".into()), ..content.data() });
            }
            "${!}" => return Some(self.shell_indirect(command)),
            "${:}" => return Some(sliced(command)),
            "${/}" => return Some(replaced(command)),
            "basename" | "dirname" | "realpath" | "readlink" => {
                let path = command.operands(&[]).first().map(|path| path.data()).unwrap_or_default();
                let of_parent = command.name == "dirname";
                let part = |text: &str| match text.rsplit_once('/') {
                    Some((folder, _)) if of_parent => folder.to_owned(),
                    _ if command.name == "basename" => base(text).to_owned(),
                    _ => text.to_owned(),
                };
                let texts = path.texts.iter().map(|text| part(text).into()).collect();
                return Some(Value { texts, ..path });
            }
            _ if !FILTERS.contains(&command.name.as_str()) => return None,
            _ => {}
        }
        let mut value = command.stdin.clone().unwrap_or_default().data();
        if value.origins == 0 && value.texts.iter().all(|text| text.len() < 4) {
            value.texts.clear();
        }
        let valued: &[&str] = match command.name.as_str() {
            "cat" | "base64" | "xxd" => &["-w", "-c"],
            // The public half of a key is there to be sent.
            "openssl" if command.has(&["-pubout"]) => return Some(Value::default()),
            "openssl" => KEYS,
            _ => VALUED,
        };
        let scripted = SCRIPTED.contains(&command.name.as_str()) && !command.has(&["-e", "-f"]);
        let operands: Vec<Value> = command.operands(valued).into_iter().skip(usize::from(scripted)).cloned().collect();
        for path in command.option(&["-in"]).cloned().iter().chain(&operands) {
            let content = self.shell_content(path, command.span);
            value.or(&content.data());
            // What a program such as `jq` is told to print is printed.
            value.origins |= path.origins;
        }
        let kept = matches!(command.name.as_str(), "cat" | "tac" | "sort" | "uniq" | "head" | "tail" | "less");
        let kept = kept || (command.name == "tr" && command.has(&["-d"]));
        let texts = if kept { value.texts.clone() } else { Vec::new() };
        let mut value = self.shell_decoded(command, &value, texts);
        self.shell_picked(command, &mut value);
        if let Some(file) = command.option(&["-out", "-o", "--output"]).cloned()
            && matches!(command.name.as_str(), "openssl" | "gpg" | "sort" | "age")
        {
            self.shell_write(&file, &value, &command.name, command.span);
            return Some(Value::default());
        }
        Some(value)
    }

    /// Marks what a decoder prints, and decodes it where it is known.
    fn shell_decoded(&mut self, command: &Command, value: &Value, texts: Vec<std::rc::Rc<str>>) -> Value {
        let known = |decode: &dyn Fn(&str) -> Option<String>| {
            value.texts.iter().filter_map(|text| decode(text)).map(Into::into).collect::<Vec<std::rc::Rc<str>>>()
        };
        let rotates = command.text(0).len() > 8 && command.text(1).len() > 8 && !command.text(0).starts_with('-');
        let texts = match command.name.as_str() {
            "base64" | "base32" if command.has(&["-d", "-D", "--decode", "-di", "-id"]) => known(&base64),
            "xxd" if command.words.iter().any(|word| text_of(word).starts_with("-r")) => known(&hex),
            "openssl" if command.has(&["-d"]) => Vec::new(),
            "rev" => known(&|text| Some(text.lines().map(reversed).collect::<Vec<_>>().join("\n"))),
            "tr" if rotates => Vec::new(),
            _ => return Value { texts, ..value.data() },
        };
        let origin = self.shell_origin(command, Source::Decoded, &command.name);
        Value { texts, origins: value.origins | origin.origins, ..Value::default() }
    }

    /// One value picked from a file of settings is the key that a client needs.
    fn shell_picked(&mut self, command: &Command, value: &mut Value) {
        let picks = matches!(command.name.as_str(), "awk" | "sed" | "cut" | "jq" | "yq")
            || (matches!(command.name.as_str(), "grep" | "egrep" | "rg")
                && !command.has(&["-v", "-E", "-i", "-iE", "-Ei", "-vE"]));
        let mut named = command.words.iter().filter_map(|word| member(text_of(word)));
        if command.name == "jq" && named.any(|name| self.is_notice(value, name)) {
            value.origins = 0;
        }
        let whole = command.name == "jq" && command.has(&["-Rs", "-R", "-s", "-sR"]);
        let settings =
            |origin: &super::super::Origin| origin.source == Source::Secret && base(&origin.label).starts_with(".env");
        let all = self.origins.iter().enumerate().filter(|(_, origin)| settings(origin));
        let bits = all.fold(0, |bits, (index, _)| bits | 1 << index);
        if picks && !whole && value.origins & bits != 0 {
            value.origins &= !bits;
            value.origins |= self.shell_origin(command, Source::Variable, "a value of .env").origins;
        }
    }

    /// `${!name}`: the variable that another one names.
    fn shell_indirect(&mut self, command: &Command) -> Value {
        let name = command.words.first().cloned().unwrap_or_default();
        let mut value = name.data();
        value.texts.clear();
        for text in &name.texts {
            if let Some(found) = self.frames.iter().rev().find_map(|frame| frame.variables.get(text.as_ref())) {
                value.or(&found.data());
            }
        }
        value
    }
}

/// The one member that a filter of `jq` takes: `.title`, `.title // "none"`.
fn member(filter: &str) -> Option<&str> {
    let path = filter.split("//").next()?.trim().strip_prefix('.')?;
    path.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_').then_some(path)
}

/// What `echo` and `printf` print.
fn printed(command: &Command) -> Value {
    let flags =
        command.words.iter().take_while(|word| matches!(text_of(word), "-n" | "-e" | "-ne" | "-en" | "--" | "-E"));
    let skip = flags.count();
    let words = command.words.get(skip..).unwrap_or_default();
    let escaped = command.name == "printf" || command.words.iter().take(skip).any(|word| text_of(word).contains('e'));
    if command.name == "echo" {
        let value = concatenated(words, " ");
        let texts = value.texts.iter().map(|text| if escaped { ansi(text).into() } else { text.clone() }).collect();
        return Value { texts, ..value };
    }
    let Some((format, given)) = words.split_first() else { return Value::default() };
    let format_text = ansi(text_of(format));
    let mut parts: Vec<Value> = Vec::new();
    let mut given = given.iter();
    for (index, piece) in format_text.split('%').enumerate() {
        if index == 0 {
            parts.push(Value::text(piece));
            continue;
        }
        let rest = piece.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '-' | '.' | '0'));
        let mut characters = rest.chars();
        if characters.next().is_some_and(|c| matches!(c, 's' | 'b' | 'd' | 'q' | 'x' | 'i' | 'c')) {
            parts.push(given.next().cloned().unwrap_or_else(|| Value::text("")));
            parts.push(Value::text(characters.as_str()));
        } else {
            parts.push(Value::text(piece));
        }
    }
    // A format with one directive is used again for every word.
    for more in given.take(64) {
        parts.push(more.clone());
    }
    let mut value = concatenated(&parts, "");
    value.origins |= format.origins;
    value
}

/// `${name:start:length}`
fn sliced(command: &Command) -> Value {
    let value = command.words.first().cloned().unwrap_or_default();
    let number = |at: usize| command.text(at).trim().parse::<usize>().ok();
    let Some(start) = number(1) else { return Value { texts: Vec::new(), ..value.data() } };
    let len = number(2).unwrap_or(usize::MAX);
    let texts = value.texts.iter().map(|text| text.chars().skip(start).take(len).collect::<String>().into()).collect();
    Value { texts, ..value.data() }
}

/// `${name//from/to}`
fn replaced(command: &Command) -> Value {
    let value = command.words.first().cloned().unwrap_or_default();
    let (from, to) = (command.text(1), command.text(2));
    if from.is_empty() || from.contains(['*', '?', '[', HOLE]) {
        return value.data();
    }
    let texts = value.texts.iter().map(|text| text.replace(from, to).into()).collect();
    Value { texts, ..value.data() }
}

fn reversed(line: &str) -> String {
    line.chars().rev().collect()
}

//! What reaches a sink becomes an event.

use super::bundled::TEMPORARY;
use super::call::Given;
use super::event::Event;
use super::machine::{MAX_EVENTS, Machine};
use super::places;
use super::shell;
use super::table::{self, SinkKind, last};
use super::value::{MAX_TEXTS, Source, Value, concatenated};
use crate::artifact::Place;
use crate::artifact::code::{ExprId, FunctionId};
use crate::text::{Pattern, Span};

/// Names of shells.
pub(super) const SHELLS: &[&str] = &[
    "sh",
    "bash",
    "zsh",
    "/bin/sh",
    "/bin/bash",
    "/usr/bin/bash",
    "cmd",
    "cmd.exe",
    "powershell",
    "powershell.exe",
    "pwsh",
];
const SHELL_FLAGS: &[&str] = &["-c", "/c", "/C", "-lc", "-ic", "-Command", "-command", "-EncodedCommand", "-enc"];

/// Programs that fetch, copy or look at a file that they are given, and do not run it.
const INERT: &[&str] = &["curl", "wget", "cp", "mv", "rm", "ls", "cat", "file", "tar", "unzip", "scp", "rsync"];

static TABLE: Pattern = Pattern::caseless(r#"\b(?:into|update|from|join)\s{1,8}["`\[]?(?P<table>[\w.]{1,60})"#);
/// Tables of one statement that are looked at.
const MAX_TABLES: usize = 8;

/// The target of an event whose data stands in the source.
pub const EMBEDDED: &str = "embedded";

impl Machine<'_> {
    /// Reports what reaches a sink; the output of a command that is a source.
    pub(super) fn sinks(
        &mut self,
        path: &str,
        owner: &Value,
        given: &[Given],
        span: Span,
        used: bool,
    ) -> Option<Value> {
        let before = self.events.len();
        let output = self.reached(path, owner, given, span);
        // What a command sends, and nobody reads what it prints.
        let parameters = |(program, id): (usize, FunctionId)| {
            self.programs.get(program).and_then(|program| program.functions.get(id)).map_or(0, |f| f.parameters.len())
        };
        if !used && !given.iter().flat_map(Given::functions).any(|callback| parameters(callback) > 1) {
            let sent = self.events.iter_mut().skip(before).filter(|event| event.kind == SinkKind::Send);
            sent.for_each(|event| event.used = false);
        }
        output
    }

    #[expect(clippy::too_many_lines, reason = "the steps from a table row to an event, in order")]
    fn reached(&mut self, path: &str, owner: &Value, given: &[Given], span: Span) -> Option<Value> {
        if path == "open" || path == "io.open" || path == "aiofiles.open" {
            let mode = given.iter().find(|given| given.name.as_deref() == Some("mode")).or_else(|| given.get(1));
            let writes = mode.is_some_and(|mode| mode.value.spells(|text| text.contains(['w', 'a', 'x', '+'])));
            let file = given.first().map(|given| given.value.clone()).unwrap_or_default();
            self.event(if writes { SinkKind::Write } else { SinkKind::Read }, span, path, &file, &[]);
            return None;
        }
        let (_, kind, wanted) = table::SINKS.find(path)?;
        let mut value = Value::default();
        let mut items: Vec<Value> = Vec::new();
        let asked = self.mask(&[Source::Argument, Source::Password, Source::Number]);
        // Whether a client's argument stands behind something of the program's own.
        let mut within = false;
        for want in *wanted {
            let found: Vec<&Given> = match want.parse::<usize>() {
                Ok(at) => given.iter().filter(|given| given.name.is_none()).nth(at).into_iter().collect(),
                Err(_) if *want == "*" => given.iter().filter(|given| given.name.is_none()).collect(),
                Err(_) => given.iter().filter(|given| given.name.as_deref() == Some(want)).collect(),
            };
            if *want == "self" {
                value.or(&Value { safe: owner.safe, ..owner.data() });
                within |= owner.origins & asked != 0 && owner.origins & asked & !owner.inner == 0;
            }
            for given in found {
                value.or(&given.value.data());
                let client = given.value.origins & asked;
                within |= client != 0 && client & !given.value.inner == 0;
                if given.items.is_empty() {
                    items.push(given.value.clone());
                } else {
                    items.extend(given.items.iter().cloned());
                }
            }
        }
        let mut kind = *kind;
        match kind {
            SinkKind::Process => kind = self.process(given, &items, &value),
            SinkKind::Deserialise if self.loader_is_safe(given) => return None,
            SinkKind::Template if owner.path().contains("Sandbox") => return None,
            SinkKind::Sql if !is_query(&value, path) => return None,
            // Who calls decides nothing of it; names of tables may come from the database itself.
            SinkKind::Sql if value.origins & asked == 0 && value.spells(changes) => kind = SinkKind::Change,
            SinkKind::Load if value.origins == 0 && !self.is_written(&value) => return None,
            _ => {}
        }
        let line = if items.len() > 1 { concatenated(&items, " ") } else { value.clone() };
        let inner = if within { line.origins } else { value.inner };
        let reported = Value { list: value.list, safe: value.safe, inner, ..line };
        // A file is known by its name, and what is in it is not.
        let named = last(path) != "loads" && reported.origins == 0 && path != "jsonpickle.decode";
        let embedded = kind == SinkKind::Deserialise && !named && self.is_embedded(&reported);
        let targets: &[String] = if embedded { &[EMBEDDED.to_owned()] } else { &[] };
        if kind != SinkKind::Load || value.origins != 0 {
            self.event(kind, span, path, &reported, targets);
        }
        if matches!(kind, SinkKind::Shell | SinkKind::Process | SinkKind::Load) {
            self.dropped(span, path, &reported);
            // Libraries may be loaded by what stands in the environment.
            let temporary = |given: &&Given| given.value.spells(|text| text.starts_with(TEMPORARY));
            let environment = given.iter().filter(|given| given.name.as_deref() == Some("env"));
            for named in environment.filter(|given| !temporary(given)) {
                self.dropped(span, path, &named.value);
            }
        }
        // Rows are what the database holds, whatever was asked for.
        if matches!(kind, SinkKind::Sql | SinkKind::Change) {
            let rows = self.rows(kind, &value, given, span);
            // A database that lies among the user's things is one of them.
            let private = owner.origins & self.mask(&[Source::Secret, Source::Personal, Source::Agent]);
            return Some(Value { origins: rows.origins | private, ..rows });
        }
        if !matches!(kind, SinkKind::Shell | SinkKind::Process) {
            return None;
        }
        let input = given.iter().find_map(|given| match given.name.as_deref() {
            Some("input") => Some(&given.value),
            _ => given.members.iter().find(|(name, _)| name == "input").map(|(_, value)| value),
        });
        let printed = self.command_line(&reported, &items, input.map_or(0, |input| input.data().origins), span);
        if printed.origins != 0 {
            return Some(printed);
        }
        let command = reported.texts.join("\n");
        let source = shell::printed(&command).map(|(label, source)| (source, label.to_owned()));
        let file = || {
            let reads =
                ["cat ", "head ", "tail ", "type ", "base64 ", "sqlite3 "].iter().any(|word| command.contains(word));
            let mut words = command.split([' ', '\n', '\'', '"']).take(200).filter(|_| reads);
            words.find_map(|word| Some((places::of_path(word)?, word.to_owned())))
        };
        match source.or_else(file) {
            Some((source, label)) => {
                let value = self.origin(self.program(), span, source, &label);
                self.event(SinkKind::Store, span, "read", &value, &[label]);
                Some(value)
            }
            // What a program prints is not what it was given.
            None => Some(Value::default()),
        }
    }

    /// What a statement yields, and what it leaves in a table for others.
    fn rows(&mut self, kind: SinkKind, statement: &Value, given: &[Given], span: Span) -> Value {
        let tables: Vec<String> = statement.texts.iter().flat_map(|text| tables(text)).collect();
        if kind == SinkKind::Change {
            for table in tables {
                for given in given {
                    self.keep(table.clone(), &given.value);
                }
            }
            return Value::default();
        }
        if !self.in_handler {
            return Value::default();
        }
        let told = tables.iter().any(|table| self.kept.contains_key(table));
        if told {
            self.origin(self.program(), span, Source::Kept, "what a tool put into the database")
        } else {
            self.origin(self.program(), span, Source::File, "rows of the database")
        }
    }

    /// Whether a program is started through a shell.
    fn process(&self, given: &[Given], items: &[Value], value: &Value) -> SinkKind {
        let program = self.source();
        let text = |id: ExprId| self.artifact.file(program.file).map_or("", |file| file.slice(program.span(id)));
        let asks = given.iter().any(|given| {
            let named = given.name.as_deref() == Some("shell") && text(given.id) != "False";
            let member =
                given.members.iter().any(|(name, value)| name == "shell" && !value.spells(|text| text == "false"));
            named || member
        });
        let is = |names: &[&str]| value.spells(|text| names.contains(&text));
        let whole =
            items.len() == 1 && items.iter().any(|item| !item.list && item.texts.iter().any(|text| text.contains(' ')));
        if asks || (is(SHELLS) && is(SHELL_FLAGS)) || (whole && items.iter().all(|item| item.origins != 0)) {
            SinkKind::Shell
        } else {
            SinkKind::Process
        }
    }

    fn loader_is_safe(&self, given: &[Given]) -> bool {
        let program = self.source();
        given.iter().any(|given| {
            let name = program.dotted(given.id);
            name.ends_with("SafeLoader") || name.ends_with("BaseLoader") || name.ends_with("FullLoader")
        })
    }

    fn is_written(&self, path: &Value) -> bool {
        self.written.iter().any(|(file, _)| path.spells(|text| text.contains(&**file)))
    }

    /// A command that runs what was written before.
    fn dropped(&mut self, span: Span, path: &str, command: &Value) {
        let runs = |file: &str, text: &str| {
            let first = text.split_whitespace().next().unwrap_or_default();
            let program = first.rsplit('/').next().unwrap_or_default();
            // What is made to be thrown away is mostly there to be read by another program.
            let run = if file.starts_with(TEMPORARY) {
                first == file || shell::interprets(program)
            } else {
                !INERT.contains(&program)
            };
            run || text.contains(['|', ';', '&', '\n'])
        };
        let named = |file: &str| command.spells(|text| text.contains(file) && runs(file, text));
        let found = self.written.iter().find(|(file, _)| named(file));
        if let Some((file, data)) = found.cloned() {
            self.event(SinkKind::Dropped, span, path, &data, &[file.to_string()]);
        }
    }

    pub(super) fn place(&self, span: Span) -> Place {
        Place::new(self.source().file, span)
    }

    /// Adds an event, unless nothing is known that a rule could ask for.
    pub(super) fn event(&mut self, kind: SinkKind, span: Span, sink: &str, value: &Value, targets: &[String]) {
        self.full_event(kind, span, sink, value, targets, true);
    }

    pub(super) fn full_event(
        &mut self,
        kind: SinkKind,
        span: Span,
        sink: &str,
        value: &Value,
        targets: &[String],
        used: bool,
    ) {
        let data = if value.safe & kind.class() == 0 { value.origins } else { 0 };
        let silent = matches!(
            kind,
            SinkKind::Read | SinkKind::Sql | SinkKind::Query | SinkKind::Filter | SinkKind::Template | SinkKind::Unpack
        );
        if (data == 0 && silent) || self.events.len() >= MAX_EVENTS {
            return;
        }
        let place = self.place(span);
        let origins: Vec<_> = self.sources_of(data);
        let texts = || value.texts.iter().map(ToString::to_string);
        let known = |event: &&mut Event| {
            event.kind == kind && event.place == place && event.tool == self.tool && event.origins == origins
        };
        // Where a call goes does not depend on what it carries; an earlier run may not have known.
        let alike = self.events.iter_mut().filter(|event| event.kind == kind && event.place == place);
        for event in alike.filter(|event| event.targets.is_empty() && !targets.is_empty()) {
            event.targets = targets.to_vec();
        }
        let client = data & self.mask(&[Source::Argument, Source::Password, Source::Parameter]);
        // Whoever has made an archive has named its entries.
        let client = client | data & self.mask(&[Source::Entry]);
        // Who starts the server is no client.
        let led = client & !value.inner & !self.mask(&[Source::Parameter]) != 0;
        let resolved = value.safe & table::class::RESOLVED != 0;
        if let Some(event) = self.events.iter_mut().find(known) {
            event.led &= led;
            event.used |= used;
            event.resolved &= resolved;
            event.started |= client & self.started != 0;
            for (more, all) in [(texts().collect(), &mut event.texts), (targets.to_vec(), &mut event.targets)] {
                let new: Vec<String> = more.into_iter().filter(|text| !all.contains(text)).collect();
                all.extend(new.into_iter().take(MAX_TEXTS));
                all.truncate(2 * MAX_TEXTS);
            }
            return;
        }
        self.events.push(Event {
            kind,
            place,
            sink: sink.to_owned(),
            origins,
            checked: client != 0 && client & !self.checked_for(kind) == 0,
            led,
            started: client & self.started != 0,
            resolved,
            texts: texts().collect(),
            targets: targets.to_vec(),
            tool: self.tool,
            calls: self.calls.clone(),
            guards: self.sources_of(self.guards),
            used,
            // What one call left behind, another may use where no handler runs.
            handler: self.in_handler || data & self.mask(&[Source::Argument, Source::Password]) != 0,
            shell: self.is_shell(),
            in_document: self.source().in_document,
        });
    }
}

/// The tables that a statement names, as what they keep is called.
fn tables(statement: &str) -> impl Iterator<Item = String> {
    let named = TABLE.groups_iter(statement, ["table"]).filter_map(|(_, [table])| statement.get(table?));
    named.take(MAX_TABLES).map(|table| format!("table {}", table.to_ascii_lowercase()))
}

/// Whether a statement changes rows or tables.
fn changes(statement: &str) -> bool {
    let verb = statement.split_whitespace().next().unwrap_or_default().to_ascii_uppercase();
    matches!(verb.as_str(), "INSERT" | "UPDATE" | "DELETE" | "DROP" | "ALTER" | "TRUNCATE" | "REPLACE")
}

/// Whether what reaches an `execute` is SQL, by its words or by the object.
fn is_query(value: &Value, path: &str) -> bool {
    let sql = |text: &str| {
        let text = text.trim_start().to_ascii_uppercase();
        ["SELECT ", "INSERT ", "UPDATE ", "DELETE ", "DROP ", "CREATE ", "ALTER ", "WITH ", "REPLACE "]
            .iter()
            .any(|verb| text.starts_with(verb))
    };
    let lower = path.to_ascii_lowercase();
    let database = ["sqlite", "psycopg", "mysql", "asyncpg", "cursor", "conn", "pg.", "db."]
        .iter()
        .any(|word| lower.contains(word));
    // Parts of a statement that a builder of queries takes as they are.
    let raw = path.ends_with("Raw") || path.ends_with(".literal") || path.ends_with("Prisma.raw");
    raw || value.spells(sql) || (database && value.texts.iter().all(|text| text.contains(super::HOLE)))
}

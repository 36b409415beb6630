//! The abstract machine: its state, where it starts, and statements.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;

use super::budget::Budget;
use super::check::Tested;
use super::event::Event;
use super::lasting::Lasting;
use super::shell::STDIN;
use super::value::{Origin, Origins, Source, Value};
use super::{open, places};
use crate::artifact::code::{Asked, ExprId, Function, FunctionId, Language, Program};
use crate::artifact::{Artifact, ArtifactKind, Place};

/// Calls within calls that are followed.
pub(super) const MAX_CALLS: usize = 8;
/// Events of one artifact, at most.
pub(super) const MAX_EVENTS: usize = 2000;

/// Methods that `FastMCP` has every call pass through.
const OBSERVERS: &[&str] = &["on_call_tool", "on_message", "on_request"];
/// Origins that top-level variables keep, at most.
const MAX_GLOBAL_ORIGINS: usize = 24;

/// A call that is running.
#[derive(Debug, Default)]
pub(super) struct Frame<'a> {
    pub(super) program: usize,
    pub(super) function: FunctionId,
    pub(super) variables: BTreeMap<String, Value>,
    pub(super) result: Value,
    /// What the tests said that variables hold the answers of.
    pub(super) told: HashMap<&'a str, Tested>,
    /// Whether nobody uses what the function returns.
    pub(super) unheard: bool,
}

/// See the module.
#[expect(clippy::struct_excessive_bools, reason = "the circumstances of a run are independent")]
pub(super) struct Machine<'a> {
    pub(super) artifact: &'a Artifact,
    pub(super) programs: &'a [Program],
    pub(super) origins: Vec<Origin>,
    pub(super) frames: Vec<Frame<'a>>,
    pub(super) lasting: Lasting,
    /// Functions by name.
    pub(super) functions: HashMap<&'a str, Vec<(usize, FunctionId)>>,
    /// Names of classes that have methods.
    pub(super) classes: BTreeSet<&'a str>,
    /// The first file of each name, extension left out.
    pub(super) stems: HashMap<&'a str, usize>,
    pub(super) packages: super::names::Packages<'a>,
    /// What classes inherit from, as written.
    pub(super) bases: HashMap<&'a str, &'a [String]>,
    /// Origins that a condition has restricted.
    pub(super) checked: Origins,
    /// Origins of which the start is checked.
    pub(super) started: Origins,
    /// Dates and signs of the machine that the conditions around depend on.
    pub(super) guards: Origins,
    /// Branches and loops around: what is assigned there may not be.
    pub(super) branches: usize,
    /// What the test that is being evaluated says of data.
    pub(super) tested: Option<Tested>,
    /// Whether the program gives up where the test that is being evaluated holds.
    pub(super) refusing: bool,
    /// Whether a test of the running entry has another outcome at another time.
    pub(super) turning: bool,
    /// Whether the running entry let time pass.
    pub(super) waited: bool,
    /// What the ranges of the loops around depend on.
    pub(super) loops: Origins,
    /// How often the innermost loop runs, where that is written.
    pub(super) rounds: usize,
    pub(super) tool: Option<usize>,
    pub(super) in_handler: bool,
    /// Whether whoever uses the file chooses the arguments of the function that is run.
    open: bool,
    /// Whether the running handler takes the calls of all tools, with all arguments in one object.
    pub(super) generic: bool,
    pub(super) calls: Vec<Place>,
    pub(super) active: Vec<(usize, FunctionId)>,
    pub(super) memo: HashMap<(usize, FunctionId, u64), Value>,
    /// What calls yield that depend on no entry.
    pub(super) settled: super::settled::Settled,
    /// The least place among the running functions that a call within itself went back to.
    pub(super) cut: usize,
    /// Whether a call was not followed since too many are around it.
    pub(super) too_deep: bool,
    pub(super) written: Vec<(Rc<str>, Value)>,
    /// What bundled files hold that were read, by name.
    pub(super) bundles: Vec<(String, Option<Value>)>,
    /// Decoded origins of which all that is decoded stands in the source.
    pub(super) embedded: Origins,
    /// Names of arguments that may be objects, where a document database is asked.
    pub(super) objects: Option<BTreeSet<String>>,
    /// What variables keep between calls.
    pub(super) kept: super::kept::Kept,
    /// Handlers that the program registers, and what stands around them.
    pub(super) registered: super::registered::Registered,
    /// The record that the function which is run next is a method of.
    pub(super) this: Option<Value>,
    /// What the promises that are being made are resolved with.
    pub(super) promises: Vec<Value>,
    /// The call whose result a variable gets, and the variable: functions that the call is given may name it.
    pub(super) bound: Option<(ExprId, ExprId)>,
    /// Whether an answer is asked for nothing, by its variable, whether a tool runs, and whether nobody is answered.
    pub(super) put_away: HashMap<(usize, ExprId, bool, bool), bool>,
    /// The call whose result nobody uses.
    pub(super) unused: Option<ExprId>,
    /// What stands in the input of the script that is run next.
    pub(super) input: Option<Value>,
    /// Whether the function that is run next was called for no answer.
    pub(super) unheard: bool,
    pub(super) listeners: super::emitters::Listeners,
    pub(super) logs_to: super::logged::Handlers,
    pub(super) events: Vec<Event>,
    pub(super) answers: BTreeSet<super::answer::Answer>,
    /// What the script that is run has done.
    pub(super) shell: super::shell::State,
    /// Origins of top-level variables: they come first and stay.
    base: usize,
    visited: BTreeSet<(usize, FunctionId)>,
    pub(super) budget: Budget,
}

impl<'a> Machine<'a> {
    pub(super) fn new(artifact: &'a Artifact) -> Self {
        Self::over(artifact, &artifact.programs)
    }

    /// A machine that runs other programs than the artifact's own.
    pub(super) fn over(artifact: &'a Artifact, programs: &'a [Program]) -> Self {
        let mut functions: HashMap<&str, Vec<(usize, FunctionId)>> = HashMap::new();
        for (index, program) in programs.iter().enumerate() {
            for (id, function) in program.functions.iter().enumerate().filter(|(_, f)| !f.name.is_empty()) {
                functions.entry(&function.name).or_default().push((index, id));
            }
        }
        Self {
            artifact,
            programs,
            origins: Vec::new(),
            frames: Vec::new(),
            lasting: Lasting::new(programs.len()),
            functions,
            classes: programs.iter().flat_map(|p| &p.functions).filter_map(|f| f.class.as_deref()).collect(),
            stems: super::order::stems(artifact, programs),
            packages: super::names::Packages::of(artifact, programs),
            bases: programs.iter().flat_map(|p| &p.classes).map(|c| (c.name.as_str(), c.bases.as_slice())).collect(),
            checked: 0,
            started: 0,
            guards: 0,
            branches: 0,
            tested: None,
            refusing: false,
            turning: false,
            waited: false,
            loops: 0,
            rounds: 0,
            tool: None,
            in_handler: false,
            open: false,
            generic: false,
            calls: Vec::new(),
            active: Vec::new(),
            memo: HashMap::new(),
            settled: super::settled::Settled::new(),
            cut: usize::MAX,
            too_deep: false,
            written: Vec::new(),
            bundles: Vec::new(),
            embedded: 0,
            objects: super::operators::names(artifact, programs),
            kept: super::kept::Kept::new(),
            registered: super::registered::Registered::of(programs),
            this: None,
            promises: Vec::new(),
            bound: None,
            put_away: HashMap::new(),
            unused: None,
            input: None,
            unheard: false,
            listeners: Vec::new(),
            logs_to: super::logged::Handlers::default(),
            events: Vec::new(),
            answers: BTreeSet::new(),
            shell: super::shell::State::default(),
            base: 0,
            visited: BTreeSet::new(),
            budget: Budget::new(programs.len()),
        }
    }

    /// Whether whoever uses the file chooses the arguments of the function that is run.
    pub(super) const fn is_open(&self) -> bool {
        self.open
    }

    /// Runs the files, then their handlers with arguments from outside, then what nobody has called.
    pub(super) fn run(&mut self) {
        for index in super::order::order(self.programs, &self.stems) {
            self.entry(index, 0, None);
            self.base = self.origins.len().min(MAX_GLOBAL_ORIGINS);
        }
        // What programs in other languages do at their tops, those in Go do here.
        for (index, main) in self.mains() {
            self.entry(index, main, None);
            self.base = self.origins.len().min(MAX_GLOBAL_ORIGINS);
        }
        self.registrars();
        self.handlers();
        if !self.kept.is_empty() && self.budget.is_ample() {
            self.settled.clear();
            for index in 0..self.programs.len() {
                self.entry(index, 0, None);
            }
            self.handlers();
        }
        for (index, program) in self.programs.iter().enumerate() {
            for id in 1..program.functions.len() {
                if !self.was_run(index, id) {
                    self.entry(index, id, None);
                }
            }
        }
        self.again();
        if self.artifact.kind == ArtifactKind::Skill {
            self.open = true;
            for (index, program) in self.programs.iter().enumerate().filter(|(_, program)| !program.in_document) {
                for id in open::functions(program) {
                    self.entry(index, id, None);
                }
            }
        }
    }

    fn handlers(&mut self) {
        for (index, program) in self.programs.iter().enumerate() {
            for handler in &program.handlers {
                self.entry(index, handler.function, Some(handler.asked));
            }
        }
        // Those may register further ones.
        let mut at = 0;
        while let Some(((program, function), asked)) = self.registered.handlers.get(at).copied() {
            self.entry(program, function, Some(asked));
            at += 1;
        }
    }

    /// Whether a function was run, as an entry or within another.
    pub(super) fn was_run(&self, program: usize, function: FunctionId) -> bool {
        self.visited.contains(&(program, function))
    }

    /// The origins that no entry has of its own.
    pub(super) const fn base_origins(&self) -> Origins {
        (1 << self.base) - 1
    }

    /// Runs the top level of the first program with one variable set, and yields what it prints.
    pub(super) fn run_first(&mut self, variables: Vec<(&str, Value)>) -> Value {
        self.lasting.set_globals(0, variables.into_iter().map(|(name, value)| (name.to_owned(), value)).collect());
        self.invoke(0, 0, &[])
    }

    pub(super) fn entry(&mut self, program: usize, function: FunctionId, asked: Option<Asked>) {
        self.origins.truncate(self.base);
        self.memo.clear();
        self.calls.clear();
        self.written.clear();
        self.promises.clear();
        self.shell = super::shell::State::default();
        (self.checked, self.started, self.guards, self.loops) = (0, 0, 0, 0);
        self.branches = 0;
        (self.cut, self.too_deep) = (usize::MAX, false);
        self.budget.open(program);
        self.tool = if let Some(Asked::Tool(tool)) = asked { Some(tool) } else { None };
        (self.in_handler, self.tested, self.unused) = (asked.is_some(), None, None);
        (self.turning, self.waited) = (false, false);
        let known = self.base_origins();
        self.embedded &= known;
        self.lasting.forget(known);
        self.generic = asked == Some(Asked::AnyTool);
        let mut arguments = Vec::new();
        if let Some(called) = self.programs.get(program).and_then(|p| p.functions.get(function)) {
            let passed = self.artifact.kind == ArtifactKind::McpServer && OBSERVERS.contains(&called.name.as_str());
            for parameter in &called.parameters {
                let annotation = self.registered.annotation((program, function), parameter).to_owned();
                let client = asked.is_some()
                    && !matches!(parameter.name.as_str(), "self" | "cls" | "ctx" | "context" | "extra" | "this")
                    && !annotation.contains("Context")
                    && (!self.generic || parameter.name != "name")
                    && (parameter.position == 0 || asked == Some(Asked::Request) || !self.is_script(program));
                let value = if client {
                    let source = places::of_parameter(&parameter.name, &annotation);
                    let value = self.origin(program, parameter.span, source, &parameter.name);
                    self.may_be_object(value, &parameter.name, &annotation, parameter.span)
                } else if self.open
                    && !matches!(parameter.name.as_str(), "self" | "cls" | "this")
                    && places::of_parameter(&parameter.name, &annotation) == Source::Argument
                {
                    self.origin(program, parameter.span, Source::Parameter, &parameter.name)
                } else if passed && parameter.name == "context" {
                    self.origin(program, parameter.span, Source::Argument, &parameter.name)
                } else {
                    Value::default()
                };
                arguments.push(value);
            }
        }
        self.surround(program, function);
        self.input = self.host_input(program, function);
        self.invoke(program, function, &arguments);
        if asked.is_some() {
            self.decorated(program, function, &arguments);
        }
        self.frames.clear();
        self.active.clear();
        self.budget.close(program, function);
    }

    /// Whether a program is JavaScript or TypeScript, where all arguments of a tool are one object.
    fn is_script(&self, program: usize) -> bool {
        let file = self.programs.get(program).and_then(|program| self.artifact.file(program.file));
        file.is_some_and(|file| {
            matches!(file.extension().as_str(), "js" | "mjs" | "cjs" | "jsx" | "ts" | "mts" | "cts" | "tsx")
        })
    }

    /// Runs a function on arguments, one for each name that its parameters bind.
    pub(super) fn invoke(&mut self, program: usize, function: FunctionId, arguments: &[Value]) -> Value {
        let Some((called, language)) =
            self.programs.get(program).and_then(|p| Some((p.functions.get(function)?, p.language)))
        else {
            return Value::default();
        };
        self.visited.insert((program, function));
        let mut variables = BTreeMap::new();
        for (parameter, value) in called.parameters.iter().zip(arguments) {
            let mut value = value.clone();
            if language == Language::Go && value.path.is_none() && value.origins == 0 {
                value.path = self.typed(&parameter.annotation).and_then(|object| object.path);
            }
            variables.insert(parameter.name.clone(), value);
        }
        if let Some(object) = self.this.take() {
            variables.insert("this".to_owned(), object);
        }
        if let Some(class) = self.class_around(program, function) {
            let object = Value::of_path(format!("{class}()"));
            for name in ["self", "cls", "this"] {
                variables
                    .entry(name.to_owned())
                    .and_modify(|value| value.path = object.path.clone())
                    .or_insert(object.clone());
            }
        }
        if let Some(name) = &called.receiver {
            let given = arguments.get(called.parameters.len()).cloned().unwrap_or_default();
            let class = called.class.as_deref().unwrap_or_default();
            variables.insert(name.clone(), Value { path: Some(format!("{class}()").into()), ..given });
        }
        self.active.push((program, function));
        if let Some(input) = self.input.take() {
            variables.insert(STDIN.to_owned(), input);
        }
        let unheard = std::mem::take(&mut self.unheard);
        self.frames.push(Frame { program, function, variables, unheard, ..Frame::default() });
        let (guards, branches) = (self.guards, std::mem::take(&mut self.branches));
        self.statements(&called.body);
        (self.guards, self.branches) = (guards, branches);
        self.active.pop();
        let frame = self.frames.pop();
        if let Some(frame) = frame {
            self.remember(&frame);
            if function == 0 {
                self.lasting.set_globals(program, frame.variables);
            }
            return frame.result;
        }
        Value::default()
    }

    pub(super) fn program(&self) -> usize {
        self.frames.last().map_or(0, |frame| frame.program)
    }

    pub(super) fn source(&self) -> &'a Program {
        static NONE: std::sync::LazyLock<Program> = std::sync::LazyLock::new(Program::default);
        self.programs.get(self.program()).unwrap_or(&NONE)
    }

    pub(super) fn function(&self) -> Option<&'a Function> {
        let frame = self.frames.last()?;
        self.programs.get(frame.program)?.functions.get(frame.function)
    }
}

//! One file of source code, with what stands where its names are looked up.

mod named;
mod reader;

use std::cell::OnceCell;
use std::collections::HashMap;

use crate::artifact::code::{self, ExprId, ExprKind, FunctionId, Language, Program};
use crate::text::{Location, OffsetMap, SourceFile, Span};
pub(super) use named::{Bound, Named, Part};
use reader::Reader;

/// A file that was worth a syntax tree.
#[derive(Debug)]
pub(super) struct Unit {
    pub(super) file: SourceFile,
    pub(super) language: Language,
    pub(super) program: Program,
    /// From the text of the program to that of the file, where they differ: notebooks.
    map: Option<OffsetMap>,
    /// The function that each expression stands in.
    owners: Vec<FunctionId>,
    names: HashMap<String, Named>,
    /// The name that a value is first given: a variable, or a member of a record.
    targets: HashMap<ExprId, String>,
    /// What is assigned to an attribute of a class: in its body, or to `self` in a method.
    fields: HashMap<String, HashMap<String, ExprId>>,
    /// Variables and members that functions without a name of their own are given to.
    lent: HashMap<FunctionId, String>,
    /// Variables that are given what a chain of methods makes of a call: `const g = new Graph().add(…).add(…)`.
    chains: HashMap<ExprId, String>,
    methods: HashMap<String, Vec<FunctionId>>,
    wildcards: Vec<usize>,
    returns: HashMap<FunctionId, Vec<ExprId>>,
    calls: HashMap<FunctionId, Vec<ExprId>>,
    /// Calls of methods by their names, once somebody asks.
    methods_called: OnceCell<HashMap<String, Vec<ExprId>>>,
    /// What is added to lists and records, by the last name of what it is added to: to what, and what.
    added: HashMap<String, Vec<(ExprId, ExprId)>>,
    /// The lists that functions without a name run over: `list.map(x => …)`.
    runs_over: HashMap<FunctionId, ExprId>,
}

impl Unit {
    /// Parses a file. The error says which limit was hit.
    pub(super) fn new(file: SourceFile, language: Language) -> Result<Self, &'static str> {
        let program = code::parse(file.text(), language, 0)?;
        Ok(Self::of(file, language, program, None))
    }

    /// Of a program that was taken out of a file.
    pub(super) fn embedded(file: SourceFile, text: &str, map: OffsetMap) -> Result<Self, &'static str> {
        let program = code::parse(text, Language::Python, 0)?;
        Ok(Self::of(file, Language::Python, program, Some(map)))
    }

    fn of(file: SourceFile, language: Language, program: Program, map: Option<OffsetMap>) -> Self {
        let mut unit = Self {
            file,
            language,
            owners: vec![0; program.exprs.len()],
            map,
            names: HashMap::new(),
            targets: HashMap::new(),
            fields: HashMap::new(),
            lent: HashMap::new(),
            chains: HashMap::new(),
            methods: HashMap::new(),
            wildcards: Vec::new(),
            returns: HashMap::new(),
            calls: HashMap::new(),
            methods_called: OnceCell::new(),
            added: HashMap::new(),
            runs_over: HashMap::new(),
            program: Program::default(),
        };
        for (index, import) in program.imports.iter().enumerate() {
            if import.name == "*" {
                unit.wildcards.push(index);
            } else {
                unit.named(&import.name).import = Some(index);
            }
        }
        for (index, class) in program.classes.iter().enumerate() {
            unit.named(&class.name).class = Some(index);
        }
        for (id, function) in program.functions.iter().enumerate() {
            if let (Some(parent), false, None) = (function.parent, function.name.is_empty(), &function.class) {
                unit.named(&function.name).define(parent, id);
            }
            if let Some(class) = &function.class {
                unit.methods.entry(class.clone()).or_default().push(id);
            }
            // Decorators are evaluated where the function is defined.
            let mut around = Reader { unit: &mut unit, program: &program, function: function.parent.unwrap_or(0) };
            function.decorators.iter().for_each(|decorator| around.expression(*decorator));
            let mut reader = Reader { unit: &mut unit, program: &program, function: id };
            reader.block(&function.body);
        }
        unit.names.values_mut().for_each(Named::sort);
        unit.program = program;
        unit
    }

    pub(super) fn is_python(&self) -> bool {
        self.language == Language::Python
    }

    pub(super) fn kind(&self, id: ExprId) -> &ExprKind {
        self.program.kind(id)
    }

    /// The function that an expression stands in; 0 is the file itself.
    pub(super) fn owner(&self, id: ExprId) -> FunctionId {
        self.owners.get(id).copied().unwrap_or_default()
    }

    /// The class whose method, or method's closure, an expression stands in.
    pub(super) fn class_of(&self, function: FunctionId) -> Option<&str> {
        let mut at = Some(function);
        for _ in 0..16 {
            let function = self.program.functions.get(at?)?;
            if let Some(class) = &function.class {
                return Some(class);
            }
            at = function.parent;
        }
        None
    }

    fn named(&mut self, name: &str) -> &mut Named {
        self.names.entry(name.to_owned()).or_default()
    }

    /// What a name means in the file; `None` where the file gives it no meaning.
    pub(super) fn name(&self, name: &str) -> Option<&Named> {
        self.names.get(name)
    }

    pub(super) fn target(&self, id: ExprId) -> Option<&str> {
        self.targets.get(&id).map(String::as_str)
    }

    /// The variable that the result of methods that begin with a call is given to.
    pub(super) fn chain(&self, id: ExprId) -> Option<&str> {
        self.chains.get(&id).map(String::as_str)
    }

    /// The name of a function: its own, or that of what it is given to; empty where there is none.
    pub(super) fn name_of(&self, function: FunctionId) -> &str {
        let own = self.program.functions.get(function).map_or("", |function| function.name.as_str());
        if own.is_empty() { self.lent.get(&function).map_or("", String::as_str) } else { own }
    }

    /// What a function is called as: a constructor is called by the name of its class. `None` for other methods.
    pub(super) fn called_as(&self, function: FunctionId) -> Option<&str> {
        let found = self.program.functions.get(function)?;
        match (&found.class, found.name.as_str()) {
            (Some(class), "__init__" | "constructor") => Some(class),
            (Some(_), _) => None,
            (None, _) => Some(self.name_of(function)),
        }
    }

    /// The calls of methods of a name.
    pub(super) fn method_calls(&self, name: &str) -> &[ExprId] {
        let calls = self.methods_called.get_or_init(|| {
            let mut calls: HashMap<String, Vec<ExprId>> = HashMap::new();
            for (id, expr) in self.program.exprs.iter().enumerate() {
                if let ExprKind::Call { callee, .. } = &expr.kind
                    && let ExprKind::Member(_, name) = self.kind(*callee)
                {
                    calls.entry(name.clone()).or_default().push(id);
                }
            }
            calls
        });
        calls.get(name).map_or(&[], Vec::as_slice)
    }

    /// What is added to variables and attributes of a name: to which, and what.
    pub(super) fn added(&self, name: &str) -> &[(ExprId, ExprId)] {
        self.added.get(name).map_or(&[], Vec::as_slice)
    }

    /// The list that calls a function for each of its elements.
    pub(super) fn runs_over(&self, function: FunctionId) -> Option<ExprId> {
        self.runs_over.get(&function).copied()
    }

    /// The methods of a class, by its name.
    pub(super) fn methods(&self, class: &str) -> &[FunctionId] {
        self.methods.get(class).map_or(&[], Vec::as_slice)
    }

    pub(super) fn field(&self, class: &str, name: &str) -> Option<ExprId> {
        self.fields.get(class)?.get(name).copied()
    }

    pub(super) fn import(&self, named: &Named) -> Option<&code::Import> {
        self.program.imports.get(named.import?)
    }

    pub(super) fn wildcards(&self) -> impl Iterator<Item = &code::Import> {
        self.wildcards.iter().filter_map(|index| self.program.imports.get(*index))
    }

    pub(super) fn returns(&self, function: FunctionId) -> &[ExprId] {
        self.returns.get(&function).map_or(&[], Vec::as_slice)
    }

    /// The calls that stand in a function itself.
    pub(super) fn calls(&self, function: FunctionId) -> &[ExprId] {
        self.calls.get(&function).map_or(&[], Vec::as_slice)
    }

    /// The calls of a function by its bare name.
    pub(super) fn callers(&self, name: &str) -> &[ExprId] {
        self.names.get(name).map_or(&[], |named| &named.callers)
    }

    pub(super) fn locate(&self, span: Span) -> Location {
        let span = self.map.as_ref().map_or(span, |map| map.span(span.range()));
        self.file.locate(span, None)
    }
}

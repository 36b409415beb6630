//! One file of source code, with what stands where its names are looked up.

use std::collections::HashMap;

use crate::artifact::code::{self, ExprId, ExprKind, FunctionId, Language, Program, Statement, StatementKind};
use crate::text::{Location, OffsetMap, SourceFile, Span};

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
    /// What is assigned to a name within a function, in file order.
    bindings: HashMap<(FunctionId, String), Vec<ExprId>>,
    /// The name that a value is first given: a variable, or a member of a record.
    targets: HashMap<ExprId, String>,
    /// What is assigned to an attribute of a class: in its body, or to `self` in a method.
    fields: HashMap<(String, String), ExprId>,
    functions: HashMap<(FunctionId, String), FunctionId>,
    /// Variables and members that functions without a name of their own are given to.
    lent: HashMap<FunctionId, String>,
    /// Variables that are given what a chain of methods makes of a call: `const g = new Graph().add(…).add(…)`.
    chains: HashMap<ExprId, String>,
    methods: HashMap<String, Vec<FunctionId>>,
    classes: HashMap<String, usize>,
    imports: HashMap<String, usize>,
    wildcards: Vec<usize>,
    returns: HashMap<FunctionId, Vec<ExprId>>,
    calls: HashMap<FunctionId, Vec<ExprId>>,
    callers: HashMap<String, Vec<ExprId>>,
    /// Names that a pattern takes out of a module: `const { a } = require('x')`.
    taken: HashMap<String, (ExprId, String)>,
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
            bindings: HashMap::new(),
            targets: HashMap::new(),
            fields: HashMap::new(),
            functions: HashMap::new(),
            lent: HashMap::new(),
            chains: HashMap::new(),
            methods: HashMap::new(),
            classes: HashMap::new(),
            imports: HashMap::new(),
            wildcards: Vec::new(),
            returns: HashMap::new(),
            calls: HashMap::new(),
            callers: HashMap::new(),
            taken: HashMap::new(),
            program: Program::default(),
        };
        for (index, import) in program.imports.iter().enumerate() {
            if import.name == "*" {
                unit.wildcards.push(index);
            } else {
                unit.imports.insert(import.name.clone(), index);
            }
        }
        for (index, class) in program.classes.iter().enumerate() {
            unit.classes.insert(class.name.clone(), index);
        }
        for (id, function) in program.functions.iter().enumerate() {
            if let (Some(parent), false, None) = (function.parent, function.name.is_empty(), &function.class) {
                unit.functions.insert((parent, function.name.clone()), id);
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

    /// The last value that a name is given before `before` within a function, or else the last.
    pub(super) fn binding(&self, function: FunctionId, name: &str, before: usize) -> Option<ExprId> {
        let values = self.bindings.get(&(function, name.to_owned()))?;
        let earlier = values.iter().rev().find(|value| self.program.span(**value).end <= before);
        earlier.or_else(|| values.last()).copied()
    }

    pub(super) fn target(&self, id: ExprId) -> Option<&str> {
        self.targets.get(&id).or_else(|| self.chains.get(&id)).map(String::as_str)
    }

    /// The name of a function: its own, or that of what it is given to; empty where there is none.
    pub(super) fn name_of(&self, function: FunctionId) -> &str {
        let own = self.program.functions.get(function).map_or("", |function| function.name.as_str());
        if own.is_empty() { self.lent.get(&function).map_or("", String::as_str) } else { own }
    }

    /// The methods of a class, by its name.
    pub(super) fn methods(&self, class: &str) -> &[FunctionId] {
        self.methods.get(class).map_or(&[], Vec::as_slice)
    }

    pub(super) fn field(&self, class: &str, name: &str) -> Option<ExprId> {
        self.fields.get(&(class.to_owned(), name.to_owned())).copied()
    }

    pub(super) fn function(&self, within: FunctionId, name: &str) -> Option<FunctionId> {
        self.functions.get(&(within, name.to_owned())).copied()
    }

    pub(super) fn class(&self, name: &str) -> Option<usize> {
        self.classes.get(name).copied()
    }

    pub(super) fn import(&self, name: &str) -> Option<&code::Import> {
        self.program.imports.get(*self.imports.get(name)?)
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
        self.callers.get(name).map_or(&[], Vec::as_slice)
    }

    /// The module that a pattern took a name out of, and the name there.
    pub(super) fn taken(&self, name: &str) -> Option<(ExprId, &str)> {
        self.taken.get(name).map(|(module, item)| (*module, item.as_str()))
    }

    pub(super) fn locate(&self, span: Span) -> Location {
        let span = self.map.as_ref().map_or(span, |map| map.span(span.range()));
        self.file.locate(span, None)
    }
}

/// Fills the tables of a unit from the statements of one function.
struct Reader<'u, 'p> {
    unit: &'u mut Unit,
    program: &'p Program,
    function: FunctionId,
}

impl Reader<'_, '_> {
    fn block(&mut self, statements: &[Statement]) {
        for statement in statements {
            match &statement.kind {
                StatementKind::Expression(id) | StatementKind::Leave(Some(id)) => self.expression(*id),
                StatementKind::Assign { target, value, adds } => {
                    self.expression(*value);
                    self.expression(*target);
                    if !adds {
                        self.assign(*target, *value, statement.span);
                    }
                }
                StatementKind::Return(Some(id)) => {
                    self.expression(*id);
                    self.unit.returns.entry(self.function).or_default().push(*id);
                }
                StatementKind::Return(None) | StatementKind::Leave(None) => {}
                StatementKind::If { test, then, otherwise } => {
                    self.expression(*test);
                    self.block(then);
                    self.block(otherwise);
                }
                StatementKind::For { target, over, body } => {
                    self.expression(*over);
                    self.expression(*target);
                    self.block(body);
                }
                StatementKind::While { test, body } => {
                    if let Some(test) = test {
                        self.expression(*test);
                    }
                    self.block(body);
                }
                StatementKind::Block(body) => self.block(body),
            }
        }
    }

    fn assign(&mut self, target: ExprId, value: ExprId, span: Span) {
        match self.program.kind(target) {
            ExprKind::Name(name) => {
                self.name(value, name);
                if let Some(class) = self.class_at(span) {
                    self.unit.fields.entry((class, name.clone())).or_insert(value);
                } else {
                    self.unit.bindings.entry((self.function, name.clone())).or_default().push(value);
                }
            }
            ExprKind::Member(object, name) => {
                let ExprKind::Name(owner) = self.program.kind(*object) else { return };
                self.name(value, name);
                let class = match owner.as_str() {
                    "self" | "this" | "cls" => self.unit_class(),
                    other => Some(other.to_owned()),
                };
                if let Some(class) = class {
                    self.unit.fields.entry((class, name.clone())).or_insert(value);
                }
            }
            ExprKind::List(targets) => {
                // `a, b = x, y`; a pattern over one value takes parts out of it.
                let values = match self.program.kind(value) {
                    ExprKind::List(values) if values.len() == targets.len() => values.clone(),
                    _ => return self.take(targets, self.inner(value)),
                };
                for (target, value) in targets.clone().into_iter().zip(values) {
                    self.assign(target, value, span);
                }
            }
            ExprKind::Join(parts) => {
                if let [only] = parts.as_slice() {
                    self.assign(*only, value, span);
                }
            }
            _ => {}
        }
    }

    /// Notes the name that a value is first given.
    fn name(&mut self, value: ExprId, name: &str) {
        let value = self.inner(value);
        self.unit.targets.entry(value).or_insert_with(|| name.to_owned());
        if let ExprKind::Function(function) = self.program.kind(value) {
            self.unit.lent.entry(*function).or_insert_with(|| name.to_owned());
        }
        let mut first = value;
        for _ in 0..64 {
            let ExprKind::Call { callee, .. } = self.program.kind(first) else { break };
            let ExprKind::Member(object, _) = self.program.kind(*callee) else { break };
            first = self.inner(*object);
            if matches!(self.program.kind(first), ExprKind::Call { .. }) {
                self.unit.chains.entry(first).or_insert_with(|| name.to_owned());
            }
        }
    }

    /// `const { a, b: c } = require('x')`
    fn take(&mut self, targets: &[ExprId], value: ExprId) {
        let ExprKind::Call { callee, .. } = self.program.kind(value) else { return };
        let ExprKind::Name(name) = self.program.kind(*callee) else { return };
        if !matches!(name.as_str(), "require" | "import") {
            return;
        }
        for target in targets {
            if let ExprKind::Name(name) = self.program.kind(self.inner(*target)) {
                self.unit.taken.insert(name.clone(), (value, name.clone()));
            }
        }
    }

    /// Without parentheses and `await`.
    fn inner(&self, mut id: ExprId) -> ExprId {
        for _ in 0..8 {
            match self.program.kind(id) {
                ExprKind::Join(parts) => match parts.as_slice() {
                    [only] => id = *only,
                    _ => break,
                },
                _ => break,
            }
        }
        id
    }

    fn unit_class(&self) -> Option<String> {
        let mut at = Some(self.function);
        for _ in 0..16 {
            let function = self.program.functions.get(at?)?;
            if function.class.is_some() {
                return function.class.clone();
            }
            at = function.parent;
        }
        None
    }

    /// The class in whose body a statement of this function stands.
    fn class_at(&self, span: Span) -> Option<String> {
        let function = self.program.functions.get(self.function)?.span;
        let end = self.program.classes.partition_point(|class| class.span.start <= span.start);
        let around = self.program.classes.get(..end)?.iter().rev().take(16);
        let mut inner = around.filter(|class| class.span.end >= span.end && class.span.start >= function.start);
        inner.next().map(|class| class.name.clone())
    }

    /// Notes to which function everything below an expression belongs.
    fn expression(&mut self, id: ExprId) {
        let mut stack = vec![id];
        while let Some(id) = stack.pop() {
            if let Some(owner) = self.unit.owners.get_mut(id) {
                *owner = self.function;
            }
            match self.program.kind(id) {
                ExprKind::Member(object, _) => stack.push(*object),
                ExprKind::Index(object, index) => stack.extend([*object, *index]),
                ExprKind::Call { callee, arguments } => {
                    if let ExprKind::Name(name) = self.program.kind(*callee) {
                        self.unit.callers.entry(name.clone()).or_default().push(id);
                    }
                    self.unit.calls.entry(self.function).or_default().push(id);
                    stack.push(*callee);
                    stack.extend(arguments.iter().map(|argument| argument.value));
                }
                ExprKind::Record(members) => {
                    for (key, value) in members {
                        let name = match self.program.kind(*key) {
                            ExprKind::Text(text) => Some(&text.text),
                            ExprKind::Name(name) => Some(name),
                            _ => None,
                        };
                        if let Some(name) = name {
                            self.name(*value, name);
                        }
                        stack.extend([*key, *value]);
                    }
                }
                ExprKind::List(parts)
                | ExprKind::Join(parts)
                | ExprKind::Either(parts)
                | ExprKind::Compare(_, parts) => {
                    stack.extend(parts);
                }
                ExprKind::Each(clauses, body) => {
                    stack.extend(clauses.iter().flat_map(|(target, over)| [*target, *over]));
                    stack.push(*body);
                }
                ExprKind::Assign(target, value) => {
                    self.assign(*target, *value, self.program.span(id));
                    stack.extend([*target, *value]);
                }
                ExprKind::Name(_)
                | ExprKind::Text(_)
                | ExprKind::Number(_)
                | ExprKind::Function(_)
                | ExprKind::Constant => {}
            }
        }
    }
}

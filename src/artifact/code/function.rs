//! Functions, classes and imports.

use tree_sitter::Node;

use super::expression::span;
use super::program::{Class, ExprId, ExprKind, Function, FunctionId, Import, Parameter, Statement};
use super::statement::Lower;
use super::syntax::{children, field};
use super::{Language, StatementKind};

/// Parameters that take all arguments from their position on.
const REST: &[&str] = &["list_splat_pattern", "rest_pattern", "variadic_parameter_declaration"];

impl Lower<'_> {
    /// Whether the statements being lowered stand in a class and in no method of it.
    pub(super) const fn in_class_body(&self) -> bool {
        self.class.is_some()
    }

    /// Lowers a function of any form and returns its id.
    pub(super) fn function(&mut self, node: Node<'_>, decorated: Option<Node<'_>>) -> FunctionId {
        let name = field(node, &["name"]);
        let id = self.program.functions.len();
        let class = self.class.clone().or_else(|| self.receiver(node)).filter(|_| name.is_some());
        let decorators = decorated.map_or_else(Vec::new, |holder| self.decorators(holder));
        self.program.functions.push(Function {
            name: name.map_or_else(String::new, |name| self.text(name).to_owned()),
            class,
            parent: Some(self.function),
            span: span(decorated.unwrap_or(node)),
            name_span: name.map_or_else(|| span(node), span),
            decorators,
            receiver: self.receiver_name(node),
            ..Function::default()
        });
        let getter =
            node.kind() == "method_definition" && node.children(&mut node.walk()).any(|child| child.kind() == "get");
        let (outer, outer_class) = (self.function, self.class.take());
        self.function = id;
        let mut properties = Vec::new();
        let parameters = self.parameters(node, &mut properties);
        let body = match field(node, &["body"]) {
            Some(body) if matches!(body.kind(), "block" | "statement_block") => self.block(body),
            Some(body) => {
                let value = self.expression(body);
                vec![Statement { span: span(body), kind: StatementKind::Return(Some(value)) }]
            }
            None => Vec::new(),
        };
        self.function = outer;
        self.class = outer_class;
        let doc = match body.first().map(|statement| &statement.kind) {
            Some(StatementKind::Expression(id)) if self.language == Language::Python => self.program.literal(*id),
            _ => None,
        };
        if let Some(function) = self.program.functions.get_mut(id) {
            function.parameters = parameters;
            properties.extend(body);
            function.body = properties;
            function.getter = getter;
            function.doc = doc;
        }
        id
    }

    /// The type of a Go method's receiver.
    fn receiver(&self, node: Node<'_>) -> Option<String> {
        let receiver = self.text(field(node, &["receiver"])?);
        let word = receiver.trim_matches(['(', ')']).split_whitespace().last()?;
        Some(word.trim_start_matches('*').to_owned())
    }

    fn receiver_name(&self, node: Node<'_>) -> Option<String> {
        let list = field(node, &["receiver"])?;
        let name = children(list).first().and_then(|receiver| field(*receiver, &["name"]))?;
        Some(self.text(name).to_owned())
    }

    fn decorators(&mut self, holder: Node<'_>) -> Vec<ExprId> {
        let decorators = children(holder).into_iter().filter(|child| child.kind() == "decorator");
        let inner: Vec<Node<'_>> = decorators.filter_map(|decorator| children(decorator).first().copied()).collect();
        inner.into_iter().map(|inner| self.expression(inner)).collect()
    }

    pub(super) fn decorated(&mut self, node: Node<'_>, out: &mut Vec<Statement>) {
        match field(node, &["definition"]) {
            Some(definition) if definition.kind() == "function_definition" => {
                self.function(definition, Some(node));
            }
            Some(definition) => self.class(definition, out),
            None => {}
        }
    }

    pub(super) fn class(&mut self, node: Node<'_>, out: &mut Vec<Statement>) {
        let name = field(node, &["name"]).map(|name| self.text(name).to_owned());
        let bases = self.bases(node);
        self.program.classes.push(Class { name: name.clone().unwrap_or_default(), bases, span: span(node) });
        let outer = std::mem::replace(&mut self.class, name.or_else(|| Some(String::new())));
        if let Some(body) = field(node, &["body"]) {
            out.extend(self.block(body));
        }
        self.class = outer;
    }

    /// What a class inherits from: `class A(B, metaclass=M)`, `class A extends B`.
    fn bases(&self, node: Node<'_>) -> Vec<String> {
        let python = field(node, &["superclasses"]).map(children).unwrap_or_default();
        let heritage = children(node).into_iter().filter(|child| child.kind() == "class_heritage");
        let script = heritage.flat_map(children).map(|clause| match clause.kind() {
            "extends_clause" => field(clause, &["value"]).unwrap_or(clause),
            _ => clause,
        });
        let named =
            |base: &Node<'_>| matches!(base.kind(), "identifier" | "attribute" | "member_expression" | "subscript");
        python
            .into_iter()
            .chain(script)
            .filter(named)
            .map(|base| match field(base, &["value"]) {
                Some(value) if base.kind() == "subscript" => self.text(value).to_owned(),
                _ => self.text(base).to_owned(),
            })
            .collect()
    }

    /// `properties` are the assignments that `constructor(private name: string)` stands for.
    fn parameters(&mut self, node: Node<'_>, properties: &mut Vec<Statement>) -> Vec<Parameter> {
        let mut parameters = Vec::new();
        if let Some(only) = field(node, &["parameter"]) {
            self.bind(only, "", &Parameter::default(), &mut parameters);
        }
        let Some(list) = field(node, &["parameters"]) else { return parameters };
        for (position, child) in children(list).into_iter().enumerate() {
            let annotation = field(child, &["type"]).map_or("", |annotation| self.text(annotation));
            let annotation = annotation.trim_start_matches(':').trim().to_owned();
            let pattern = match child.kind() {
                "default_parameter"
                | "typed_default_parameter"
                | "parameter_declaration"
                | "variadic_parameter_declaration" => field(child, &["name"]),
                "required_parameter" | "optional_parameter" => field(child, &["pattern"]),
                "assignment_pattern" => field(child, &["left"]),
                "typed_parameter" | "list_splat_pattern" | "dictionary_splat_pattern" | "rest_pattern" => {
                    children(child).first().copied()
                }
                "keyword_separator" | "positional_separator" => None,
                _ => Some(child),
            };
            // Descriptions of parameters stand in their types and defaults.
            if let Some(part) = field(child, &["type"]).filter(|part| self.text(*part).contains("Field(")) {
                self.expression(part);
            }
            let default = field(child, &["value", "right"]).map(|value| self.expression(value));
            let kept =
                |part: &Node<'_>| matches!(part.kind(), "accessibility_modifier" | "override_modifier" | "readonly");
            if let Some(name) = pattern.filter(|_| child.children(&mut child.walk()).any(|part| kept(&part))) {
                properties.push(self.property(name));
            }
            if let Some(pattern) = pattern {
                let from = parameters.len();
                let like = Parameter { annotation, position, ..Parameter::default() };
                self.bind(pattern, "", &like, &mut parameters);
                // Of a pattern, the default is of the whole and not of the names in it.
                if let [only] = parameters.get_mut(from..).unwrap_or_default() {
                    only.default = only.default.or(default);
                    let inner = children(child).first().map_or("", |inner| inner.kind());
                    only.rest = [child.kind(), pattern.kind(), inner].iter().any(|kind| REST.contains(kind));
                }
            }
        }
        parameters
    }

    /// `this.name = name`
    fn property(&mut self, name: Node<'_>) -> Statement {
        let (at, text) = (span(name), self.text(name).to_owned());
        let value = self.push(at, ExprKind::Name(text.clone()));
        let this = self.push(at, ExprKind::Name("this".to_owned()));
        let target = self.push(at, ExprKind::Member(this, text));
        Statement { span: at, kind: StatementKind::Assign { target, value, adds: false } }
    }

    /// Adds every name that a pattern binds; `within` is the member of the argument that the pattern is of.
    fn bind(&mut self, pattern: Node<'_>, within: &str, like: &Parameter, out: &mut Vec<Parameter>) {
        let mut stack = vec![(pattern, within.to_owned())];
        let below =
            |within: &str, name: &str| if within.is_empty() { name.to_owned() } else { format!("{within}.{name}") };
        // A pattern of more parts is nobody's parameter list.
        for _ in 0..256 {
            let Some((node, within)) = stack.pop() else { break };
            let name = self.text(node);
            match node.kind() {
                "identifier" | "shorthand_property_identifier_pattern" | "this" => {
                    let member = match node.kind() {
                        "shorthand_property_identifier_pattern" => below(&within, name),
                        _ => within,
                    };
                    let member = Some(member).filter(|member| !member.is_empty());
                    out.push(Parameter { name: name.to_owned(), span: span(node), member, ..like.clone() });
                }
                "pair_pattern" => {
                    let key = field(node, &["key"]).map_or("", |key| self.text(key));
                    stack.extend(field(node, &["value"]).map(|value| (value, below(&within, key))));
                }
                "object_assignment_pattern" | "assignment_pattern" => {
                    let from = out.len();
                    let value = field(node, &["right"]).map(|value| self.expression(value));
                    if let Some(left) = field(node, &["left"]) {
                        self.bind(left, &within, like, out);
                    }
                    if let [only] = out.get_mut(from..).unwrap_or_default() {
                        only.default = value;
                    }
                }
                "array_pattern" => {
                    // Elements are no members; nothing is called so.
                    let within = below(&within, "[]");
                    stack.extend(children(node).into_iter().rev().map(|child| (child, within.clone())));
                }
                _ => stack.extend(children(node).into_iter().rev().map(|child| (child, within.clone()))),
            }
        }
    }

    /// `import x as y`, `from x import y`, `import { a as b } from "x"`, `import ("x")`.
    pub(super) fn import(&mut self, node: Node<'_>) {
        let module = field(node, &["module_name", "source"]);
        let base = module.map(|module| self.module_path(module)).unwrap_or_default();
        let mut stack: Vec<Node<'_>> = children(node).into_iter().filter(|child| Some(*child) != module).collect();
        for _ in 0..4096 {
            let Some(part) = stack.pop() else { break };
            let alias = field(part, &["alias"]).map(|alias| self.text(alias).to_owned());
            match part.kind() {
                "dotted_name" | "identifier" => {
                    let name = self.text(part);
                    // `import a.b` binds `a`; a default import is the module itself.
                    let (name, path) = match (base.is_empty(), part.kind()) {
                        (true, _) => {
                            (name.split('.').next().unwrap_or(name), name.split('.').next().unwrap_or(name).to_owned())
                        }
                        (false, "identifier") => (name, base.clone()),
                        (false, _) => (name, format!("{base}.{name}")),
                    };
                    self.add_import(name.to_owned(), path, &base);
                }
                "wildcard_import" => self.add_import("*".to_owned(), base.clone(), &base),
                "aliased_import" | "import_specifier" | "export_specifier" => {
                    let Some(name) = field(part, &["name"]).map(|name| self.text(name).to_owned()) else { continue };
                    let path = if base.is_empty() { name.clone() } else { format!("{base}.{name}") };
                    self.add_import(alias.unwrap_or(name), path, &base);
                }
                "namespace_import" => {
                    if let Some(name) = children(part).first() {
                        let name = self.text(*name).to_owned();
                        self.add_import(name, base.clone(), &base);
                    }
                }
                "import_spec" => {
                    let Some(path) = field(part, &["path"]).map(|path| self.module_path(path)) else { continue };
                    let last = path.rsplit('/').next().unwrap_or(&path).to_owned();
                    let name = field(part, &["name"]).map_or(last.clone(), |name| self.text(name).to_owned());
                    self.add_import(name, last, &path);
                }
                _ => stack.extend(children(part)),
            }
        }
    }

    /// `export { a as b } from "x"`, `export * from "x"`: names that others find here and that stand elsewhere.
    pub(super) fn re_export(&mut self, node: Node<'_>) {
        let all = node.children(&mut node.walk()).any(|child| child.kind() == "*");
        if all && let Some(module) = field(node, &["source"]) {
            let base = self.module_path(module);
            self.add_import("*".to_owned(), base.clone(), &base);
        }
        self.import(node);
    }

    /// `base` is empty where the module is the path itself, as in `import a.b`.
    fn add_import(&mut self, name: String, path: String, base: &str) {
        let module = if base.is_empty() { path.clone() } else { base.to_owned() };
        self.program.imports.push(Import { name, path, module });
    }

    /// The name of a module as paths spell it: without quotes and Node's prefix.
    fn module_path(&self, node: Node<'_>) -> String {
        let text = self.text(node).trim_matches(['"', '\'', '`']);
        text.strip_prefix("node:").unwrap_or(text).to_owned()
    }
}

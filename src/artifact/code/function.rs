//! Functions, classes and imports.

use tree_sitter::Node;

use super::StatementKind;
use super::expression::span;
use super::program::{Argument, Class, EMBED, ExprId, ExprKind, Function, FunctionId, Import, Parameter, Statement};
use super::statement::Lower;
use super::syntax::{children, field};
use crate::text::{MappedText, Span};

/// Parameters that take all arguments from their position on.
const REST: &[&str] = &["rest_pattern", "variadic_parameter_declaration"];

impl Lower<'_> {
    /// Adds a function, whose parameters and body are lowered as standing in it.
    pub(super) fn within(&mut self, function: Function, inner: impl FnOnce(&mut Self, &mut Function)) -> FunctionId {
        let id = self.program.functions.len();
        // Holds the place while functions in it are added.
        self.program.functions.push(Function::default());
        let mut function = Function { parent: Some(self.function), ..function };
        let outer = (std::mem::replace(&mut self.function, id), self.class.take());
        inner(self, &mut function);
        (self.function, self.class) = outer;
        if let Some(place) = self.program.functions.get_mut(id) {
            *place = function;
        }
        id
    }

    /// Lowers a function of any form and returns its id.
    pub(super) fn function(&mut self, node: Node<'_>) -> FunctionId {
        let name = field(node, &["name"]);
        let class = self.class.clone().or_else(|| self.receiver(node)).filter(|_| name.is_some());
        let function = Function {
            name: name.map_or_else(String::new, |name| self.text(name).to_owned()),
            class,
            span: span(node),
            name_span: name.map_or_else(|| span(node), span),
            receiver: self.receiver_name(node),
            getter: node.kind() == "method_definition"
                && node.children(&mut node.walk()).any(|child| child.kind() == "get"),
            ..Function::default()
        };
        self.within(function, |lower, function| {
            function.parameters = lower.parameters(node, &mut function.body);
            match field(node, &["body"]) {
                Some(body) if matches!(body.kind(), "block" | "statement_block") => {
                    function.body.extend(lower.block(body));
                }
                Some(body) => {
                    let value = lower.expression(body);
                    function.body.push(Statement { span: span(body), kind: StatementKind::Return(Some(value)) });
                }
                None => {}
            }
        })
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

    /// `const Name = class { … }`, as bundlers write classes.
    pub(super) fn class_value(&mut self, declared: Node<'_>, out: &mut Vec<Statement>) {
        if let (Some(name), Some(class)) = (field(declared, &["name"]), field(declared, &["value"])) {
            self.class_of_name(class, Some(self.text(name).to_owned()), out);
        }
    }

    pub(super) fn class(&mut self, node: Node<'_>, out: &mut Vec<Statement>) {
        let name = field(node, &["name"]).map(|name| self.text(name).to_owned());
        self.class_of_name(node, name, out);
    }

    fn class_of_name(&mut self, node: Node<'_>, name: Option<String>, out: &mut Vec<Statement>) {
        let bases = self.bases(node);
        self.program.classes.push(Class { name: name.clone().unwrap_or_default(), bases, span: span(node) });
        let outer = std::mem::replace(&mut self.class, name.or_else(|| Some(String::new())));
        if let Some(body) = field(node, &["body"]) {
            out.extend(self.block(body));
        }
        self.class = outer;
    }

    /// What a class inherits from: `class A extends B`.
    fn bases(&self, node: Node<'_>) -> Vec<String> {
        let heritage = children(node).into_iter().filter(|child| child.kind() == "class_heritage");
        let script = heritage.flat_map(children).map(|clause| match clause.kind() {
            "extends_clause" => field(clause, &["value"]).unwrap_or(clause),
            _ => clause,
        });
        let named = |base: &Node<'_>| matches!(base.kind(), "identifier" | "member_expression");
        script.filter(named).map(|base| self.text(base).to_owned()).collect()
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
                "parameter_declaration" | "variadic_parameter_declaration" => field(child, &["name"]),
                "required_parameter" | "optional_parameter" => field(child, &["pattern"]),
                "assignment_pattern" => field(child, &["left"]),
                "rest_pattern" => children(child).first().copied(),
                _ => Some(child),
            };
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

    /// `//go:embed name` before a variable of Go: a call that yields the content of the file.
    pub(super) fn embedded(&mut self, variable: Node<'_>) -> Option<ExprId> {
        let start = self.source.get(..variable.start_byte())?.rfind('\n')?;
        let above = self.source.get(..start)?.rsplit('\n').next()?;
        let name = above.trim_start().strip_prefix("//go:embed ").filter(|_| variable.kind() == "var_spec")?.trim();
        let at = start - above.len() + above.find(name)?;
        let argument = self.push(Span::new(at, at + name.len()), ExprKind::Text(MappedText::verbatim(name, at)));
        let callee = self.push(span(variable), ExprKind::Name(EMBED.to_owned()));
        let arguments = vec![Argument { name: None, value: argument, spread: false }];
        Some(self.push(span(variable), ExprKind::Call { callee, arguments }))
    }

    /// `import { a as b } from "x"`, `import ("x")`.
    pub(super) fn import(&mut self, node: Node<'_>) {
        let module = field(node, &["source"]);
        let base = module.map(|module| self.module_path(module)).unwrap_or_default();
        let mut stack: Vec<Node<'_>> = children(node).into_iter().filter(|child| Some(*child) != module).collect();
        for _ in 0..4096 {
            let Some(part) = stack.pop() else { break };
            let alias = field(part, &["alias"]).map(|alias| self.text(alias).to_owned());
            match part.kind() {
                // A default import is the module itself.
                "identifier" => {
                    let name = self.text(part).to_owned();
                    let path = if base.is_empty() { name.clone() } else { base.clone() };
                    self.add_import(name, path, &base);
                }
                "import_specifier" | "export_specifier" => {
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
                    // The last part of `…/name/v2` is no name.
                    let version = |part: &str| part.strip_prefix('v').is_some_and(|n| n.parse::<u32>().is_ok());
                    let mut parts = path.rsplit('/').skip_while(|part| version(part));
                    let last = parts.next().unwrap_or(&path).to_owned();
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
    pub(super) fn add_import(&mut self, name: String, path: String, base: &str) {
        let module = if base.is_empty() { path.clone() } else { base.to_owned() };
        self.program.imports.push(Import { name, path, module });
    }

    /// The name of a module as paths spell it: without quotes and Node's prefix.
    fn module_path(&self, node: Node<'_>) -> String {
        let text = self.text(node).trim_matches(['"', '\'', '`']);
        text.strip_prefix("node:").unwrap_or(text).to_owned()
    }
}

//! Expressions of every language, lowered by one table: grammars name alike what is alike.

use tree_sitter::Node;

use super::literal::{self, Part};
use super::program::{Argument, ExprId, ExprKind};
use super::statement::Lower;
use super::syntax::{children, field};
use crate::text::Span;

/// Types of Go that are no objects.
const BUILT_IN: &[&str] = &[
    "any", "bool", "byte", "error", "float32", "float64", "int", "int32", "int64", "rune", "string", "uint", "uint32",
    "uint64",
];

/// The span of a node.
pub(super) fn span(node: Node<'_>) -> Span {
    Span::from(node.byte_range())
}

impl Lower<'_> {
    /// Lowers an expression. What is nested too deep is flattened to its names and texts.
    pub(super) fn expression(&mut self, node: Node<'_>) -> ExprId {
        if !self.enter() {
            return self.flat(node);
        }
        let kind = self.expression_kind(node);
        self.leave();
        self.push(span(node), kind)
    }

    #[expect(clippy::too_many_lines, reason = "one arm for each kind of expression")]
    fn expression_kind(&mut self, node: Node<'_>) -> ExprKind {
        match node.kind() {
            "identifier"
            | "property_identifier"
            | "shorthand_property_identifier"
            | "field_identifier"
            | "shorthand_property_identifier_pattern"
            | "this"
            | "type_identifier"
            | "package_identifier"
            | "super"
            | "import"
            | "statement_identifier" => ExprKind::Name(self.text(node).to_owned()),
            "string" | "template_string" | "interpreted_string_literal" | "raw_string_literal" => self.string(node),
            "number" | "int_literal" | "float_literal" => ExprKind::Number(self.text(node).to_owned()),
            "true" | "false" | "null" | "undefined" | "nil" | "regex" => ExprKind::Constant,
            "member_expression" | "selector_expression" | "qualified_type" => self.member(node),
            "subscript_expression" | "index_expression" => self.subscript(node),
            "call_expression" | "new_expression" | "type_conversion_expression" => self.call(node),
            "object" | "literal_value" => ExprKind::Record(self.members(node)),
            "composite_literal" => self.composite(node),
            // Both sides of Go's assignments are lists, of one as well.
            "expression_list" if node.named_child_count() == 1 => ExprKind::Join(self.all(node)),
            "array" | "expression_list" | "array_pattern" | "object_pattern" => ExprKind::List(self.all(node)),
            "binary_expression" => self.binary(node),
            "unary_expression" => {
                let operator = node.child(0).map_or("", |child| self.text(child));
                let operator =
                    if matches!(operator, "!" | "typeof" | "delete") { operator.to_owned() } else { String::new() };
                let operands = self.all(node);
                if operator.is_empty() { ExprKind::Join(operands) } else { ExprKind::Compare(operator, operands) }
            }
            // Of `(0, f)`, too, it is the last that matters, and the first says nothing.
            "ternary_expression" | "sequence_expression" => ExprKind::Either(self.all(node)),
            "arrow_function" | "function_expression" | "func_literal" | "generator_function" => {
                ExprKind::Function(self.function(node))
            }
            "assignment_expression" | "augmented_assignment_expression" => {
                match (field(node, &["left", "name"]), field(node, &["right", "value"])) {
                    (Some(target), Some(value)) => {
                        let target = self.expression(target);
                        ExprKind::Assign(target, self.expression(value))
                    }
                    _ => ExprKind::Join(self.all(node)),
                }
            }
            "parenthesized_expression"
            | "await_expression"
            | "as_expression"
            | "non_null_expression"
            | "satisfies_expression"
            | "expression_statement"
            | "literal_element" => match children(node).first() {
                Some(inner) => {
                    let inner = self.expression(*inner);
                    ExprKind::Join(vec![inner])
                }
                None => ExprKind::Constant,
            },
            "pair_pattern" => match (field(node, &["key"]), field(node, &["value"])) {
                (Some(key), Some(target)) => {
                    let key = self.expression(key);
                    ExprKind::Record(vec![(key, self.expression(target))])
                }
                _ => ExprKind::Constant,
            },
            // In a pattern, what is given where there is nothing to take.
            "object_assignment_pattern" | "assignment_pattern" => {
                match (field(node, &["left"]), field(node, &["right"])) {
                    (Some(target), Some(default)) => {
                        let target = self.expression(target);
                        ExprKind::Assign(target, self.expression(default))
                    }
                    _ => ExprKind::Join(self.all(node)),
                }
            }
            _ => ExprKind::Join(self.all(node)),
        }
    }

    fn all(&mut self, node: Node<'_>) -> Vec<ExprId> {
        children(node).into_iter().map(|child| self.expression(child)).collect()
    }

    fn string(&mut self, node: Node<'_>) -> ExprKind {
        let mut parts = literal::parts(node, self.source);
        if parts.len() <= 1 {
            return match parts.pop() {
                Some(Part::Text(text)) => ExprKind::Text(text),
                Some(Part::Code(code)) => ExprKind::Join(self.interpolated(code)),
                None => ExprKind::Text(crate::text::MappedText::default()),
            };
        }
        let mut ids = Vec::with_capacity(parts.len());
        for part in parts {
            match part {
                Part::Text(text) => ids.push(self.push(span(node), ExprKind::Text(text))),
                Part::Code(code) => ids.extend(self.interpolated(code)),
            }
        }
        ExprKind::Join(ids)
    }

    fn interpolated(&mut self, node: Node<'_>) -> Vec<ExprId> {
        let inner = children(node).into_iter().next();
        inner.map(|inner| self.expression(inner)).into_iter().collect()
    }

    fn member(&mut self, node: Node<'_>) -> ExprKind {
        let object = field(node, &["object", "operand", "package"]);
        let name = field(node, &["property", "field", "name"]);
        match (object, name) {
            (Some(object), Some(name)) => {
                let name = self.text(name).to_owned();
                ExprKind::Member(self.expression(object), name)
            }
            _ => ExprKind::Join(self.all(node)),
        }
    }

    fn subscript(&mut self, node: Node<'_>) -> ExprKind {
        let object = field(node, &["object", "operand"]);
        let index = field(node, &["index"]);
        match (object, index) {
            (Some(object), Some(index)) => {
                let object = self.expression(object);
                ExprKind::Index(object, self.expression(index))
            }
            _ => ExprKind::Join(self.all(node)),
        }
    }

    fn call(&mut self, node: Node<'_>) -> ExprKind {
        let Some(callee) = field(node, &["function", "constructor", "type"]) else {
            return ExprKind::Join(self.all(node));
        };
        let callee = self.expression(callee);
        let mut arguments = Vec::new();
        if let Some(list) = field(node, &["arguments"]) {
            if list.kind() == "template_string" {
                let value = self.expression(list);
                arguments.push(Argument { name: None, value, spread: false });
            } else {
                for child in children(list) {
                    arguments.push(self.argument(child));
                }
            }
        } else if let Some(value) = field(node, &["operand"]) {
            let value = self.expression(value);
            arguments.push(Argument { name: None, value, spread: false });
        }
        ExprKind::Call { callee, arguments }
    }

    fn argument(&mut self, node: Node<'_>) -> Argument {
        let spread = matches!(node.kind(), "spread_element" | "variadic_argument");
        Argument { name: None, value: self.expression(node), spread }
    }

    /// The members of a record literal; those without a key have an empty one.
    fn members(&mut self, node: Node<'_>) -> Vec<(ExprId, ExprId)> {
        let mut members = Vec::new();
        for child in children(node) {
            let member = match child.kind() {
                "pair" => (field(child, &["key"]), field(child, &["value"])),
                "keyed_element" => {
                    let parts = children(child);
                    (parts.first().copied(), parts.get(1).copied())
                }
                "shorthand_property_identifier" => (Some(child), Some(child)),
                "method_definition" => (field(child, &["name"]), Some(child)),
                _ => (None, Some(child)),
            };
            let (key, Some(value)) = member else { continue };
            let key = match key {
                // The key of a Go struct literal is wrapped.
                Some(key) if key.kind() == "literal_element" => children(key).first().copied().unwrap_or(key),
                Some(key) => key,
                None => {
                    let key = self.push(span(child), ExprKind::Constant);
                    members.push((key, self.expression(value)));
                    continue;
                }
            };
            let key = self.expression(key);
            let value = if value.kind() == "method_definition" {
                let function = self.function(value);
                self.push(span(value), ExprKind::Function(function))
            } else if value.kind() == "literal_element" {
                children(value).first().map_or(key, |inner| self.expression(*inner))
            } else {
                self.expression(value)
            };
            members.push((key, value));
        }
        members
    }

    /// Left-leaning chains are as long as an attacker likes, so they are walked and not recursed into.
    fn binary(&mut self, node: Node<'_>) -> ExprKind {
        let operator = field(node, &["operator"]).map_or("", |operator| self.text(operator));
        let operator = operator.to_owned();
        let mut operands = Vec::new();
        let mut at = node;
        while let (Some(left), Some(right)) = (field(at, &["left"]), field(at, &["right"])) {
            operands.push(right);
            if left.kind() != node.kind() || field(left, &["operator"]).map(|o| self.text(o)) != Some(&operator) {
                operands.push(left);
                break;
            }
            at = left;
        }
        let ids: Vec<ExprId> = operands.into_iter().rev().map(|operand| self.expression(operand)).collect();
        self.operation(&operator, span(node), ids)
    }

    /// What an operator between two or more operands makes of them.
    pub(super) fn operation(&mut self, operator: &str, place: Span, operands: Vec<ExprId>) -> ExprKind {
        match operator {
            // What turns characters into others is a function of its operands, and no text of both.
            "^" => {
                let argument = |value| Argument { name: None, value, spread: false };
                let arguments = operands.into_iter().map(argument).collect();
                ExprKind::Call { callee: self.push(place, ExprKind::Name(operator.to_owned())), arguments }
            }
            "+" | "/" | "%" | "|" | "&" | "<<" | ">>" | "@" => ExprKind::Join(operands),
            "||" | "??" => ExprKind::Either(operands),
            _ => ExprKind::Compare(operator.to_owned(), operands),
        }
    }

    /// A struct literal is a record; one of a type of the same package is that type called on the record, for its methods.
    fn composite(&mut self, node: Node<'_>) -> ExprKind {
        let Some(body) = field(node, &["body"]) else { return ExprKind::Constant };
        let kind = field(node, &["type"]);
        if kind.is_some_and(|kind| matches!(kind.kind(), "slice_type" | "array_type" | "implicit_length_array_type")) {
            return ExprKind::List(self.members(body).into_iter().map(|(_, value)| value).collect());
        }
        let members = ExprKind::Record(self.members(body));
        let Some(kind) = kind else { return members };
        match kind.kind() {
            "type_identifier" => {
                let value = self.push(span(body), members);
                self.object_of(kind, value)
            }
            "qualified_type" => {
                self.program.objects.insert(node.start_byte(), self.text(kind).to_owned());
                members
            }
            _ => members,
        }
    }

    /// An object of a type of the package, as a call of the type with a record.
    fn object_of(&mut self, kind: Node<'_>, value: ExprId) -> ExprKind {
        let callee = self.expression(kind);
        ExprKind::Call { callee, arguments: vec![Argument { name: None, value, spread: false }] }
    }

    /// `var client http.Client`: an object that nothing is put into.
    pub(super) fn zero_value(&mut self, node: Node<'_>) -> Option<ExprId> {
        let kind = field(node, &["type"]).filter(|_| node.kind() == "var_spec")?;
        let empty = self.push(span(kind), ExprKind::Record(Vec::new()));
        match kind.kind() {
            "qualified_type" => {
                self.program.objects.insert(kind.start_byte(), self.text(kind).to_owned());
                Some(empty)
            }
            "type_identifier" if !BUILT_IN.contains(&self.text(kind)) => {
                let object = self.object_of(kind, empty);
                Some(self.push(span(kind), object))
            }
            _ => None,
        }
    }

    /// Everything below a node that carries data, in order and without structure.
    fn flat(&mut self, node: Node<'_>) -> ExprId {
        let mut ids = Vec::new();
        let mut cursor = node.walk();
        'walk: loop {
            let at = cursor.node();
            match at.kind() {
                "identifier" => {
                    let name = self.text(at).to_owned();
                    ids.push(self.push(span(at), ExprKind::Name(name)));
                }
                "string_fragment" => {
                    let text = crate::text::MappedText::verbatim(self.text(at), at.start_byte());
                    ids.push(self.push(span(at), ExprKind::Text(text)));
                }
                _ => {}
            }
            if !self.exhausted() && cursor.goto_first_child() {
                continue;
            }
            while !cursor.goto_next_sibling() {
                if !cursor.goto_parent() || cursor.node() == node {
                    break 'walk;
                }
            }
        }
        self.push(span(node), ExprKind::Join(ids))
    }
}

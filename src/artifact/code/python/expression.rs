//! Expressions of Python.

use ruff_python_ast::visitor::source_order::{SourceOrderVisitor, walk_expr, walk_pattern, walk_stmt};
use ruff_python_ast::{
    ArgOrKeyword, Arguments, BoolOp, Comprehension, Expr, ExprBinOp, ExprDict, Identifier, InterpolatedStringElement,
    Pattern, Stmt, StringLike, StringLikePart, UnaryOp,
};

use super::super::literal;
use super::super::program::{Argument, Clause, ExprId, ExprKind};
use super::super::statement::Lower;
use super::span;
use crate::text::{MappedText, Span};

impl Lower<'_> {
    /// Lowers an expression. What is nested too deep is flattened to its names and texts.
    pub(super) fn python_expression(&mut self, node: &Expr) -> ExprId {
        if !self.enter() {
            let mut flat = Flat::of(self);
            flat.visit_expr(node);
            let ids = flat.ids;
            return self.push(span(node), ExprKind::Join(ids));
        }
        let kind = self.python_expression_kind(node);
        self.leave();
        self.push(span(node), kind)
    }

    #[expect(clippy::too_many_lines, reason = "one arm for each kind of expression")]
    fn python_expression_kind(&mut self, node: &Expr) -> ExprKind {
        match node {
            Expr::Name(name) => ExprKind::Name(name.id.as_str().to_owned()),
            Expr::StringLiteral(_) | Expr::BytesLiteral(_) | Expr::FString(_) | Expr::TString(_) => {
                self.python_string(node)
            }
            Expr::NumberLiteral(_) => ExprKind::Number(self.slice(span(node)).to_owned()),
            Expr::BooleanLiteral(_) | Expr::NoneLiteral(_) | Expr::EllipsisLiteral(_) | Expr::IpyEscapeCommand(_) => {
                ExprKind::Constant
            }
            Expr::Attribute(part) => {
                ExprKind::Member(self.python_expression(&part.value), part.attr.as_str().to_owned())
            }
            Expr::Subscript(part) => {
                let object = self.python_expression(&part.value);
                ExprKind::Index(object, self.python_expression(&part.slice))
            }
            Expr::Call(part) => {
                let callee = self.python_expression(&part.func);
                ExprKind::Call { callee, arguments: self.python_arguments(&part.arguments) }
            }
            Expr::Dict(part) => ExprKind::Record(self.python_members(part)),
            Expr::List(part) => ExprKind::List(self.python_all(&part.elts)),
            Expr::Tuple(part) => ExprKind::List(self.python_all(&part.elts)),
            Expr::Set(part) => ExprKind::List(self.python_all(&part.elts)),
            Expr::BinOp(part) => self.python_binary(part),
            Expr::BoolOp(part) => {
                let sides = self.python_all(&part.values);
                // `a or b` yields one of them; what matters of `a and b` is the test.
                match part.op {
                    BoolOp::Or => ExprKind::Either(sides),
                    BoolOp::And => ExprKind::Compare("and".to_owned(), sides),
                }
            }
            Expr::UnaryOp(part) => {
                let operand = self.python_expression(&part.operand);
                match part.op {
                    UnaryOp::Not => ExprKind::Compare("not".to_owned(), vec![operand]),
                    _ => ExprKind::Join(vec![operand]),
                }
            }
            Expr::Compare(part) => {
                let operators: Vec<&str> = part.ops.iter().map(ruff_python_ast::CmpOp::as_str).collect();
                let mut sides = vec![self.python_expression(&part.left)];
                sides.extend(self.python_all(&part.comparators));
                ExprKind::Compare(operators.join(" "), sides)
            }
            Expr::If(part) => {
                let sides = [&part.body, &part.test, &part.orelse];
                ExprKind::Either(sides.map(|side| self.python_expression(side)).into())
            }
            Expr::Lambda(part) => ExprKind::Function(self.python_lambda(part)),
            Expr::ListComp(part) => self.python_each(&part.generators, &[&part.elt]),
            Expr::SetComp(part) => self.python_each(&part.generators, &[&part.elt]),
            Expr::Generator(part) => self.python_each(&part.generators, &[&part.elt]),
            Expr::DictComp(part) => {
                let parts: Vec<&Expr> = part.key.as_deref().into_iter().chain([part.value.as_ref()]).collect();
                self.python_each(&part.generators, &parts)
            }
            Expr::Named(part) => {
                let target = self.python_expression(&part.target);
                ExprKind::Assign(target, self.python_expression(&part.value))
            }
            Expr::Await(part) => ExprKind::Join(vec![self.python_expression(&part.value)]),
            Expr::YieldFrom(part) => ExprKind::Join(vec![self.python_expression(&part.value)]),
            Expr::Starred(part) => ExprKind::Join(vec![self.python_expression(&part.value)]),
            Expr::Yield(part) => {
                ExprKind::Join(part.value.as_deref().map(|value| self.python_expression(value)).into_iter().collect())
            }
            Expr::Slice(part) => {
                let parts = [&part.lower, &part.upper, &part.step];
                ExprKind::Join(parts.into_iter().flatten().map(|part| self.python_expression(part)).collect())
            }
        }
    }

    pub(super) fn python_all(&mut self, nodes: &[Expr]) -> Vec<ExprId> {
        nodes.iter().map(|node| self.python_expression(node)).collect()
    }

    fn slice(&self, span: Span) -> &str {
        self.source.get(span.range()).unwrap_or_default()
    }

    /// Text without quotes and escapes; literals side by side are one.
    fn python_string(&mut self, node: &Expr) -> ExprKind {
        let Ok(string) = StringLike::try_from(node) else { return ExprKind::Constant };
        let parts: Vec<StringLikePart<'_>> = string.parts().collect();
        match parts.as_slice() {
            [only] => self.python_string_part(*only),
            parts => {
                let mut ids = Vec::with_capacity(parts.len());
                for part in parts {
                    let kind = self.python_string_part(*part);
                    ids.push(self.push(span(part), kind));
                }
                ExprKind::Join(ids)
            }
        }
    }

    fn python_string_part(&mut self, part: StringLikePart<'_>) -> ExprKind {
        let raw = part.flags().is_raw_string();
        let elements = match part {
            StringLikePart::String(_) | StringLikePart::Bytes(_) => {
                let content = part.content_range();
                let text = literal::text(self.source, content.start().to_usize(), content.end().to_usize(), raw);
                return ExprKind::Text(text.unwrap_or_default());
            }
            StringLikePart::FString(string) => &string.elements,
            StringLikePart::TString(string) => &string.elements,
        };
        let place = span(&part);
        let mut texts = Vec::new();
        let mut ids = Vec::new();
        for element in elements {
            match element {
                InterpolatedStringElement::Literal(inner) => {
                    let at = span(inner);
                    if let Some(text) = literal::text(self.source, at.start, at.end, raw) {
                        texts.push(text.clone());
                        ids.push(self.push(place, ExprKind::Text(text)));
                    }
                }
                InterpolatedStringElement::Interpolation(inner) => ids.push(self.python_expression(&inner.expression)),
            }
        }
        match (ids.len(), texts.pop()) {
            (0, _) => ExprKind::Text(MappedText::default()),
            (1, Some(text)) => ExprKind::Text(text),
            _ => ExprKind::Join(ids),
        }
    }

    pub(super) fn python_arguments(&mut self, arguments: &Arguments) -> Vec<Argument> {
        let in_order: Vec<ArgOrKeyword<'_>> = arguments.iter_source_order().collect();
        let mut lowered = Vec::with_capacity(in_order.len());
        for argument in in_order {
            lowered.push(match argument {
                ArgOrKeyword::Arg(value) => {
                    Argument { name: None, value: self.python_expression(value), spread: value.is_starred_expr() }
                }
                ArgOrKeyword::Keyword(keyword) => {
                    let value = self.python_expression(&keyword.value);
                    if let Some(name) = &keyword.arg {
                        Argument { name: Some(name.as_str().to_owned()), value, spread: false }
                    } else {
                        let value = self.push(span(keyword), ExprKind::Join(vec![value]));
                        Argument { name: None, value, spread: true }
                    }
                }
            });
        }
        lowered
    }

    /// The members of a dictionary; those of another that it takes over have an empty key.
    fn python_members(&mut self, part: &ExprDict) -> Vec<(ExprId, ExprId)> {
        let mut members = Vec::with_capacity(part.items.len());
        for item in &part.items {
            members.push(if let Some(key) = &item.key {
                let key = self.python_expression(key);
                (key, self.python_expression(&item.value))
            } else {
                let key = self.push(span(item), ExprKind::Constant);
                let value = self.python_expression(&item.value);
                (key, self.push(span(item), ExprKind::Join(vec![value])))
            });
        }
        members
    }

    /// Left-leaning chains are as long as an attacker likes, so they are walked and not recursed into.
    fn python_binary(&mut self, node: &ExprBinOp) -> ExprKind {
        let mut operands = vec![node.right.as_ref()];
        let mut left = node.left.as_ref();
        while let Expr::BinOp(inner) = left
            && inner.op == node.op
        {
            operands.push(&inner.right);
            left = &inner.left;
        }
        operands.push(left);
        let ids: Vec<ExprId> = operands.into_iter().rev().map(|operand| self.python_expression(operand)).collect();
        self.operation(node.op.as_str(), span(node), ids)
    }

    fn python_each(&mut self, generators: &[Comprehension], elements: &[&Expr]) -> ExprKind {
        let mut clauses = Vec::with_capacity(generators.len());
        for generator in generators {
            let over = self.python_expression(&generator.iter);
            let target = self.python_expression(&generator.target);
            clauses.push(Clause { target, over, conditions: self.python_all(&generator.ifs) });
        }
        let ids: Vec<ExprId> = elements.iter().map(|element| self.python_expression(element)).collect();
        let element = if let [only] = ids.as_slice() {
            *only
        } else {
            let place = elements.iter().map(|element| span(*element)).reduce(Span::cover).unwrap_or_default();
            self.push(place, ExprKind::Join(ids))
        };
        ExprKind::Each(clauses, element)
    }

    /// Everything below a statement that carries data, in order and without structure.
    pub(super) fn python_flat_statement(&mut self, node: &Stmt) -> ExprId {
        let mut flat = Flat::of(self);
        walk_stmt(&mut flat, node);
        let ids = flat.ids;
        self.push(span(node), ExprKind::Join(ids))
    }

    /// What the pattern of a case compares with, and the names that it binds.
    pub(super) fn python_pattern(&mut self, node: &Pattern) -> (ExprId, Vec<ExprId>) {
        let mut flat = Flat::of(self);
        flat.visit_pattern(node);
        let (ids, bound) = (flat.ids, flat.bound);
        (self.push(span(node), ExprKind::Join(ids)), bound)
    }
}

/// Names and texts in the order in which they stand.
struct Flat<'l, 's> {
    lower: &'l mut Lower<'s>,
    ids: Vec<ExprId>,
    /// Names that patterns bind.
    bound: Vec<ExprId>,
}

impl<'l, 's> Flat<'l, 's> {
    const fn of(lower: &'l mut Lower<'s>) -> Self {
        Self { lower, ids: Vec::new(), bound: Vec::new() }
    }

    fn bind(&mut self, name: Option<&Identifier>) {
        if let Some(name) = name {
            let kind = ExprKind::Name(name.as_str().to_owned());
            self.bound.push(self.lower.push(span(name), kind));
        }
    }
}

impl<'a> SourceOrderVisitor<'a> for Flat<'_, '_> {
    fn visit_expr(&mut self, node: &'a Expr) {
        match node {
            _ if self.lower.exhausted() => {}
            Expr::Name(name) => {
                let kind = ExprKind::Name(name.id.as_str().to_owned());
                self.ids.push(self.lower.push(span(node), kind));
            }
            Expr::StringLiteral(_) | Expr::BytesLiteral(_) => {
                let kind = self.lower.python_string(node);
                self.ids.push(self.lower.push(span(node), kind));
            }
            _ => walk_expr(self, node),
        }
    }

    fn visit_pattern(&mut self, node: &'a Pattern) {
        match node {
            Pattern::MatchAs(part) => self.bind(part.name.as_ref()),
            Pattern::MatchStar(part) => self.bind(part.name.as_ref()),
            Pattern::MatchMapping(part) => self.bind(part.rest.as_ref()),
            _ => {}
        }
        walk_pattern(self, node);
    }
}

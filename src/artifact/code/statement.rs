//! Statements of every language, and the lowering of a file as a whole.

use tree_sitter::{Node, Tree};

use super::Language;
use super::expression::span;
use super::program::{Expr, ExprId, ExprKind, Function, FunctionId, Program, Statement, StatementKind};
use super::syntax::{children, field};
use crate::text::Span;

/// Nesting of expressions and statements that is followed.
const MAX_DEPTH: usize = 100;
/// Expressions of one file, at most.
const MAX_EXPRS: usize = 600_000;

/// The state of lowering one file.
pub(super) struct Lower<'s> {
    pub(super) source: &'s str,
    pub(super) program: Program,
    /// The function that is being lowered.
    pub(super) function: FunctionId,
    pub(super) class: Option<String>,
    depth: usize,
    /// Whether commands stand deeper than is followed.
    pub(super) too_deep: bool,
}

/// Lowers a file, or the parts of one that are run one after the other.
pub(super) fn program(source: &str, trees: &[Tree], language: Language, file: usize) -> Result<Program, &'static str> {
    let whole = trees.iter().map(|tree| span(tree.root_node())).reduce(Span::cover).unwrap_or_default();
    Lower::program(source, language, file, whole, |lower| {
        let mut body = Vec::new();
        for root in trees.iter().map(Tree::root_node) {
            body.extend(match language {
                Language::Shell => lower.shell_block(&children(root)),
                _ => lower.block(root),
            });
        }
        body
    })
}

impl<'s> Lower<'s> {
    /// The program whose top level a reader of its language lowers.
    pub(super) fn program(
        source: &'s str,
        language: Language,
        file: usize,
        whole: Span,
        body: impl FnOnce(&mut Self) -> Vec<Statement>,
    ) -> Result<Program, &'static str> {
        let top = Function { span: whole, ..Function::default() };
        let program = Program { file, language, functions: vec![top], ..Program::default() };
        let mut lower = Self { source, program, function: 0, class: None, depth: 0, too_deep: false };
        let body = body(&mut lower);
        if lower.exhausted() {
            return Err("more expressions than the limit");
        }
        if lower.too_deep {
            return Err("commands nested deeper than the limit");
        }
        if let Some(top) = lower.program.functions.first_mut() {
            top.body = body;
        }
        Ok(lower.program)
    }

    pub(super) fn text(&self, node: Node<'_>) -> &'s str {
        self.source.get(node.byte_range()).unwrap_or_default()
    }

    pub(super) fn push(&mut self, span: Span, kind: ExprKind) -> ExprId {
        self.program.exprs.push(Expr { span, kind });
        self.program.exprs.len() - 1
    }

    /// Goes one level down, unless that is too deep.
    pub(super) const fn enter(&mut self) -> bool {
        let may = self.depth < MAX_DEPTH;
        if may {
            self.depth += 1;
        }
        may
    }

    pub(super) const fn leave(&mut self) {
        self.depth -= 1;
    }

    pub(super) const fn exhausted(&self) -> bool {
        self.program.exprs.len() > MAX_EXPRS
    }

    /// The statements below a node.
    pub(super) fn block(&mut self, node: Node<'_>) -> Vec<Statement> {
        let mut statements = Vec::new();
        for child in children(node) {
            self.statement(child, &mut statements);
        }
        statements
    }

    /// The statements of a field, whether it is a block or a single statement.
    fn body(&mut self, node: Node<'_>, names: &[&'static str]) -> Vec<Statement> {
        let mut statements = Vec::new();
        if let Some(body) = field(node, names) {
            self.statement(body, &mut statements);
        }
        statements
    }

    fn statement(&mut self, node: Node<'_>, out: &mut Vec<Statement>) {
        if self.exhausted() {
            return;
        }
        if !self.enter() {
            let flat = self.expression(node);
            out.push(Statement { span: span(node), kind: StatementKind::Expression(flat) });
            return;
        }
        self.statement_kind(node, out);
        self.leave();
    }

    #[expect(clippy::too_many_lines, reason = "one arm for each kind of statement")]
    fn statement_kind(&mut self, node: Node<'_>, out: &mut Vec<Statement>) {
        let kind = match node.kind() {
            "function_declaration" | "method_definition" | "method_declaration" | "generator_function_declaration" => {
                self.function(node);
                return;
            }
            "class_declaration" | "abstract_class_declaration" | "class" => {
                return self.class(node, out);
            }
            "enum_declaration" => match self.enumeration(node) {
                Some(kind) => kind,
                None => return,
            },
            "import_statement" | "import_declaration" => return self.import(node),
            "export_statement" if field(node, &["source"]).is_some() => return self.re_export(node),
            "export_statement" if field(node, &["value"]).is_some() => match self.default_export(node) {
                Some(kind) => kind,
                None => return,
            },
            "export_statement" | "statement_block" | "block" | "statement_list" | "else_clause" | "finally_clause"
            | "labeled_statement" | "internal_module" | "module" => {
                out.extend(self.block(node));
                return;
            }
            "expression_statement"
            | "lexical_declaration"
            | "variable_declaration"
            | "var_declaration"
            | "const_declaration"
            | "var_spec_list" => {
                for child in children(node) {
                    self.statement(child, out);
                }
                return;
            }
            "variable_declarator" if field(node, &["value"]).is_some_and(|value| value.kind() == "class") => {
                return self.class_value(node, out);
            }
            "assignment_expression"
            | "augmented_assignment_expression"
            | "variable_declarator"
            | "short_var_declaration"
            | "assignment_statement"
            | "var_spec"
            | "const_spec"
            | "field_definition"
            | "public_field_definition" => match self.assignment(node) {
                Some(kind) => kind,
                None => return,
            },
            "return_statement" => {
                let value = children(node).first().map(|value| self.expression(*value));
                StatementKind::Return(value)
            }
            "yield_expression" => match children(node).first() {
                Some(value) => StatementKind::Yield(self.expression(*value)),
                None => return,
            },
            "throw_statement" | "continue_statement" | "break_statement" => {
                let value = children(node).first().map(|value| self.expression(*value));
                StatementKind::Leave(value)
            }
            "if_statement" => return self.conditional(node, out),
            "for_statement" | "for_in_statement" | "while_statement" | "do_statement" => return self.cycle(node, out),
            "switch_statement" | "expression_switch_statement" => return self.switch(node, out),
            "try_statement" | "with_statement" | "catch_clause" => StatementKind::Block(self.block(node)),
            "comment"
            | "type_alias_declaration"
            | "interface_declaration"
            | "type_declaration"
            | "package_clause"
            | "empty_statement" => return,
            _ => StatementKind::Expression(self.expression(node)),
        };
        out.push(Statement { span: span(node), kind });
    }

    /// `export default value` gives a value to the name `default`.
    fn default_export(&mut self, node: Node<'_>) -> Option<StatementKind> {
        let value = self.expression(field(node, &["value"])?);
        let target = self.push(span(node), ExprKind::Name("default".to_owned()));
        Some(StatementKind::Assign { target, value, adds: false })
    }

    fn assignment(&mut self, node: Node<'_>) -> Option<StatementKind> {
        let target = field(node, &["left", "name", "property"])?;
        // A chain `a = b = value` assigns the value to all.
        let value = match field(node, &["right", "value"]) {
            Some(value) => self.expression(value),
            None => self.embedded(node).or_else(|| self.zero_value(node))?,
        };
        let target =
            if let ("field_definition" | "public_field_definition", Some(class)) = (node.kind(), self.class.clone()) {
                let object = self.push(span(target), ExprKind::Name(class));
                let name = self.text(target).to_owned();
                self.push(span(target), ExprKind::Member(object, name))
            } else {
                self.expression(target)
            };
        let target = self.in_class(target);
        let adds = node.kind().starts_with("augmented")
            || (node.kind() == "assignment_statement"
                && field(node, &["operator"]).is_some_and(|operator| self.text(operator) != "="));
        Some(StatementKind::Assign { target, value, adds })
    }

    /// Inside a class body, a name is a member of the class.
    pub(super) fn in_class(&mut self, target: ExprId) -> ExprId {
        match (self.program.kind(target), self.class.clone()) {
            (ExprKind::Name(name), Some(class)) => {
                let name = name.clone();
                let span = self.program.span(target);
                let object = self.push(span, ExprKind::Name(class));
                self.push(span, ExprKind::Member(object, name))
            }
            _ => target,
        }
    }

    /// `enum Model { Small = 'gpt-5-mini' }` is a record under a name.
    fn enumeration(&mut self, node: Node<'_>) -> Option<StatementKind> {
        let (name, body) = (field(node, &["name"])?, field(node, &["body"])?);
        let mut members = Vec::new();
        for member in children(body) {
            let (Some(key), Some(value)) = (field(member, &["name"]), field(member, &["value"])) else { continue };
            let key = self.expression(key);
            members.push((key, self.expression(value)));
        }
        let value = self.push(span(body), ExprKind::Record(members));
        let target = self.expression(name);
        Some(StatementKind::Assign { target, value, adds: false })
    }

    fn conditional(&mut self, node: Node<'_>, out: &mut Vec<Statement>) {
        if let Some(first) = field(node, &["initializer"]) {
            self.statement(first, out);
        }
        let Some(condition) = field(node, &["condition"]) else { return };
        let test = self.expression(condition);
        let then = self.body(node, &["consequence"]);
        let mut otherwise = Vec::new();
        let alternatives: Vec<Node<'_>> = node.children_by_field_name("alternative", &mut node.walk()).collect();
        for alternative in alternatives {
            self.statement(alternative, &mut otherwise);
        }
        out.push(Statement { span: span(node), kind: StatementKind::If { test, then, otherwise } });
    }

    fn cycle(&mut self, node: Node<'_>, out: &mut Vec<Statement>) {
        let range = children(node).into_iter().find(|child| child.kind() == "range_clause");
        let holder = range.unwrap_or(node);
        let (left, right) = (field(holder, &["left"]), field(holder, &["right"]));
        if let (Some(left), Some(right)) = (left, right) {
            let over = self.expression(right);
            let target = self.expression(left);
            let body = self.body(node, &["body"]);
            out.push(Statement { span: span(node), kind: StatementKind::For { target, over, body } });
            return;
        }
        let clause = children(node).into_iter().find(|child| child.kind() == "for_clause");
        let holder = clause.unwrap_or(node);
        if let Some(first) = field(holder, &["initializer"]) {
            self.statement(first, out);
        }
        let test = field(holder, &["condition"]).map(|condition| self.expression(condition));
        let body = self.body(node, &["body"]);
        out.push(Statement { span: span(node), kind: StatementKind::While { test, body } });
    }

    /// A switch is a chain of conditions that each stand by themselves.
    fn switch(&mut self, node: Node<'_>, out: &mut Vec<Statement>) {
        let subject = field(node, &["value"]).map(|subject| self.expression(subject));
        let body = field(node, &["body"]).unwrap_or(node);
        for case in
            children(body).into_iter().filter(|child| child.kind().contains("case") || child.kind() == "switch_default")
        {
            let pattern = field(case, &["value"]);
            let pattern_span = pattern.map(|pattern| pattern.byte_range());
            let sides: Vec<ExprId> =
                subject.into_iter().chain(pattern.map(|pattern| self.expression(pattern))).collect();
            let test = self.push(span(case), ExprKind::Compare("==".to_owned(), sides));
            let mut then = Vec::new();
            for child in children(case).into_iter().filter(|child| Some(child.byte_range()) != pattern_span) {
                self.statement(child, &mut then);
            }
            // The end of a case is no way out of the function.
            then.retain(|statement| !matches!(statement.kind, StatementKind::Leave(None)));
            out.push(Statement { span: span(case), kind: StatementKind::If { test, then, otherwise: Vec::new() } });
        }
    }
}

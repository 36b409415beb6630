//! Shell scripts, lowered to the shape of other programs.
//!
//! A command is a call of the text that names it: its words are the arguments, `<` is what it reads and `>` where it
//! writes. Its value is what it prints, so a pipeline is a call within a call. A group of commands that is redirected or
//! piped is a function that is called in place.

use tree_sitter::Node;

use super::expression::span;
use super::program::{Argument, ExprId, ExprKind, Function, FunctionId, Parameter, Statement, StatementKind};
use super::shell_word::{Redirect, Redirects};
use super::statement::Lower;
use super::syntax::{children, field};
use crate::text::{Pattern, Span};

/// Positional parameters that are told apart.
const PARAMETERS: usize = 9;

static COPROCESS: Pattern =
    Pattern::new(r"\bcoproc\s{1,8}\w{1,40}\s{1,8}(?P<open>\{)[^{}\n]{1,400}(?P<close>;\s{0,8}\})");

/// The parts of a script that the grammar can read: the braces of `coproc NAME { COMMAND; }`, which it does not know, would
/// spoil all around them.
pub(super) fn parts(text: &str) -> Vec<Span> {
    let (mut parts, mut at) = (Vec::new(), 0);
    if text.contains("coproc") {
        for (_, braces) in COPROCESS.groups_iter(text, ["open", "close"]) {
            for brace in braces.into_iter().flatten() {
                parts.push(Span::new(at, brace.start));
                at = brace.end;
            }
        }
    }
    parts.push(Span::new(at, text.len()));
    parts
}

impl Lower<'_> {
    /// The commands below a node, one statement each.
    pub(super) fn shell_block(&mut self, nodes: &[Node<'_>]) -> Vec<Statement> {
        let mut statements = Vec::new();
        for node in nodes {
            self.shell_statement(*node, &mut statements);
        }
        statements
    }

    /// Goes one level down, unless that is too deep: then the script cannot be judged.
    pub(super) const fn shell_enter(&mut self) -> bool {
        let may = !self.exhausted() && self.enter();
        self.too_deep |= !may;
        may
    }

    fn shell_statement(&mut self, node: Node<'_>, out: &mut Vec<Statement>) {
        if !self.shell_enter() {
            return;
        }
        self.shell_statement_kind(node, out);
        self.leave();
    }

    fn shell_statement_kind(&mut self, node: Node<'_>, out: &mut Vec<Statement>) {
        let kind = match node.kind() {
            "function_definition" => return self.shell_function(node),
            "variable_assignment" => match self.shell_assignment(node) {
                Some(kind) => kind,
                None => return,
            },
            "declaration_command" => {
                // `declare -p` and `export -p` print; what they declare is assigned.
                let (assigned, rest): (Vec<_>, Vec<_>) =
                    children(node).into_iter().partition(|child| child.kind() == "variable_assignment");
                if assigned.is_empty() {
                    let name = self.text(node).split_whitespace().next().unwrap_or_default();
                    StatementKind::Expression(self.shell_named(node, name, &rest))
                } else {
                    return out.extend(self.shell_block(&assigned));
                }
            }
            "variable_assignments" | "list" | "compound_statement" | "do_group" | "subshell" | "program" | "ERROR" => {
                return out.extend(self.shell_block(&children(node)));
            }
            "if_statement" | "elif_clause" => return self.shell_conditional(node, out),
            "else_clause" => return out.extend(self.shell_block(&children(node))),
            "for_statement" => {
                let Some(variable) = field(node, &["variable"]) else { return };
                let target = self.shell_name(variable);
                let values: Vec<Node<'_>> = node.children_by_field_name("value", &mut node.walk()).collect();
                let values = values.into_iter().map(|value| self.shell_word(value)).collect();
                let over = self.push(span(node), ExprKind::List(values));
                StatementKind::For { target, over, body: self.shell_body(node) }
            }
            "c_style_for_statement" => {
                let test = field(node, &["condition"]).map(|test| self.push(span(test), ExprKind::Constant));
                StatementKind::While { test, body: self.shell_body(node) }
            }
            "while_statement" => {
                let conditions: Vec<Node<'_>> = node.children_by_field_name("condition", &mut node.walk()).collect();
                let mut body = self.shell_block(&conditions);
                body.extend(self.shell_body(node));
                let test = conditions.first().map(|test| self.push(span(*test), ExprKind::Constant));
                StatementKind::While { test, body }
            }
            "case_statement" => return self.shell_case(node, out),
            _ => StatementKind::Expression(self.shell_value(node)),
        };
        out.push(Statement { span: span(node), kind });
    }

    fn shell_body(&mut self, node: Node<'_>) -> Vec<Statement> {
        field(node, &["body"]).map_or_else(Vec::new, |body| self.shell_block(&children(body)))
    }

    fn shell_assignment(&mut self, node: Node<'_>) -> Option<StatementKind> {
        let target = self.shell_name(field(node, &["name"])?);
        let value = match field(node, &["value"]) {
            Some(value) => self.shell_word(value),
            None => self.push(span(node), ExprKind::Text(crate::text::MappedText::default())),
        };
        let adds = node.children(&mut node.walk()).any(|child| child.kind() == "+=");
        Some(StatementKind::Assign { target, value, adds })
    }

    fn shell_conditional(&mut self, node: Node<'_>, out: &mut Vec<Statement>) {
        let conditions: Vec<Node<'_>> = node.children_by_field_name("condition", &mut node.walk()).collect();
        let test = |child: &Node<'_>| conditions.iter().any(|condition| condition.id() == child.id());
        // The clauses of `elif` have no field for their conditions: they are run like the rest.
        let (tests, rest): (Vec<_>, Vec<_>) = children(node).into_iter().partition(test);
        out.extend(self.shell_block(&tests));
        let (clauses, body): (Vec<_>, Vec<_>) =
            rest.into_iter().partition(|child| matches!(child.kind(), "elif_clause" | "else_clause"));
        let then = self.shell_block(&body);
        let otherwise = self.shell_block(&clauses);
        let test = self.push(span(node), ExprKind::Constant);
        out.push(Statement { span: span(node), kind: StatementKind::If { test, then, otherwise } });
    }

    fn shell_case(&mut self, node: Node<'_>, out: &mut Vec<Statement>) {
        for item in children(node).into_iter().filter(|child| child.kind() == "case_item") {
            let patterns: Vec<usize> =
                item.children_by_field_name("value", &mut item.walk()).map(|value| value.id()).collect();
            let body: Vec<_> = children(item).into_iter().filter(|child| !patterns.contains(&child.id())).collect();
            let then = self.shell_block(&body);
            let test = self.push(span(item), ExprKind::Constant);
            out.push(Statement { span: span(item), kind: StatementKind::If { test, then, otherwise: Vec::new() } });
        }
    }

    fn shell_function(&mut self, node: Node<'_>) {
        let (Some(name), Some(body)) = (field(node, &["name"]), field(node, &["body"])) else { return };
        let mut names = vec!["<".to_owned(), "@".to_owned()];
        names.extend((1..=PARAMETERS).map(|at| at.to_string()));
        let id = self.shell_group(node, &names, &[body]);
        let (text, at) = (self.text(name).to_owned(), span(name));
        if let Some(function) = self.program.functions.get_mut(id) {
            (function.name, function.name_span) = (text, at);
        }
    }

    /// A function of commands.
    fn shell_group(&mut self, node: Node<'_>, names: &[String], body: &[Node<'_>]) -> FunctionId {
        let id = self.program.functions.len();
        let parameter = |(position, name): (usize, &String)| Parameter {
            name: name.clone(),
            span: span(node),
            position,
            ..Parameter::default()
        };
        self.program.functions.push(Function {
            parent: Some(self.function),
            span: span(node),
            name_span: span(node),
            parameters: names.iter().enumerate().map(parameter).collect(),
            ..Function::default()
        });
        let outer = std::mem::replace(&mut self.function, id);
        let body = self.shell_block(body);
        self.function = outer;
        if let Some(function) = self.program.functions.get_mut(id) {
            function.body = body;
        }
        id
    }

    /// What a command or a construct of commands prints.
    pub(super) fn shell_value(&mut self, node: Node<'_>) -> ExprId {
        self.shell_piped(node, Redirects::default())
    }

    fn shell_piped(&mut self, node: Node<'_>, redirects: Redirects) -> ExprId {
        if !self.shell_enter() {
            return self.push(span(node), ExprKind::Constant);
        }
        let value = self.shell_piped_kind(node, redirects);
        self.leave();
        value
    }

    fn shell_piped_kind(&mut self, node: Node<'_>, mut redirects: Redirects) -> ExprId {
        match node.kind() {
            "pipeline" => self.shell_pipeline(&children(node), redirects),
            "redirected_statement" => {
                let mut rest = Vec::new();
                for child in children(node) {
                    if child.kind().ends_with("_redirect") {
                        rest.extend(self.shell_redirect(child, &mut redirects));
                    }
                }
                let Some(body) = field(node, &["body"]) else {
                    return self.shell_call(node, "cat", Vec::new(), &redirects);
                };
                if rest.is_empty() {
                    return self.shell_piped(body, redirects);
                }
                // `cat <<EOF | sh`: the rest of the pipeline stands before the text.
                let outs = redirects.outs.split_off(0);
                let first = self.shell_piped(body, redirects);
                self.shell_pipeline(&rest, Redirects { stdin: Some(first), outs, ..Redirects::default() })
            }
            "negated_command" => match children(node).first() {
                Some(inner) => self.shell_piped(*inner, redirects),
                None => self.push(span(node), ExprKind::Constant),
            },
            "command" => self.shell_command(node, redirects),
            "declaration_command" => {
                let name = self.text(node).split_whitespace().next().unwrap_or_default().to_owned();
                let words = children(node).into_iter().map(|word| self.shell_word(word)).collect();
                self.shell_call(node, &name, words, &redirects)
            }
            "variable_assignment" => match self.shell_assignment(node) {
                Some(StatementKind::Assign { target, value, .. }) => {
                    self.push(span(node), ExprKind::Assign(target, value))
                }
                _ => self.push(span(node), ExprKind::Constant),
            },
            "subshell"
            | "compound_statement"
            | "list"
            | "if_statement"
            | "for_statement"
            | "c_style_for_statement"
            | "while_statement"
            | "case_statement"
            | "function_definition" => {
                let names = if redirects.stdin.is_some() { vec!["<".to_owned()] } else { Vec::new() };
                let function = self.shell_group(node, &names, &[node]);
                let callee = self.push(span(node), ExprKind::Function(function));
                self.shell_apply(node, callee, Vec::new(), &redirects)
            }
            // Tests, arithmetic, `unset`: nothing is printed.
            _ => self.push(span(node), ExprKind::Constant),
        }
    }

    /// What several commands print, one after the other.
    pub(super) fn shell_value_of(&mut self, node: Node<'_>) -> ExprId {
        let function = self.shell_group(node, &[], &children(node));
        let callee = self.push(span(node), ExprKind::Function(function));
        self.shell_apply(node, callee, Vec::new(), &Redirects::default())
    }

    fn shell_pipeline(&mut self, stages: &[Node<'_>], mut redirects: Redirects) -> ExprId {
        let outs = redirects.outs.split_off(0);
        let mut last = None;
        for (index, stage) in stages.iter().enumerate() {
            if index > 0 {
                redirects = Redirects { stdin: last, ..Redirects::default() };
            }
            if index + 1 == stages.len() {
                redirects.outs.extend_from_slice(&outs);
            }
            last = Some(self.shell_piped(*stage, std::mem::take(&mut redirects)));
        }
        last.unwrap_or_else(|| self.push(Span::default(), ExprKind::Constant))
    }

    fn shell_command(&mut self, node: Node<'_>, mut redirects: Redirects) -> ExprId {
        let (mut words, mut name) = (Vec::new(), None);
        for child in children(node) {
            match child.kind() {
                "command_name" => {
                    let inner = children(child).first().copied().unwrap_or(child);
                    name = Some(self.shell_word(inner));
                }
                // Variables for one command alone are not followed.
                "variable_assignment" => {}
                kind if kind.ends_with("_redirect") => {
                    self.shell_redirect(child, &mut redirects);
                }
                _ => words.push(self.shell_word(child)),
            }
        }
        let callee = name.unwrap_or_else(|| self.push(span(node), ExprKind::Constant));
        self.shell_apply(node, callee, words, &redirects)
    }

    fn shell_named(&mut self, node: Node<'_>, name: &str, words: &[Node<'_>]) -> ExprId {
        let words = words.iter().map(|word| self.shell_word(*word)).collect();
        self.shell_call(node, name, words, &Redirects::default())
    }

    /// A call of a command by name.
    pub(super) fn shell_call(
        &mut self,
        node: Node<'_>,
        name: &str,
        words: Vec<ExprId>,
        redirects: &Redirects,
    ) -> ExprId {
        let callee = self.shell_text(node, name);
        self.shell_apply(node, callee, words, redirects)
    }

    fn shell_apply(&mut self, node: Node<'_>, callee: ExprId, words: Vec<ExprId>, redirects: &Redirects) -> ExprId {
        let mut arguments: Vec<Argument> =
            words.into_iter().map(|value| Argument { name: None, value, spread: false }).collect();
        let stdin = redirects.stdin.map(|value| ("<", value));
        let outs = redirects.outs.iter().map(|Redirect { appends, to }| (if *appends { ">>" } else { ">" }, *to));
        let opened = redirects.opened.iter().map(|(descriptor, to)| (descriptor.as_str(), *to));
        for (name, value) in stdin.into_iter().chain(outs).chain(opened) {
            arguments.push(Argument { name: Some(name.to_owned()), value, spread: false });
        }
        self.push(span(node), ExprKind::Call { callee, arguments })
    }
}

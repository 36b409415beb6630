//! Statements of Python.

use ruff_python_ast::{ElifElseClause, ExceptHandler, Expr, MatchCase, Stmt, StmtMatch, StmtTry, StmtWith};

use super::super::program::{ExprId, ExprKind, Statement, StatementKind};
use super::super::statement::Lower;
use super::span;

impl Lower<'_> {
    pub(super) fn python_block(&mut self, body: &[Stmt], out: &mut Vec<Statement>) {
        for statement in body {
            self.python_statement(statement, out);
        }
    }

    fn python_body(&mut self, body: &[Stmt]) -> Vec<Statement> {
        let mut statements = Vec::with_capacity(body.len());
        self.python_block(body, &mut statements);
        statements
    }

    fn python_statement(&mut self, statement: &Stmt, out: &mut Vec<Statement>) {
        if self.exhausted() {
            return;
        }
        if !self.enter() {
            let flat = self.python_flat_statement(statement);
            out.push(Statement { span: span(statement), kind: StatementKind::Expression(flat) });
            return;
        }
        let kind = self.python_kind(statement, out);
        self.leave();
        out.extend(kind.map(|kind| Statement { span: span(statement), kind }));
    }

    /// What a statement is, where it is one of its own; some are several.
    #[expect(clippy::too_many_lines, reason = "one arm for each kind of statement")]
    fn python_kind(&mut self, statement: &Stmt, out: &mut Vec<Statement>) -> Option<StatementKind> {
        Some(match statement {
            Stmt::FunctionDef(function) => {
                self.python_function(function);
                return None;
            }
            Stmt::ClassDef(class) => {
                self.python_class(class, out);
                return None;
            }
            Stmt::Import(import) => {
                self.python_import(import);
                return None;
            }
            Stmt::ImportFrom(import) => {
                self.python_import_from(import);
                return None;
            }
            Stmt::Return(part) => {
                StatementKind::Return(part.value.as_deref().map(|value| self.python_expression(value)))
            }
            Stmt::Delete(part) => {
                let targets = self.python_all(&part.targets);
                StatementKind::Expression(self.push(span(part), ExprKind::Join(targets)))
            }
            Stmt::Assign(part) => self.python_assignment(&part.targets, &part.value)?,
            Stmt::AnnAssign(part) => {
                self.python_field(&part.annotation);
                let value = self.python_expression(part.value.as_deref()?);
                self.python_assign(&part.target, value, false)
            }
            Stmt::AugAssign(part) => {
                let value = self.python_expression(&part.value);
                self.python_assign(&part.target, value, true)
            }
            Stmt::For(part) => {
                let over = self.python_expression(&part.iter);
                let target = self.python_expression(&part.target);
                let body = self.python_body(&part.body);
                out.push(Statement { span: span(part), kind: StatementKind::For { target, over, body } });
                self.python_block(&part.orelse, out);
                return None;
            }
            Stmt::While(part) => {
                let test = Some(self.python_expression(&part.test));
                let body = self.python_body(&part.body);
                out.push(Statement { span: span(part), kind: StatementKind::While { test, body } });
                self.python_block(&part.orelse, out);
                return None;
            }
            Stmt::If(part) => {
                let test = self.python_expression(&part.test);
                let then = self.python_body(&part.body);
                let otherwise = self.python_otherwise(&part.elif_else_clauses);
                StatementKind::If { test, then, otherwise }
            }
            Stmt::With(part) => self.python_with(part),
            Stmt::Match(part) => {
                self.python_match(part, out);
                return None;
            }
            Stmt::Raise(part) => StatementKind::Leave(part.exc.as_deref().map(|raised| self.python_expression(raised))),
            Stmt::Break(_) | Stmt::Continue(_) => StatementKind::Leave(None),
            Stmt::Try(part) => self.python_try(part),
            Stmt::Assert(part) => {
                let test = self.python_expression(&part.test);
                let leave = Statement { span: span(part), kind: StatementKind::Leave(None) };
                StatementKind::If { test, then: vec![leave], otherwise: Vec::new() }
            }
            Stmt::Expr(part) => match part.value.as_ref() {
                Expr::Yield(yielded) => StatementKind::Yield(self.python_expression(yielded.value.as_deref()?)),
                Expr::YieldFrom(yielded) => StatementKind::Yield(self.python_expression(&yielded.value)),
                value => StatementKind::Expression(self.python_expression(value)),
            },
            // Types, names of other scopes, and what only a notebook runs.
            Stmt::TypeAlias(_) | Stmt::Global(_) | Stmt::Nonlocal(_) | Stmt::Pass(_) | Stmt::IpyEscapeCommand(_) => {
                return None;
            }
        })
    }

    /// A chain `a = b = value` assigns the value to all.
    fn python_assignment(&mut self, targets: &[Expr], value: &Expr) -> Option<StatementKind> {
        let (first, rest) = targets.split_first()?;
        let mut assigned = self.python_expression(value);
        for target in rest.iter().rev() {
            let place = span(target).cover(span(value));
            let target = self.python_expression(target);
            assigned = self.push(place, ExprKind::Assign(target, assigned));
        }
        Some(self.python_assign(first, assigned, false))
    }

    fn python_assign(&mut self, target: &Expr, value: ExprId, adds: bool) -> StatementKind {
        let target = self.python_expression(target);
        StatementKind::Assign { target: self.in_class(target), value, adds }
    }

    fn python_otherwise(&mut self, clauses: &[ElifElseClause]) -> Vec<Statement> {
        // From the last on, since each stands in the one before; what is lowered last has no part in the first.
        let mut lowered = Vec::with_capacity(clauses.len());
        for clause in clauses {
            let test = clause.test.as_ref().map(|test| self.python_expression(test));
            lowered.push((span(clause), test, self.python_body(&clause.body)));
        }
        let mut otherwise = Vec::new();
        for (span, test, then) in lowered.into_iter().rev() {
            otherwise = match test {
                Some(test) => vec![Statement { span, kind: StatementKind::If { test, then, otherwise } }],
                None => then,
            };
        }
        otherwise
    }

    fn python_with(&mut self, part: &StmtWith) -> StatementKind {
        let mut body = Vec::with_capacity(part.items.len() + part.body.len());
        for item in &part.items {
            let value = self.python_expression(&item.context_expr);
            let kind = match &item.optional_vars {
                Some(name) => StatementKind::Assign { target: self.python_expression(name), value, adds: false },
                None => StatementKind::Expression(value),
            };
            body.push(Statement { span: span(item), kind });
        }
        self.python_block(&part.body, &mut body);
        StatementKind::Block(body)
    }

    fn python_try(&mut self, part: &StmtTry) -> StatementKind {
        let mut all = self.python_body(&part.body);
        for ExceptHandler::ExceptHandler(handler) in &part.handlers {
            let mut body = Vec::with_capacity(handler.body.len() + 1);
            if let Some(kind) = handler.type_.as_deref() {
                let caught = self.python_expression(kind);
                body.push(Statement { span: span(kind), kind: StatementKind::Expression(caught) });
            }
            self.python_block(&handler.body, &mut body);
            all.push(Statement { span: span(handler), kind: StatementKind::Block(body) });
        }
        self.python_block(&part.orelse, &mut all);
        self.python_block(&part.finalbody, &mut all);
        StatementKind::Block(all)
    }

    /// A match is a chain of conditions that each stand by themselves.
    fn python_match(&mut self, part: &StmtMatch, out: &mut Vec<Statement>) {
        let subject = self.python_expression(&part.subject);
        for case in &part.cases {
            let (pattern, names) = self.python_pattern(&case.pattern);
            let test = self.push(span(case), ExprKind::Compare("==".to_owned(), vec![subject, pattern]));
            // What a pattern binds is some part of the subject.
            let bound = |target| StatementKind::Assign { target, value: subject, adds: false };
            let place = span(&case.pattern);
            let mut then: Vec<Statement> =
                names.into_iter().map(|name| Statement { span: place, kind: bound(name) }).collect();
            self.python_case(case, &mut then);
            out.push(Statement { span: span(case), kind: StatementKind::If { test, then, otherwise: Vec::new() } });
        }
    }

    fn python_case(&mut self, case: &MatchCase, then: &mut Vec<Statement>) {
        if let Some(guard) = case.guard.as_deref() {
            let test = self.python_expression(guard);
            then.push(Statement { span: span(guard), kind: StatementKind::Expression(test) });
        }
        self.python_block(&case.body, then);
    }
}

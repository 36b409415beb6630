//! Functions, classes and imports of Python.

use ruff_python_ast::{
    Expr, ExprLambda, Parameter as Declared, Parameters, Stmt, StmtClassDef, StmtFunctionDef, StmtImport,
    StmtImportFrom,
};

use super::super::program::{Class, Function, FunctionId, Parameter, Statement, StatementKind};
use super::super::statement::Lower;
use super::span;

impl Lower<'_> {
    pub(super) fn python_function(&mut self, node: &StmtFunctionDef) -> FunctionId {
        let decorators: Vec<&Expr> = node.decorator_list.iter().map(|decorator| &decorator.expression).collect();
        let decorators = decorators.into_iter().map(|decorator| self.python_expression(decorator)).collect();
        let function = Function {
            name: node.name.as_str().to_owned(),
            class: self.class.clone(),
            span: span(node),
            name_span: span(&node.name),
            decorators,
            ..Function::default()
        };
        self.within(function, |lower, function| {
            function.parameters = lower.python_parameters(&node.parameters);
            lower.python_block(&node.body, &mut function.body);
            function.doc = match node.body.first() {
                Some(Stmt::Expr(_)) => match function.body.first().map(|statement| &statement.kind) {
                    Some(StatementKind::Expression(id)) => lower.program.literal(*id),
                    _ => None,
                },
                _ => None,
            };
        })
    }

    pub(super) fn python_lambda(&mut self, node: &ExprLambda) -> FunctionId {
        let function = Function { span: span(node), name_span: span(node), ..Function::default() };
        self.within(function, |lower, function| {
            function.parameters =
                node.parameters.as_deref().map_or_else(Vec::new, |parameters| lower.python_parameters(parameters));
            let value = lower.python_expression(&node.body);
            function.body.push(Statement { span: span(&*node.body), kind: StatementKind::Return(Some(value)) });
        })
    }

    fn python_parameters(&mut self, node: &Parameters) -> Vec<Parameter> {
        let mut parameters = Vec::new();
        let declared = (node.posonlyargs.iter().chain(&node.args))
            .map(|with| (&with.parameter, with.default.as_deref()))
            .chain(node.vararg.iter().map(|rest| (rest.as_ref(), None)))
            .chain(node.kwonlyargs.iter().map(|with| (&with.parameter, with.default.as_deref())))
            .chain(node.kwarg.iter().map(|rest| (rest.as_ref(), None)));
        let declared: Vec<(&Declared, Option<&Expr>)> = declared.collect();
        let is = |rest: Option<&Declared>, parameter: &Declared| rest.is_some_and(|rest| std::ptr::eq(rest, parameter));
        for (position, (parameter, default)) in declared.into_iter().enumerate() {
            let annotation = parameter.annotation.as_deref();
            if let Some(annotation) = annotation {
                self.python_field(annotation);
            }
            parameters.push(Parameter {
                name: parameter.name.as_str().to_owned(),
                span: span(&parameter.name),
                annotation: annotation.map_or_else(String::new, |part| self.python_source(part).trim().to_owned()),
                position,
                rest: is(node.vararg.as_deref(), parameter),
                named: is(node.kwarg.as_deref(), parameter),
                default: default.map(|value| self.python_expression(value)),
                member: None,
            });
        }
        parameters
    }

    /// Descriptions of parameters and members stand in their types.
    pub(super) fn python_field(&mut self, annotation: &Expr) {
        if self.python_source(annotation).contains("Field(") {
            self.python_expression(annotation);
        }
    }

    fn python_source(&self, node: &Expr) -> &str {
        self.source.get(span(node).range()).unwrap_or_default()
    }

    pub(super) fn python_class(&mut self, node: &StmtClassDef, out: &mut Vec<Statement>) {
        let name = node.name.as_str().to_owned();
        let bases = node.arguments.as_deref().map(|arguments| &*arguments.args).unwrap_or_default();
        let bases: Vec<String> = bases.iter().filter_map(|base| self.python_base(base)).collect();
        self.program.classes.push(Class { name: name.clone(), bases, span: span(node) });
        let outer = self.class.replace(name);
        self.python_block(&node.body, out);
        self.class = outer;
    }

    fn python_base(&self, base: &Expr) -> Option<String> {
        let named = match base {
            Expr::Name(_) | Expr::Attribute(_) => base,
            Expr::Subscript(part) => &part.value,
            _ => return None,
        };
        Some(self.python_source(named).to_owned())
    }

    /// `import a.b` binds `a`, `import a.b as c` the module itself.
    pub(super) fn python_import(&mut self, node: &StmtImport) {
        for alias in &node.names {
            let path = alias.name.as_str();
            let first = path.split('.').next().unwrap_or(path);
            let (name, path) = alias.asname.as_ref().map_or((first, first), |name| (name.as_str(), path));
            self.add_import(name.to_owned(), path.to_owned(), "");
        }
    }

    pub(super) fn python_import_from(&mut self, node: &StmtImportFrom) {
        let dots = ".".repeat(usize::try_from(node.level).unwrap_or(0).min(16));
        let base = format!("{dots}{}", node.module.as_ref().map_or("", |module| module.as_str()));
        for alias in &node.names {
            let name = alias.name.as_str();
            if name == "*" {
                self.add_import("*".to_owned(), base.clone(), &base);
                continue;
            }
            let bound = alias.asname.as_ref().map_or(name, |bound| bound.as_str());
            self.add_import(bound.to_owned(), format!("{base}.{name}"), &base);
        }
    }
}

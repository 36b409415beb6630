//! Where installed packages lie, as programs ask for it.

use std::rc::Rc;

use super::call::Given;
use super::fold::only;
use super::machine::Machine;
use super::value::Value;
use crate::artifact::code::Language;

/// The path of what a search for a module of Python yields.
const SPEC: &str = "importlib.util.find_spec()";

/// The file or folder of a package that a call finds.
pub(super) fn place(path: &str, given: &[Given]) -> Option<Value> {
    let name = || given.first().and_then(|given| only(&given.value)).filter(|name| !name.starts_with(['.', '/']));
    let module = |name: &str| format!("site-packages/{}", name.replace('.', "/"));
    match path {
        "require.resolve" | "import.meta.resolve" | "module.createRequire().resolve" => {
            let name = name()?.trim_start_matches("node:");
            let end = if matches!(name.rsplit('.').next(), Some("js" | "json")) { "" } else { "/index.js" };
            Some(Value::text(&format!("node_modules/{name}{end}")))
        }
        "importlib.util.find_spec" => {
            let text = Value::text(&format!("{}/__init__.py", module(name()?)));
            Some(Value { path: Some(SPEC.into()), ..text })
        }
        "importlib.resources.files" => {
            Some(Value { path: Some("pathlib.Path()".into()), ..Value::text(&module(name()?)) })
        }
        "inspect.getfile" | "inspect.getsourcefile" => {
            let of = given.first().map(|given| given.value.path()).filter(|path| !path.is_empty())?;
            Some(Value::text(&format!("{}/__init__.py", module(of))))
        }
        "site.getsitepackages"
        | "site.getusersitepackages"
        | "distutils.sysconfig.get_python_lib"
        | "sysconfig.get_paths" => Some(Value::text("site-packages")),
        "sysconfig.get_path" => {
            name().filter(|name| matches!(*name, "purelib" | "platlib")).map(|_| Value::text("site-packages"))
        }
        _ => None,
    }
}

/// The folder that a file lies in, as far as its path is known.
pub(super) fn folder(file: &Value) -> Option<Value> {
    let folders: Vec<Rc<str>> = file
        .texts
        .iter()
        .filter_map(|text| Some(text.rsplit_once('/')?.0))
        .filter(|f| !f.is_empty())
        .map(Rc::from)
        .collect();
    (!folders.is_empty()).then(|| Value { texts: folders, ..file.data() })
}

impl Machine<'_> {
    /// What a member says of where a module lies: `json.__file__`, `find_spec("json").origin`.
    pub(super) fn file_of(&self, owner: &Value, name: &str) -> Vec<Rc<str>> {
        let module = owner.path();
        match name {
            "origin" | "submodule_search_locations" if module == SPEC => owner.texts.clone(),
            "__file__" | "__path__" if self.source().language == Language::Python => {
                let own = module.split('.').next().is_none_or(|first| self.stems.contains_key(first));
                let of_package = !own && !module.is_empty() && !module.ends_with("()") && owner.origins == 0;
                let path = || format!("site-packages/{}/__init__.py", module.replace('.', "/"));
                if of_package { Value::text(&path()).texts } else { Vec::new() }
            }
            _ => Vec::new(),
        }
    }
}

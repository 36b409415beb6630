//! Whether a file is worth a syntax tree, told from the lines that import.

use super::rule::Rules;

/// Whether a file imports a package that a rule speaks of.
pub(super) fn imports_framework(text: &str, rules: &Rules) -> bool {
    text.lines().any(|line| {
        let line = line.trim_start();
        // Lines of notebooks are strings of JSON.
        let line = line.strip_prefix('"').unwrap_or(line);
        if let Some(rest) = line.strip_prefix("from ").or_else(|| line.strip_prefix("import ")) {
            names(rest).any(|name| is_root(name, rules)) || quoted(line).is_some_and(|name| is_root(name, rules))
        } else {
            modules(line).any(|name| is_root(name, rules))
        }
    })
}

/// The modules of `import a.b as c, d` and of `from a.b import c`.
fn names(rest: &str) -> impl Iterator<Item = &str> {
    let end = rest.find(" import ").unwrap_or(rest.len());
    rest.get(..end)
        .unwrap_or(rest)
        .split(',')
        .map(|part| part.trim().split([' ', '\\', ';', '#']).next().unwrap_or_default())
}

/// The modules that a line of JavaScript imports, however closely it is written: `}from"x";import y from'z'`,
/// `require("x")`, `import("x")`.
fn modules(line: &str) -> impl Iterator<Item = &str> {
    ["from", "require", "import"].into_iter().flat_map(move |word| {
        line.match_indices(word).filter_map(move |(at, word)| {
            let rest = line.get(at + word.len()..)?.trim_start_matches([' ', '(']);
            let module = rest.strip_prefix(['"', '\''])?;
            module.split(['"', '\'']).next()
        })
    })
}

/// The last quoted text of a line: the module of an import.
fn quoted(line: &str) -> Option<&str> {
    let end = line.rfind(['\'', '"'])?;
    let quote = line.get(end..=end)?;
    let start = line.get(..end)?.rfind(quote)?;
    line.get(start + 1..end)
}

/// Whether a module is a package of the rules or lies in one; relative imports of a framework's own files count, too.
fn is_root(module: &str, rules: &Rules) -> bool {
    let roots = rules.roots();
    let end = |skip: usize| module.match_indices(['.', '/']).nth(skip).map_or(module.len(), |(at, _)| at);
    let first = module.get(..end(0)).unwrap_or(module);
    let known = |name: &str| roots.binary_search_by(|root| root.as_str().cmp(name)).is_ok();
    if module.starts_with('@') {
        known(module.get(..end(1)).unwrap_or(module)) || known(module)
    } else {
        !first.is_empty() && known(first)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn imports_are_told_from_other_lines() {
        let rules = Rules::built_in();
        for (text, expected) in [
            ("from agents import Agent", true),
            ("import os, anthropic", true),
            ("    from langchain_openai.chat_models import ChatOpenAI", true),
            ("import { openai } from '@ai-sdk/openai';", true),
            ("} from \"@modelcontextprotocol/sdk/server/mcp.js\"", true),
            ("const OpenAI = require('openai')", true),
            ("# uses openai", false),
            ("from my_agents import x", false),
            ("import x from './openai'", false),
            ("import{a,b as o}from\"./chunk-1.js\";import{tool as s}from\"ai\";var m=1;export{m};", true),
            ("import{a}from\"./chunk-1.js\";export{a};", false),
            ("var x=require(\"./own\"),y=require(\"openai\");", true),
        ] {
            assert_eq!(imports_framework(text, rules), expected, "{text}");
        }
    }
}

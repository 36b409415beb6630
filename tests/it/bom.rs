//! `proofmark bom`: what a project is made of.

use std::collections::BTreeSet;

use proofmark::cli::ExitStatus;
use serde_json::Value;

use crate::harness::{folder, proofmark, proofmark_in, root};

/// Kinds that the samples in `fixtures/inventory` name all of.
const LABELLED: &[&str] = &["agent", "model", "tool", "mcp-server", "connection"];

fn inventory(run: &crate::harness::Run) -> Value {
    serde_json::from_str(&run.out).unwrap_or_else(|error| panic!("{error}: {}{}", run.out, run.err))
}

/// A component of a sample: kind and name, the places where it is seen, and the names of what it is linked to.
#[derive(Debug)]
struct Thing {
    what: String,
    places: Vec<String>,
    links: BTreeSet<String>,
}

/// The components of a sample but those of the kinds that are `left_out`.
fn found(inventory: &Value, left_out: impl Fn(&str) -> bool) -> Vec<Thing> {
    let text = |value: &Value, at: &str| {
        let value = value.pointer(at).unwrap_or(&Value::Null);
        value.as_str().map_or_else(|| value.to_string(), str::to_owned)
    };
    let list = |value: &Value, at: &str| value.pointer(at).and_then(Value::as_array).cloned().unwrap_or_default();
    let (components, edges) = (list(inventory, "/components"), list(inventory, "/edges"));
    let name = |id: &str| components.iter().find(|other| text(other, "/id") == id).map(|other| text(other, "/name"));
    let thing = |component: &Value| {
        let place = |seen: &Value| format!("{}:{}", text(seen, "/location/path"), text(seen, "/location/start/line"));
        let id = text(component, "/id");
        let own = edges.iter().filter(|edge| text(edge, "/from") == id && text(edge, "/relation") != "served-by");
        Thing {
            what: format!("{} {}", text(component, "/kind"), text(component, "/name")),
            places: list(component, "/evidence").iter().map(place).collect(),
            links: own.filter_map(|edge| name(&text(edge, "/to"))).collect(),
        }
    };
    components.iter().filter(|component| !left_out(&text(component, "/kind"))).map(thing).collect()
}

/// How what is found differs from lines `KIND NAME PATH:LINE -> LINK, LINK`; without an arrow, links are not compared.
fn mistakes(sample: &str, expected: &str, mut found: Vec<Thing>) -> Vec<String> {
    let mut mistakes = Vec::new();
    for line in expected.lines().filter(|line| !line.is_empty()) {
        let (thing, links) = line.split_once(" -> ").map_or((line, None), |(thing, links)| (thing, Some(links)));
        let (what, place) = thing.rsplit_once(' ').unwrap_or_else(|| panic!("{line}"));
        let hit = found.iter().position(|thing| thing.what == what && thing.places.iter().any(|at| at == place));
        let Some(thing) = hit.map(|index| found.remove(index)) else {
            mistakes.push(format!("{sample}: missing {line}"));
            continue;
        };
        let links = links.map(|links| links.split(", ").map(str::to_owned).collect::<BTreeSet<_>>());
        if links.is_some_and(|links| links != thing.links) {
            mistakes.push(format!("{sample}: {line}, but it is linked to {:?}", thing.links));
        }
    }
    mistakes.extend(found.into_iter().map(|extra| format!("{sample}: false {extra:?}")));
    mistakes
}

fn inventory_of(folder: &std::path::Path) -> Value {
    inventory(&proofmark_in(folder, ["bom", "--allow-empty", "--format", "inventory-json"]))
}

#[test]
fn every_component_of_the_samples_is_found_where_it_stands_and_nothing_else_is() {
    let mut wrong = Vec::new();
    let mut count = 0;
    for entry in std::fs::read_dir(root().join("fixtures/inventory")).unwrap() {
        let sample = entry.unwrap().path();
        let Ok(expected) = std::fs::read_to_string(sample.join("expected.txt")) else { continue };
        let name = sample.file_name().unwrap().to_string_lossy().into_owned();
        let found = found(&inventory_of(&sample), |kind| !LABELLED.contains(&kind));
        wrong.extend(mistakes(&name, &expected, found));
        count += expected.lines().count();
    }
    assert!(count > 60, "the samples are gone");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_reader_finds_what_its_sample_says_and_nothing_in_what_looks_alike() {
    let mut wrong = Vec::new();
    for rule in proofmark::inventory::Reader::ALL.iter().map(|reader| reader.id()) {
        let sample = root().join("fixtures/extraction").join(rule);
        let mark = format!(r#""rule": "{rule}""#);
        for (side, wanted) in [("yes", true), ("no", false)] {
            let folder = sample.join(side);
            if !folder.is_dir() {
                wrong.push(format!("fixtures/extraction/{rule}/{side}: there is none"));
                continue;
            }
            let run = proofmark_in(&folder, ["bom", "--allow-empty", "--format", "inventory-json"]);
            if run.out.contains(&mark) != wanted {
                wrong.push(format!("{rule}: the rule {} in `{side}`", if wanted { "is not met" } else { "is met" }));
            }
            let expected = std::fs::read_to_string(folder.join("expected.txt"));
            match expected {
                Ok(expected) => {
                    wrong.extend(mistakes(rule, &expected, found(&inventory(&run), |kind| kind == "model-api")));
                }
                Err(error) if wanted => wrong.push(format!("fixtures/extraction/{rule}/yes/expected.txt: {error}")),
                Err(_) => {}
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_project_is_a_table_of_what_it_is_made_of() {
    let run = proofmark_in(&root().join("fixtures/inventory/package"), ["bom"]);
    assert_eq!(run.status, ExitStatus::Yes);
    insta::assert_snapshot!(run.out, @r"
    KIND        NAME                 VERSION    PIN       USES                                                   WHERE
    agent       Expert                                    o3, FileSearchTool, lookup, refund_invoice, docs, git  desk/main.py:16
    agent       Triage                                    gpt-4.1-mini, Expert                                   desk/main.py:23
    model       openai/gpt-4.1-mini             floating                                                         desk/constants.py:1 +1
    model       openai/o3                       floating                                                         desk/constants.py:2 +1
    model-api   openai                                                                                           desk/constants.py:1 +1
    mcp-server  mcp-server-git       2025.1.14  exact                                                            desk/main.py:14
    connection  git                                       mcp-server-git                                         desk/main.py:14
    connection  docs                                                                                             desk/main.py:15
    tool        FileSearchTool                                                                                   desk/main.py:20
    tool        lookup                                                                                           desk/tools/billing.py:12 +1
    tool        refund_invoice                                                                                   desk/tools/billing.py:6 +1
    prompt      Expert system                   digest                                                           desk/main.py:18

    2 agents, 2 models, 1 model api, 1 mcp server, 2 connections, 3 tools, 1 prompt; 12 edges
    not seen: 2 servers not asked
    ");
}

#[test]
fn nothing_in_the_output_depends_on_the_order_of_reading() {
    let sample = root().join("fixtures/inventory/package");
    let runs: BTreeSet<String> =
        (0..3).map(|_| proofmark_in(&sample, ["bom", "--format", "inventory-json"]).out).collect();
    assert_eq!(runs.len(), 1);
}

#[test]
fn an_agent_is_linked_to_its_model_its_tools_and_the_agents_it_hands_off_to() {
    let run = proofmark_in(&root().join("fixtures/inventory/package"), ["bom", "--format", "inventory-json"]);
    let inventory = inventory(&run);
    let edges = inventory["edges"].as_array().unwrap().iter();
    let of_agents = edges.filter(|edge| edge["from"].as_str().unwrap().starts_with("agent:"));
    let lines: Vec<String> = of_agents
        .map(|edge| format!("{} {} {}", edge["from"], edge["relation"], edge["to"]).replace('"', ""))
        .collect();
    insta::assert_snapshot!(lines.join("\n"), @r"
    agent:desk/main.py#Expert uses-model model:openai/o3
    agent:desk/main.py#Expert uses-tool tool:desk/main.py#FileSearchTool
    agent:desk/main.py#Expert uses-tool tool:desk/tools/billing.py#lookup
    agent:desk/main.py#Expert uses-tool tool:desk/tools/billing.py#refund_invoice
    agent:desk/main.py#Expert connects connection:desk/main.py#docs
    agent:desk/main.py#Expert connects connection:desk/main.py#git
    agent:desk/main.py#Expert instructs prompt:desk/main.py#Expert%20system
    agent:desk/main.py#Triage uses-model model:openai/gpt-4.1-mini
    agent:desk/main.py#Triage hands-off-to agent:desk/main.py#Expert
    ");
}

#[test]
fn a_credential_is_named_and_its_value_is_not_shown() {
    let folder = folder(&[(
        ".mcp.json",
        r#"{"mcpServers":{"db":{"command":"npx","args":["-y","pg-mcp@1.0.0","postgresql://app:hunter2@db.example/x","--api-key","k-123456"],"env":{"PG_TOKEN":"t-987654","MODE":"ro"}},
           "far":{"url":"https://user:secret1@mcp.example/mcp?key=abcdef","headers":{"Authorization":"Bearer ${FAR}"}}}}"#,
    )]);
    for format in ["text", "inventory-json"] {
        let run = proofmark_in(folder.path(), ["bom", "--format", format]);
        for secret in ["hunter2", "k-123456", "t-987654", "secret1", "abcdef"] {
            assert!(!run.out.contains(secret), "{secret} in {}", run.out);
        }
        assert!(run.out.contains("PG_TOKEN") && run.out.contains("FAR"), "{}", run.out);
    }
}

#[test]
fn what_is_decided_at_run_time_is_said_to_be_unseen() {
    let folder = folder(&[(
        "app.py",
        "import os, sys\nfrom agents import Agent\nbot = Agent(name='Bot', model=os.environ['MODEL'], tools=load())\nother = Agent(name='Other', model=sys.argv[1])\n",
    )]);
    let run = proofmark_in(folder.path(), ["bom", "--format", "inventory-json"]);
    assert_eq!(run.status, ExitStatus::Yes);
    let inventory = inventory(&run);
    let unseen = inventory["unseen"].as_array().unwrap().iter().map(|unseen| unseen["what"].as_str().unwrap());
    insta::assert_snapshot!(unseen.collect::<Vec<_>>().join("\n"), @r"
    further tools are chosen at run time
    the model is the value of `MODEL`
    the model is chosen at run time
    ");
}

#[test]
fn versions_and_digests_come_from_lock_files() {
    let run = proofmark_in(&root().join("fixtures/inventory/locks"), ["bom"]);
    assert_eq!(run.status, ExitStatus::Yes, "{}", run.out);
    insta::assert_snapshot!(run.out, @r"
    KIND     NAME                         VERSION  PIN       USES  WHERE
    package  zod                          3.25.1   digest          berry/yarn.lock:4
    package  github.com/mark3labs/mcp-go  v0.25.0  exact           go/go.mod:6
    package  ai                           5.0.1    digest          npm/package-lock.json:5 +1
    package  @scope/b                     1.2.3    exact           npm/package-lock.json:6
    package  anthropic                    0.40.0   digest          pip/requirements.txt:1
    package  langgraph                    >=0.2    range           pip/requirements.txt:3
    package  chromadb                     0.5.0    digest          pipenv/Pipfile.lock:1
    package  @mastra/core                 0.20.0   digest          pnpm/pnpm-lock.yaml:3
    package  hono                         4.6.0    exact           pnpm/pnpm-lock.yaml:5
    package  litellm                      1.50.0   digest          poetry/poetry.lock:2
    package  crewai                                floating        py/pyproject.toml:4
    package  openai-agents                0.4.2    digest          py/pyproject.toml:4 +1
    package  rmcp                         3.8.0    digest          rust/Cargo.lock:4
    package  @ai-sdk/openai               2.0.9    exact           yarn/yarn.lock:3

    14 packages; 0 edges
    not seen: 2 without a lock file
    ");
}

#[test]
fn a_lock_file_that_cannot_be_read_is_a_gap() {
    let folder =
        folder(&[("package.json", r#"{"name":"x","dependencies":{"ai":"5.0.0"}}"#), ("package-lock.json", "{")]);
    let run = proofmark_in(folder.path(), ["bom"]);
    assert_eq!(run.status, ExitStatus::Unknown);
    assert!(run.out.contains("not read: package-lock.json: cannot be parsed"), "{}", run.out);
}

#[test]
fn an_empty_folder_is_nothing_to_list() {
    let folder = folder(&[("notes.txt", "gpt-4o")]);
    let run = proofmark_in(folder.path(), ["bom"]);
    assert_eq!(run.status, ExitStatus::Unknown);
    insta::assert_snapshot!(run.err, @r"
    error: there is nothing to list in `.`
      help: name the folder of an agent, or allow it with `--allow-empty`
    ");
    assert_eq!(proofmark_in(folder.path(), ["bom", "--allow-empty"]).status, ExitStatus::Yes);
}

#[test]
fn names_that_lead_in_circles_and_lists_of_lists_end() {
    let mut lists = String::from("from agents import Agent\nx0 = []\n");
    for index in 1..12 {
        let inner = vec![format!("x{}", index - 1); 40].join(", ");
        lists = lists + "x" + &index.to_string() + " = [" + &inner + "]\n";
    }
    lists += "a = Agent(name='A', tools=x11)\n";
    let circle = "from agents import Agent\nfrom b import m as n\nm = n\nc = Agent(name=m, model=n)\nclass K(K): pass\nself = self.x\nk = K(K).x\n";
    let back = "from a import m\n";
    let deep = format!("from agents import Agent\nAgent(name={}'x'{})\n", "f(".repeat(5000), ")".repeat(5000));
    let folder = folder(&[("lists.py", &lists), ("a.py", circle), ("b.py", back), ("deep.py", &deep)]);
    let run = proofmark_in(folder.path(), ["bom", "--format", "inventory-json"]);
    assert!(inventory(&run)["components"].as_array().unwrap().len() >= 2, "{}", run.out);
}

#[test]
fn the_help_names_every_format() {
    let run = proofmark(["bom", "--help"]);
    assert_eq!(run.status, ExitStatus::Yes);
    assert!(run.out.contains("inventory-json") && run.out.contains("text"), "{}", run.out);
}

#[test]
fn the_configuration_of_the_folder_that_one_stands_in_applies() {
    let agent = "from openai import OpenAI\nOpenAI().chat.completions.create(model=\"gpt-4o\", messages=[])\n";
    let folder = folder(&[("app/agent.py", agent), ("vendor/agent.py", &agent.replace("gpt-4o", "gpt-4.1"))]);
    let models = |args: &[&str]| {
        let run = proofmark_in(folder.path(), ["bom"].into_iter().chain(args.iter().copied()));
        (run.status, run.out.contains("gpt-4o"), run.out.contains("gpt-4.1"), run.err)
    };
    let write = |text: &str| std::fs::write(folder.path().join("proofmark.toml"), text).unwrap();
    assert_eq!(models(&[]), (ExitStatus::Yes, true, true, String::new()));
    assert_eq!(models(&["--exclude", "app/**"]), (ExitStatus::Yes, false, true, String::new()));
    write("exclude = [\"vendor/**\"]\n");
    assert_eq!(models(&[]), (ExitStatus::Yes, true, false, String::new()));
    assert_eq!(models(&["--no-config"]), (ExitStatus::Yes, true, true, String::new()));
    write("[limits]\nmax-file-size = 16\n");
    assert_eq!(models(&[]).0, ExitStatus::Unknown);
    assert_eq!(models(&["--max-file-size", "4M"]).0, ExitStatus::Yes);
    write("excluded = []\n");
    let (status, _, _, err) = models(&[]);
    assert!(status == ExitStatus::Unknown && err.contains("proofmark.toml:1:1: unknown key `excluded`"), "{err}");
}

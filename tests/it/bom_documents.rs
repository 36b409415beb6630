//! Bills of materials as documents: validated, compared, merged, converted.

use std::path::PathBuf;

use proofmark::bom::{BomFile, cyclonedx};
use proofmark::cli::ExitStatus;
use proofmark::text::SourceFile;
use serde_json::Value;

use crate::harness::{folder, proofmark, proofmark_in, root};

/// The samples of the specification, of one version and prefix, sorted.
fn official(version: &str, prefix: &str) -> Vec<PathBuf> {
    let folder = root().join("fixtures/bom/official").join(version);
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.file_name().unwrap().to_str().unwrap().starts_with(prefix));
    files.sort();
    files
}

fn relative(path: &std::path::Path) -> &str {
    path.strip_prefix(root()).unwrap().to_str().unwrap()
}

#[test]
fn every_official_document_is_read_and_written_without_loss() {
    let mut read = 0;
    for version in ["1.3", "1.4", "1.5", "1.6", "1.7"] {
        for path in official(version, "valid-") {
            let text = std::fs::read(&path).unwrap();
            let before: Value = serde_json::from_slice(&text).unwrap();
            let bom = BomFile::parse(SourceFile::new(relative(&path), text)).unwrap();
            let after = serde_json::to_value(bom.cyclonedx().unwrap().unwrap()).unwrap();
            assert_eq!(before, after, "{}", path.display());
            read += 1;
        }
    }
    assert_eq!(read, 26 + 29 + 36 + 45 + 61);
}

#[test]
fn every_official_document_is_judged_as_the_specification_judges_it() {
    let faults = |prefix: &str| {
        let files = ["1.3", "1.4", "1.5", "1.6", "1.7"].into_iter().flat_map(|version| official(version, prefix));
        let names: Vec<PathBuf> = files.collect();
        names
            .iter()
            .map(|path| proofmark(["bom", "validate", relative(path)]))
            .map(|run| (run.status, run.out))
            .collect::<Vec<_>>()
    };
    assert!(faults("invalid-").iter().all(|(status, _)| *status != ExitStatus::Yes));
    // What the schema cannot see: samples that refer to what they leave out, and a digest that is none.
    let wrong: String =
        faults("valid-").into_iter().filter(|(status, _)| *status != ExitStatus::Yes).map(|(_, out)| out).collect();
    let wrong: Vec<&str> = wrong.lines().filter(|line| line.contains("error[")).collect();
    insta::assert_snapshot!(wrong.join("\n"), @r"
    fixtures/bom/official/1.5/valid-evidence-1.5.json:43:13: error[reference]: /components/0/evidence/identity/tools/0: `bom-ref-of-tool-that-performed-analysis` is the `bom-ref` of nothing here
    fixtures/bom/official/1.6/valid-attestation-1.6.json:23:28: error[reference]: /declarations/attestations/0/map/0/requirement: `requirement-1` is the `bom-ref` of nothing here
    fixtures/bom/official/1.6/valid-evidence-1.6.json:44:13: error[reference]: /components/0/evidence/identity/tools/0: `bom-ref-of-tool-that-performed-analysis` is the `bom-ref` of nothing here
    fixtures/bom/official/1.7/valid-attestation-1.7.json:23:28: error[reference]: /declarations/attestations/0/map/0/requirement: `requirement-1` is the `bom-ref` of nothing here
    fixtures/bom/official/1.7/valid-cryptography-full-1.7.json:53:24: error[hash]: /components/1/cryptoProperties/certificateProperties/fingerprint/content: has 32 digits; SHA-256 has 64
    fixtures/bom/official/1.7/valid-evidence-1.7.json:44:13: error[reference]: /components/0/evidence/identity/tools/0: `bom-ref-of-tool-that-performed-analysis` is the `bom-ref` of nothing here
    ");
}

#[test]
fn a_broken_document_is_refused_with_the_place_of_the_fault() {
    let run = proofmark([
        "bom",
        "validate",
        "fixtures/bom/broken/neg1.json",
        "fixtures/bom/broken/neg2.json",
        "fixtures/bom/broken/neg3.json",
        "fixtures/bom/broken/neg4.json",
        "fixtures/bom/broken/neg5.json",
    ]);
    assert_eq!(run.status, ExitStatus::No);
    insta::assert_snapshot!(run.out, @r#"
    fixtures/bom/broken/neg1.json:1:4447: error[schema]: /components/3/versionRange: is allowed only beside `"isExternal": true`
    fixtures/bom/broken/neg1.json: not valid CycloneDX 1.7: 1 fault
    fixtures/bom/broken/neg2.json:1:1701: error[purl]: /components/0/purl: is not a package URL: URL scheme must be pkg
    fixtures/bom/broken/neg2.json:1:10291: error[reference]: /dependencies/0/dependsOn/10: `nope` is the `bom-ref` of nothing here
    fixtures/bom/broken/neg2.json: not valid CycloneDX 1.7: 2 faults
    fixtures/bom/broken/neg3.json:1:1495: error[schema]: /components: holds the same item twice
    fixtures/bom/broken/neg3.json:1:7799: error[duplicate-id]: /components/10/bom-ref: `model:ibm/granite-3.1-8b-instruct` is the `bom-ref` of `/components/0/bom-ref`, too
    fixtures/bom/broken/neg3.json: not valid CycloneDX 1.7: 2 faults
    fixtures/bom/broken/neg4.json:1:10392: error[reference]: /dependencies/0/dependsOn/10: `nope` is the `bom-ref` of nothing here
    fixtures/bom/broken/neg4.json: not valid CycloneDX 1.7: 1 fault
    fixtures/bom/broken/neg5.json:1:1654: error[purl]: /components/0/purl: is not a package URL: Missing required field name
    fixtures/bom/broken/neg5.json: not valid CycloneDX 1.7: 1 fault
    "#);
}

#[test]
fn sound_documents_of_every_format_are_valid() {
    let run = proofmark([
        "bom",
        "validate",
        "fixtures/bom/good/ex15.json",
        "fixtures/bom/good/ex16.json",
        "fixtures/bom/good/ex17.json",
        "fixtures/bom/good/ex.spdx.json",
        "fixtures/bom/good/spdx-2.3.json",
        "fixtures/bom/good/valid-bom-1.5.xml",
    ]);
    assert_eq!(run.status, ExitStatus::Yes, "{}{}", run.out, run.err);
    insta::assert_snapshot!(run.out, @r"
    fixtures/bom/good/ex15.json: valid CycloneDX 1.5
    fixtures/bom/good/ex16.json: valid CycloneDX 1.6
    fixtures/bom/good/ex17.json: valid CycloneDX 1.7
    fixtures/bom/good/ex.spdx.json: valid SPDX 3.0.1
    fixtures/bom/good/spdx-2.3.json: valid SPDX 2.3
    fixtures/bom/good/valid-bom-1.5.xml: valid CycloneDX 1.5 XML
    ");
}

#[test]
fn faults_that_no_schema_sees_are_found() {
    let bom = r#"{
  "bomFormat": "CycloneDX", "specVersion": "1.7",
  "components": [
    { "type": "library", "bom-ref": "a", "name": "a", "purl": "pkg:npm/a@1",
      "hashes": [{ "alg": "SHA-256", "content": "d41d8cd98f00b204e9800998ecf8427e" }],
      "licenses": [{ "expression": "MIT OR Nonsense" }] },
    { "type": "library", "bom-ref": "a", "name": "b", "isExternal": true, "versionRange": "^1.0" }
  ],
  "compositions": [{ "aggregate": "complete", "assemblies": ["gone"] }],
  "version": 1, "version": 2
}"#;
    let spdx = r#"{
  "spdxVersion": "SPDX-2.3", "dataLicense": "CC0-1.0", "SPDXID": "SPDXRef-DOCUMENT", "name": "x",
  "documentNamespace": "https://acme.example/x", "creationInfo": { "created": "yesterday", "creators": ["me"] },
  "packages": [{ "SPDXID": "SPDXRef-a", "name": "a", "licenseDeclared": "Nonsense", "vendor": "me" }],
  "relationships": [{ "spdxElementId": "SPDXRef-DOCUMENT", "relationshipType": "DESCRIBES", "relatedSpdxElement": "SPDXRef-b" }]
}"#;
    let files = folder(&[("bom.json", bom), ("spdx.json", spdx)]);
    let run = proofmark_in(files.path(), ["bom", "validate", "bom.json", "spdx.json"]);
    assert_eq!(run.status, ExitStatus::No);
    insta::assert_snapshot!(run.out, @r#"
    bom.json:5:49: error[hash]: /components/0/hashes/0/content: has 32 digits; SHA-256 has 64
    bom.json:6:36: error[license]: /components/0/licenses/0/expression: is not an SPDX expression: unknown term
    bom.json:7:37: error[duplicate-id]: /components/1/bom-ref: `a` is the `bom-ref` of `/components/0/bom-ref`, too
    bom.json:7:91: error[range]: /components/1/versionRange: is not a range of the form `vers:<scheme>/<constraints>`
    bom.json:9:62: error[reference]: /compositions/0/assemblies/0: `gone` is the `bom-ref` of nothing here
    bom.json:10:18: error[duplicate-name]: /: `version` stands twice in one object: readers disagree on which counts
    bom.json: not valid CycloneDX 1.7: 6 faults
    spdx.json:3:79: error[schema]: /creationInfo/created: is not a time in UTC
    spdx.json:3:105: error[schema]: /creationInfo/creators/0: begins with none of `Person: `, `Organization: ` and `Tool: `
    spdx.json:4:16: error[schema]: /packages/0: "downloadLocation" is missing
    spdx.json:4:73: error[license]: /packages/0/licenseDeclared: is not an SPDX expression: unknown term
    spdx.json:4:95: error[schema]: /packages/0/vendor: `vendor` is no field of this object
    spdx.json:5:115: error[reference]: /relationships/0/relatedSpdxElement: `SPDXRef-b` is the `SPDXID` of nothing here
    spdx.json: not valid SPDX 2.3: 6 faults
    "#);
}

#[test]
fn what_is_no_bom_is_said_to_be_none() {
    let deep = "<a>".repeat(100_000);
    let deep = format!("<bom xmlns=\"http://cyclonedx.org/schema/bom/1.5\">{deep}");
    let entity = r#"<!DOCTYPE x [<!ENTITY a "b">]><bom xmlns="http://cyclonedx.org/schema/bom/1.5"/>"#;
    let files = folder(&[
        ("a.json", "{"),
        ("b.json", "[]"),
        ("c.json", r#"{"bomFormat": "CycloneDX", "specVersion": "2.0"}"#),
        ("d.xml", &deep),
        ("e.xml", entity),
        ("f.xml", "<html/>"),
        ("g.json", &"[".repeat(100_000)),
    ]);
    let mut said = String::new();
    for name in ["a.json", "b.json", "c.json", "d.xml", "e.xml", "f.xml", "g.json", "absent.json"] {
        let run = proofmark_in(files.path(), ["bom", "validate", name]);
        assert_eq!(run.status, ExitStatus::Unknown);
        said.push_str(&run.err);
    }
    insta::assert_snapshot!(said, @r"
    error: a.json:1:1: EOF while parsing an object
    error: `b.json` is not a BOM in a known format
      help: name CycloneDX in JSON or XML, SPDX 2.3 in JSON, or SPDX 3.0.1 in JSON-LD
    error: `c.json` is CycloneDX 2.0, which is not supported
      help: CycloneDX 1.3 to 1.7 in JSON and 1.3 to 1.5 in XML, SPDX 2.2, 2.3 and 3.0.1 are read
    error: `d.xml` is XML that is nested too deep or brings definitions of its own
    error: `e.xml` is XML that is nested too deep or brings definitions of its own
    error: `f.xml` is not a BOM in a known format
      help: name CycloneDX in JSON or XML, SPDX 2.3 in JSON, or SPDX 3.0.1 in JSON-LD
    error: g.json:1:128: recursion limit exceeded
    error: `absent.json` does not exist
      help: check the path; it starts at the folder you stand in
    ");
}

/// A copy of a sound document with something changed.
fn changed(changes: &[(&str, &str)]) -> tempfile::TempDir {
    let old = std::fs::read_to_string(root().join("fixtures/bom/good/ex17.json")).unwrap();
    let mut new = old.clone();
    for (from, to) in changes {
        assert!(new.contains(from), "{from}");
        new = new.replace(from, to);
    }
    folder(&[("old.json", &old), ("new.json", &new)])
}

#[test]
fn a_change_is_classed_by_what_it_means() {
    let files = changed(&[
        ("1236b98d7e42cb", "9936b98d7e42cb"),
        ("gpt-4o@2024-08-06", "gpt-4.1"),
        ("\"gpt-4o\",\n   \"version\": \"2024-08-06\"", "\"gpt-4.1\""),
        ("\"snapshot\"", "\"floating\""),
        ("https://mcp.acme.test/mcp", "https://mcp.other.example/mcp"),
        ("\"k8s:read\"", "\"k8s:write\""),
        ("cf07194ee232", "df07194ee232"),
        ("\"value\": \"env:GITHUB_TOKEN\"", "\"value\": \"env:ADMIN_TOKEN\""),
    ]);
    let run = proofmark_in(files.path(), ["bom", "diff", "old.json", "new.json"]);
    assert_eq!(run.status, ExitStatus::No);
    insta::assert_snapshot!(run.out, @r"
    error[tool-changed]: tool `create_issue` its definition is another
      --> new.json#/components/5
       = was: sha256:1236b98d7e42cb3068972c2f59cce2ba402fa45b026829a16378864392f88a2d
       = is:  sha256:9936b98d7e42cb3068972c2f59cce2ba402fa45b026829a16378864392f88a2d
    error[prompt-changed]: prompt `triage system prompt` its text is another
      --> new.json#/components/6, from py/oai.py:11
    error[model-swapped]: model `openai/gpt-4.1` stands in the place of `openai/gpt-4o@2024-08-06`
      --> new.json#/components/1, from py/lg.py:13
    error[scope-widened]: a2a-peer `Travel Agent` has the scope `k8s:write`, which it had not
      --> new.json#/services/3
    error[endpoint-changed]: mcp-server `mcp/remote` is reached at https://mcp.other.example/mcp, and was at https://mcp.acme.test/mcp
      --> new.json#/services/1
    error[secret-added]: mcp-server `mcp/github` is given the secret `env:ADMIN_TOKEN`
      --> new.json#/services/0
    error[pin-weakened]: model `openai/gpt-4.1` is pinned by floating and was by snapshot
      --> new.json#/components/1, from py/lg.py:13
    7 changes, 7 of a class that counts
    ");
    let one =
        |class| proofmark_in(files.path(), ["bom", "diff", "old.json", "new.json", "--fail-on-change", class]).status;
    assert_eq!(one("model-swapped"), ExitStatus::No);
    assert_eq!(one("license-changed"), ExitStatus::Yes);
    assert_eq!(one("none"), ExitStatus::Yes);
    assert_eq!(one("all"), ExitStatus::No);
}

#[test]
fn changes_are_sarif_for_code_scanning() {
    let files = changed(&[("1236b98d7e42cb", "9936b98d7e42cb")]);
    let run = proofmark_in(files.path(), ["bom", "diff", "old.json", "new.json", "--format", "sarif"]);
    let log: Value = serde_json::from_str(&run.out).unwrap();
    let schema = std::fs::read(root().join("schemas/vendor/sarif-2.1.0.schema.json")).unwrap();
    let schema = jsonschema::validator_for(&serde_json::from_slice(&schema).unwrap()).unwrap();
    let wrong: Vec<String> = schema.iter_errors(&log).map(|error| error.to_string()).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
    let result = log.pointer("/runs/0/results/0").unwrap();
    assert_eq!(result.get("ruleId").unwrap(), "tool-changed");
    assert_eq!(result.pointer("/properties/pointer").unwrap(), "/components/5");
}

#[test]
fn the_same_bom_in_two_formats_differs_in_what_the_older_cannot_say() {
    let run = proofmark(["bom", "diff", "fixtures/bom/good/ex17.json", "fixtures/bom/good/ex15.json"]);
    assert_eq!(run.status, ExitStatus::Yes);
    insta::assert_snapshot!(run.out, @r"
    note[component-removed]: secret-ref `GITHUB_TOKEN` is gone
      --> fixtures/bom/good/ex17.json#/components/8
    1 change, 0 of a class that counts
    ");
}

const NEEDS: &str = r#"{
  "bomFormat": "CycloneDX", "specVersion": "1.6",
  "metadata": { "component": { "type": "application", "bom-ref": "agent", "name": "cluster-doctor", "version": "1.0.0",
    "properties": [{ "name": "proofmark:kind", "value": "agent" }, { "name": "proofmark:requires", "value": "k8s >=99.0.0" },
      { "name": "proofmark:requires", "value": "incident ^2.0.0" }, { "name": "proofmark:optional", "value": "gone" },
      { "name": "proofmark:requires", "value": "gone 1.x" }] } },
  "components": [
    { "type": "library", "bom-ref": "k8s", "name": "k8s-troubleshooting", "version": "1.0.0",
      "properties": [{ "name": "proofmark:kind", "value": "skill" }, { "name": "proofmark:requires", "value": "mcp ^1.0.0" }] },
    { "type": "library", "bom-ref": "incident", "name": "incident-response", "version": "2.1.0",
      "properties": [{ "name": "proofmark:kind", "value": "skill" }, { "name": "proofmark:requires", "value": "mcp >=2.0.0, <3" }] },
    { "type": "application", "bom-ref": "mcp", "name": "kubernetes-mcp", "version": "2.1.0",
      "properties": [{ "name": "proofmark:kind", "value": "mcp-server" }] },
    { "type": "application", "bom-ref": "gone", "name": "gone", "properties": [{ "name": "proofmark:kind", "value": "mcp-server" }] },
    { "type": "application", "bom-ref": "helper", "name": "helper", "properties": [{ "name": "proofmark:kind", "value": "agent" }] }
  ],
  "dependencies": [
    { "ref": "agent", "dependsOn": ["k8s", "incident", "gone", "helper"] },
    { "ref": "incident", "dependsOn": ["mcp", "k8s"] },
    { "ref": "k8s", "dependsOn": ["mcp"] },
    { "ref": "helper", "dependsOn": ["agent"] }
  ]
}"#;

#[test]
fn the_tree_of_needs_has_every_constraint_checked() {
    let files = folder(&[("bom.json", NEEDS)]);
    let run = proofmark_in(files.path(), ["bom", "deps", "bom.json", "--show-resolved"]);
    assert_eq!(run.status, ExitStatus::No);
    insta::assert_snapshot!(run.out, @r"
    agent cluster-doctor@1.0.0
      |- mcp-server gone@1.x [UNRESOLVED] (optional): no version says whether it is in 1.x
      |- skill incident-response@^2.0.0 [resolved] -> 2.1.0
        |- mcp-server kubernetes-mcp@>=2.0.0, <3 [resolved] -> 2.1.0
        |- skill k8s-troubleshooting@1.0.0 [resolved] -> 1.0.0
          |- mcp-server kubernetes-mcp@^1.0.0 [VERSION-MISMATCH] -> 2.1.0: 2.1.0 is not in ^1.0.0
      |- skill k8s-troubleshooting@>=99.0.0 [VERSION-MISMATCH] -> 1.0.0 (see above): 1.0.0 is not in >=99.0.0
      |- agent helper [resolved]
        |- agent cluster-doctor@1.0.0 [CYCLE] -> 1.0.0: cluster-doctor > helper > cluster-doctor
    conflict: mcp-server kubernetes-mcp no version is in all that is asked for: >=2.0.0, <3 for incident-response, ^1.0.0 for k8s-troubleshooting
    ");
}

#[test]
fn the_tree_of_needs_is_a_graph_for_other_tools() {
    let files = folder(&[("bom.json", NEEDS)]);
    let run = proofmark_in(files.path(), ["bom", "deps", "bom.json", "--root", "k8s", "--format", "json"]);
    insta::assert_snapshot!(run.out, @r#"
    {
      "schema": "https://proofmark.dev/bom-deps/v1",
      "artifacts": [
        {
          "artifact": {
            "kind": "skill",
            "name": "k8s-troubleshooting",
            "version": "1.0.0"
          },
          "dependencies": [
            {
              "name": "kubernetes-mcp",
              "kind": "mcp-server",
              "version": "2.1.0",
              "versionConstraint": "^1.0.0",
              "resolved": false,
              "dependencies": [],
              "status": "VERSION-MISMATCH",
              "reason": "2.1.0 is not in ^1.0.0",
              "required": true,
              "referencedBy": [
                "incident-response",
                "k8s-troubleshooting"
              ]
            }
          ]
        }
      ],
      "conflicts": [
        {
          "kind": "mcp-server",
          "name": "kubernetes-mcp",
          "message": "no version is in all that is asked for: >=2.0.0, <3 for incident-response, ^1.0.0 for k8s-troubleshooting"
        }
      ],
      "summary": {
        "mcp-server": 1,
        "skill": 1
      }
    }
    "#);
}

#[test]
fn the_tree_of_needs_is_a_picture() {
    let files = folder(&[("bom.json", NEEDS)]);
    let run = proofmark_in(files.path(), ["bom", "deps", "bom.json", "--root", "helper", "--format", "mermaid"]);
    insta::assert_snapshot!(run.out, @r##"
    flowchart LR
      n1["agent cluster-doctor@1.0.0"]
      n5["mcp-server gone"]
      n0["agent helper"]
      n3["skill incident-response@2.1.0"]
      n2["skill k8s-troubleshooting@1.0.0"]
      n4["mcp-server kubernetes-mcp@2.1.0"]
      n0 --> n1
      n1 --> n0
      n1 -->|"#62;=99.0.0 VERSION-MISMATCH"| n2
      n1 -->|"^2.0.0"| n3
      n1 -->|"1.x UNRESOLVED"| n5
      n2 -->|"^1.0.0 VERSION-MISMATCH"| n4
      n3 --> n2
      n3 -->|"#62;=2.0.0, #60;3"| n4
    "##);
    let run = proofmark_in(files.path(), ["bom", "deps", "bom.json", "--root", "incident", "--format", "dot"]);
    insta::assert_snapshot!(run.out, @r#"
    digraph deps {
      rankdir=LR;
      node [shape=box];
      n0 [label="skill incident-response@2.1.0", tooltip="incident"];
      n1 [label="skill k8s-troubleshooting@1.0.0", tooltip="k8s"];
      n2 [label="mcp-server kubernetes-mcp@2.1.0", tooltip="mcp"];
      n0 -> n1 [label=""];
      n0 -> n2 [label=">=2.0.0, <3"];
      n1 -> n2 [label="^1.0.0 VERSION-MISMATCH"];
    }
    "#);
    let run = proofmark_in(files.path(), ["bom", "deps", "bom.json", "--root", "nobody"]);
    assert_eq!(run.status, ExitStatus::Unknown);
    insta::assert_snapshot!(run.err, @r"
    error: `bom.json` lists nothing named `nobody`
      help: leave the name out to see all of them
    ");
}

#[test]
fn two_digests_of_one_name_stay_two_elements() {
    let files = changed(&[("1236b98d7e42cb", "9936b98d7e42cb"), ("\"Apache-2.0\"", "\"MIT\"")]);
    let run = proofmark_in(files.path(), ["bom", "merge", "old.json", "new.json", "-o", "merged.json", "--strict"]);
    assert_eq!(run.status, ExitStatus::No);
    insta::assert_snapshot!(run.err, @r"
    note: new.json: `citations` are dropped: they name places of a document, and those have moved
    note: new.json: `tool:github/create_issue` is kept beside its namesake: its SHA-256 is another
    ");
    let checked = proofmark_in(files.path(), ["bom", "validate", "merged.json"]);
    assert_eq!(checked.status, ExitStatus::Yes, "{}", checked.out);
    let merged = std::fs::read_to_string(files.path().join("merged.json")).unwrap();
    assert!(merged.contains("\"tool:github/create_issue~2\""));
    let same = proofmark_in(files.path(), ["bom", "merge", "old.json", "old.json", "-o", "same.json", "--strict"]);
    let diff = proofmark_in(files.path(), ["bom", "diff", "old.json", "same.json", "--fail-on-change", "all"]);
    assert_eq!((diff.status, diff.out.as_str()), (ExitStatus::Yes, "no changes\n"), "{}", same.err);
}

/// A document of SPDX with one package: its IRI, version, digest, and what else it says.
fn spdx(name: &str, package: &str, version: &str, digest: &str, more: &str) -> String {
    let iri = |id: &str| format!("https://{name}.example/sbom#{id}");
    format!(
        r#"{{"@context":"https://spdx.org/rdf/3.0.1/spdx-context.jsonld","@graph":[
        {{"type":"CreationInfo","@id":"_:c","specVersion":"3.0.1","created":"2026-01-01T00:00:00Z","createdBy":["{agent}"]}},
        {{"type":"Organization","spdxId":"{agent}","creationInfo":"_:c","name":"{name}"}},
        {{"type":"software_Package","spdxId":"{package}","creationInfo":"_:c","name":"tides","software_packageVersion":"{version}",
          "software_packageUrl":"pkg:npm/tides@{version}","verifiedUsing":[{{"type":"Hash","algorithm":"sha256","hashValue":"{digest}"}}]{more}}},
        {{"type":"software_File","spdxId":"{file}","creationInfo":"_:c","name":"{name}.txt"}},
        {{"type":"Relationship","spdxId":"{relation}","creationInfo":"_:c","from":"{package}","relationshipType":"contains","to":["{file}"]}},
        {{"type":"software_Sbom","spdxId":"{sbom}","creationInfo":"_:c","rootElement":["{package}"],"element":["{package}","{file}","{relation}"]}},
        {{"type":"SpdxDocument","spdxId":"{document}","creationInfo":"_:c","name":"{name}","profileConformance":["core","software"],
          "rootElement":["{sbom}"],"element":["{agent}","{package}","{file}","{relation}","{sbom}"]}}]}}"#,
        agent = iri("agent"),
        file = iri("file"),
        relation = iri("contains"),
        sbom = iri("sbom"),
        document = iri("document"),
    )
}

/// The elements of a merged document, by their IRIs.
fn graph(document: &str) -> std::collections::BTreeMap<String, Value> {
    let document: Value = serde_json::from_str(document).unwrap();
    let elements = document.get("@graph").and_then(Value::as_array).unwrap().iter();
    elements.filter_map(|element| Some((element.get("spdxId")?.as_str()?.to_owned(), element.clone()))).collect()
}

#[test]
fn a_package_of_two_spdx_documents_is_one_and_keeps_what_both_say() {
    let digest = "aa".repeat(32);
    let other = r#","description":"Knows the tides","software_homePage":"https://tides.example""#;
    let files = folder(&[
        ("a.spdx.json", &spdx("a", "https://a.example/sbom#tides", "1.0.0", &digest, "")),
        ("b.spdx.json", &spdx("b", "https://b.example/sbom#tides", "1.0.0", &digest, other)),
    ]);
    let merge = || proofmark_in(files.path(), ["bom", "merge", "a.spdx.json", "b.spdx.json", "--strict"]);
    let run = merge();
    assert_eq!((run.status, run.err.as_str()), (ExitStatus::Yes, ""));
    assert_eq!(run.out, merge().out);
    let graph = graph(&run.out);
    let package = &graph["https://a.example/sbom#tides"];
    assert_eq!(package["description"], "Knows the tides");
    assert_eq!(package["software_homePage"], "https://tides.example");
    // Whoever knew it by its other name still finds it.
    assert_eq!(package["externalIdentifier"][0]["identifier"], "https://b.example/sbom#tides");
    assert_eq!(graph["https://b.example/sbom#contains"]["from"], "https://a.example/sbom#tides");
    let documents: Vec<&Value> = graph.values().filter(|element| element["type"] == "SpdxDocument").collect();
    let [document] = documents.as_slice() else { panic!("{documents:?}") };
    assert!(document["spdxId"].as_str().unwrap().starts_with("https://a.example/sbom#document-merged-"));
    assert_eq!(document["rootElement"].as_array().unwrap().len(), 2);
    assert_eq!(
        document["comment"],
        "Merged of `a` (https://a.example/sbom#document) and `b` (https://b.example/sbom#document)."
    );
    std::fs::write(files.path().join("merged.json"), &run.out).unwrap();
    let checked = proofmark_in(files.path(), ["bom", "validate", "merged.json"]);
    insta::assert_snapshot!(checked.out, @"merged.json: valid SPDX 3.0.1");
}

#[test]
fn spdx_elements_that_contradict_each_other_are_both_kept() {
    let shared = "https://tides.example/package";
    let files = folder(&[
        ("a.spdx.json", &spdx("a", shared, "1.0.0", &"aa".repeat(32), r#","comment":"from a""#)),
        ("b.spdx.json", &spdx("b", shared, "1.0.0", &"bb".repeat(32), "")),
        ("c.spdx.json", &spdx("c", shared, "1.0.0", &"aa".repeat(32), r#","comment":"from c""#)),
    ]);
    let run = proofmark_in(files.path(), ["bom", "merge", "a.spdx.json", "b.spdx.json", "c.spdx.json", "--strict"]);
    assert_eq!(run.status, ExitStatus::No);
    insta::assert_snapshot!(run.err, @r"
    note: b.spdx.json: `https://tides.example/package` is kept beside its namesake: its sha256 is another
    note: c.spdx.json: `https://tides.example/package` its `comment` differs: the first is kept
    ");
    let graph = graph(&run.out);
    assert_eq!(graph["https://tides.example/package~2"]["verifiedUsing"][0]["hashValue"], "bb".repeat(32));
    assert_eq!(graph["https://b.example/sbom#contains"]["from"], "https://tides.example/package~2");
    assert_eq!(graph["https://c.example/sbom#contains"]["from"], shared);
}

#[test]
fn cyclonedx_and_spdx_become_spdx() {
    let good = ["fixtures/bom/good/ex17.json", "fixtures/bom/good/ex.spdx.json"].map(|path| root().join(path));
    let [cyclonedx, spdx] = good.each_ref().map(|path| path.to_str().unwrap());
    let files = folder(&[]);
    let run = proofmark_in(files.path(), ["bom", "merge", cyclonedx, spdx, "-o", "merged.json"]);
    assert_eq!(run.status, ExitStatus::Yes, "{}", run.err);
    let checked = proofmark_in(files.path(), ["bom", "validate", "merged.json"]);
    insta::assert_snapshot!(checked.out, @"merged.json: valid SPDX 3.0.1");
    let merged = graph(&std::fs::read_to_string(files.path().join("merged.json")).unwrap());
    let own = graph(&std::fs::read_to_string(spdx).unwrap());
    // What was a package of both has one IRI from here on, and keeps the other as an identifier; so that nothing is lost.
    let package = |id: &&String| own[*id]["type"].as_str().is_some_and(|kind| kind.ends_with("Package"));
    let gone = own.keys().filter(package).filter(|id| !merged.contains_key(*id));
    let identifiers: String = merged.values().map(|element| element["externalIdentifier"].to_string()).collect();
    let lost: Vec<&String> = gone.filter(|id| !identifiers.contains(id.as_str())).collect();
    assert_eq!(lost, Vec::<&String>::new());
    // One document twice is that document.
    let twice = proofmark(["bom", "merge", "fixtures/bom/good/ex.spdx.json", "fixtures/bom/good/ex.spdx.json"]);
    assert_eq!((twice.status, twice.err.as_str()), (ExitStatus::Yes, ""));
    assert_eq!(
        serde_json::from_str::<Value>(&twice.out).unwrap(),
        serde_json::from_str::<Value>(&std::fs::read_to_string(spdx).unwrap()).unwrap()
    );
}

/// A document of SPDX 2.3 with one package under an id that every document has, a file and a licence of its own.
fn spdx_2(name: &str, version: &str, digest: &str, license: &str, more: &str) -> String {
    format!(
        r#"{{"spdxVersion":"SPDX-2.3","SPDXID":"SPDXRef-DOCUMENT","name":"{name}","dataLicense":"CC0-1.0",
        "documentNamespace":"https://{name}.example/spdx","x-shelf":"{name}",
        "creationInfo":{{"created":"2026-01-01T00:00:00Z","creators":["Organization: {name}"]}},
        "hasExtractedLicensingInfos":[{{"licenseId":"LicenseRef-own","extractedText":"{license}"}}],
        "packages":[{{"SPDXID":"SPDXRef-1","name":"tides","versionInfo":"{version}","downloadLocation":"NOASSERTION",
          "licenseConcluded":"MIT OR LicenseRef-own","checksums":[{{"algorithm":"SHA256","checksumValue":"{digest}"}}]{more}}}],
        "files":[{{"SPDXID":"SPDXRef-2","fileName":"./{name}.txt","copyrightText":"NOASSERTION",
          "checksums":[{{"algorithm":"SHA1","checksumValue":"{sha1}"}}],"licenseConcluded":"NOASSERTION"}}],
        "relationships":[
          {{"spdxElementId":"SPDXRef-DOCUMENT","relationshipType":"DESCRIBES","relatedSpdxElement":"SPDXRef-1"}},
          {{"spdxElementId":"SPDXRef-1","relationshipType":"CONTAINS","relatedSpdxElement":"SPDXRef-2"}}]}}"#,
        sha1 = "cc".repeat(20),
    )
}

#[test]
fn spdx_2_stays_spdx_2_and_no_id_means_two_things() {
    let digest = "aa".repeat(32);
    let other = r#","description":"Knows the tides","x-note":["kept"]"#;
    let files = folder(&[
        ("a.json", &spdx_2("a", "1.0.0", &digest, "as a says", "")),
        ("b.json", &spdx_2("b", "1.0.0", &digest, "as b says", other)),
    ]);
    let merge = || proofmark_in(files.path(), ["bom", "merge", "a.json", "b.json", "--strict"]);
    let run = merge();
    insta::assert_snapshot!(run.err, @r"
    note: b.json: `x-shelf` differs: the first is kept
    note: b.json: `SPDXRef-1` its `licenseConcluded` differs: the first is kept
    ");
    assert_eq!((run.status, &run.out), (ExitStatus::No, &merge().out));
    let merged: Value = serde_json::from_str(&run.out).unwrap();
    assert!(merged["documentNamespace"].as_str().unwrap().starts_with("https://a.example/spdx-merged-"));
    assert_eq!(merged["comment"], "Merged of `a` (https://a.example/spdx) and `b` (https://b.example/spdx).");
    assert_eq!(merged["packages"].as_array().unwrap().len(), 1);
    assert_eq!(merged["packages"][0]["description"], "Knows the tides");
    assert_eq!(merged["packages"][0]["x-note"][0], "kept");
    // The files share an id, and the licences; neither are they the same.
    assert_eq!(merged["files"][1]["SPDXID"], "SPDXRef-2-2");
    assert_eq!(merged["hasExtractedLicensingInfos"][1]["licenseId"], "LicenseRef-own-2");
    assert_eq!(merged["relationships"][2]["relatedSpdxElement"], "SPDXRef-2-2");
    std::fs::write(files.path().join("merged.json"), &run.out).unwrap();
    let checked = proofmark_in(files.path(), ["bom", "validate", "merged.json"]);
    // Fields that SPDX does not know are kept, and said to be none of its.
    insta::assert_snapshot!(checked.out, @r"
    merged.json:7:14: error[schema]: /x-shelf: `x-shelf` is no field of this object
    merged.json:39:17: error[schema]: /packages/0/x-note: `x-note` is no field of this object
    merged.json: not valid SPDX 2.3: 2 faults
    ");
    let deps = proofmark_in(files.path(), ["bom", "diff", "a.json", "merged.json"]);
    assert_eq!(deps.status, ExitStatus::Yes, "{}{}", deps.out, deps.err);
    // One document twice is that document.
    let twice = proofmark_in(files.path(), ["bom", "merge", "b.json", "b.json", "--strict"]);
    assert_eq!((twice.status, twice.err.as_str()), (ExitStatus::Yes, ""));
    let own = std::fs::read_to_string(files.path().join("b.json")).unwrap();
    let [twice, own] = [&twice.out, &own].map(|text| serde_json::from_str::<Value>(text).unwrap());
    assert_eq!(twice, own);
}

#[test]
fn spdx_2_packages_that_contradict_each_other_are_both_kept() {
    let purl = r#","externalRefs":[{"referenceCategory":"PACKAGE-MANAGER","referenceType":"purl","referenceLocator":"pkg:npm/tides@1.0.0"}]"#;
    let files = folder(&[
        ("a.json", &spdx_2("a", "1.0.0", &"aa".repeat(32), "own", purl)),
        ("b.json", &spdx_2("b", "1.0.0", &"bb".repeat(32), "own", purl)),
        // The same by its package URL, whatever it is called there.
        ("c.json", &spdx_2("c", "1.0.0", &"aa".repeat(32), "own", purl).replace("SPDXRef-1", "SPDXRef-tides")),
    ]);
    let run = proofmark_in(files.path(), ["bom", "merge", "a.json", "b.json", "c.json"]);
    insta::assert_snapshot!(run.err, @r"
    note: b.json: `SPDXRef-1` is kept beside its namesake: its SHA256 is another
    note: b.json: `x-shelf` differs: the first is kept
    note: c.json: `x-shelf` differs: the first is kept
    ");
    let merged: Value = serde_json::from_str(&run.out).unwrap();
    let packages: Vec<&str> =
        merged["packages"].as_array().unwrap().iter().map(|one| one["SPDXID"].as_str().unwrap()).collect();
    assert_eq!(packages, ["SPDXRef-1", "SPDXRef-1-2"]);
    let contained = |at: usize| {
        let relationship = &merged["relationships"][at];
        (relationship["spdxElementId"].as_str().unwrap(), relationship["relatedSpdxElement"].as_str().unwrap())
    };
    assert_eq!(contained(3), ("SPDXRef-1-2", "SPDXRef-2-2"));
    assert_eq!(contained(4), ("SPDXRef-1", "SPDXRef-2-3"));
    assert_eq!(merged["hasExtractedLicensingInfos"].as_array().unwrap().len(), 1);
}

#[test]
fn spdx_2_beside_another_format_becomes_spdx_3() {
    let good = ["spdx-2.3.json", "ex.spdx.json", "ex17.json"].map(|name| root().join("fixtures/bom/good").join(name));
    let good = good.each_ref().map(|path| path.to_str().unwrap());
    let more = r#","originator":"Person: Jane (jane@tides.example)","primaryPackagePurpose":"OPERATING_SYSTEM","x-note":["kept"],
        "hasFiles":["SPDXRef-2"],"annotations":[{"annotationDate":"2026-01-02T00:00:00Z","annotationType":"REVIEW",
        "annotator":"Person: Jane (jane@tides.example)","comment":"looked at"}]"#;
    let files = folder(&[("a.json", &spdx_2("a", "1.0.0", &"aa".repeat(32), "own", more))]);
    for others in [&good[..1], &good[1..2], &good[2..], &good[..]] {
        let names = ["bom", "merge", "a.json"].into_iter().chain(others.iter().copied()).chain(["-o", "merged.json"]);
        let run = proofmark_in(files.path(), names);
        assert_eq!(run.status, ExitStatus::Yes, "{}", run.err);
        let checked = proofmark_in(files.path(), ["bom", "validate", "merged.json"]);
        let foreign = |line: &str| !line.contains("error[") || line.ends_with("is no field of this object");
        let right = if checked.out.contains("SPDX 2.3") {
            checked.out.lines().all(foreign)
        } else {
            checked.status == ExitStatus::Yes
        };
        assert!(right, "{others:?} {}", checked.out);
    }
    let merged = graph(&std::fs::read_to_string(files.path().join("merged.json")).unwrap());
    let package = &merged["https://a.example/spdx#SPDXRef-1"];
    assert_eq!(package["software_primaryPurpose"], "operatingSystem");
    let text = package["extension"].to_string();
    assert!(text.contains("proofmark:spdx2:x-note") && text.contains(r#"[\"kept\"]"#), "{text}");
    let files: Vec<&Value> = merged.values().filter(|one| one["from"] == package["spdxId"]).collect();
    let mut kinds: Vec<&str> = files.iter().map(|one| one["relationshipType"].as_str().unwrap()).collect();
    kinds.sort_unstable();
    assert_eq!(kinds, ["contains", "hasConcludedLicense"]);
    let review = merged.values().find(|one| one["type"] == "Annotation").unwrap();
    assert_eq!((&review["statement"], &review["subject"]), (&"looked at".into(), &package["spdxId"]));
    // The tree is the same, whichever format it is read from.
    let spdx_2 = good[0];
    let old = proofmark(["bom", "deps", spdx_2]);
    let folder = folder(&[]);
    let run = proofmark_in(folder.path(), ["bom", "convert", spdx_2, "-o", "new.json"]);
    assert_eq!(run.status, ExitStatus::Yes, "{}", run.err);
    let new = proofmark_in(folder.path(), ["bom", "deps", "new.json"]);
    assert_eq!((new.status, new.out), (old.status, old.out));
}

#[test]
fn a_bom_becomes_spdx_and_keeps_what_diff_and_deps_ask_for() {
    let files = folder(&[]);
    let old = root().join("fixtures/bom/good/ex17.json");
    let old = old.to_str().unwrap();
    let run = proofmark_in(files.path(), ["bom", "convert", old, "-o", "spdx.json"]);
    assert_eq!(run.status, ExitStatus::Yes, "{}", run.err);
    let run = proofmark_in(files.path(), ["bom", "validate", "spdx.json"]);
    insta::assert_snapshot!(run.out, @"spdx.json: valid SPDX 3.0.1");
    let tree = |bom: &str| proofmark_in(files.path(), ["bom", "deps", bom]).out;
    // Names of secrets are properties of what needs them.
    let without_secrets: String =
        tree(old).lines().filter(|l| !l.contains("secret-ref")).map(|l| format!("{l}\n")).collect();
    assert_eq!(tree("spdx.json"), without_secrets);
}

#[test]
fn the_crate_that_knows_1_5_is_asked_and_decides_nothing() {
    let dangling = r#"{"bomFormat":"CycloneDX","specVersion":"1.5","version":1,
        "dependencies":[{"ref":"a","dependsOn":[]}]}"#;
    let unread = r#"{"bomFormat":"CycloneDX","specVersion":"1.5","version":1,"components":[
        {"type":"data","name":"squad","data":[{"type":"dataset"}]}]}"#;
    let files =
        folder(&[("dangling.json", dangling), ("unread.json", unread), ("new.json", &dangling.replace("1.5", "1.6"))]);
    let run = proofmark_in(files.path(), ["bom", "validate", "dangling.json"]);
    insta::assert_snapshot!(
        run.err,
        @"note: dangling.json: cyclonedx-bom objects: /dependency_ref: Dependency ref 'a' does not exist in the BOM"
    );
    assert_eq!(run.status, ExitStatus::No);
    // What the schema allows and the crate does not read stays valid.
    let run = proofmark_in(files.path(), ["bom", "validate", "unread.json"]);
    assert!(run.err.starts_with("note: unread.json: cyclonedx-bom objects: "), "{}", run.err);
    assert_eq!((run.status, run.out.as_str()), (ExitStatus::Yes, "unread.json: valid CycloneDX 1.5\n"));
    assert_eq!(proofmark_in(files.path(), ["bom", "validate", "new.json"]).err, "");
}

#[test]
fn xml_is_read_by_the_crate_that_knows_it() {
    let run = proofmark(["bom", "convert", "fixtures/bom/good/valid-bom-1.5.xml", "--format", "cyclonedx-json"]);
    assert_eq!(run.status, ExitStatus::Yes, "{}", run.err);
    let bom: cyclonedx::Bom = serde_json::from_str(&run.out).unwrap();
    let names: Vec<&str> = bom.all_components().iter().map(|component| component.name.as_str()).collect();
    insta::assert_snapshot!(names.join(" "), @"Acme Application tomcat-catalina mylibrary myframework");
}

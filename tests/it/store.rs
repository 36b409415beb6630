//! What is packed, and what the store makes of it.

use proofmark::cli::ExitStatus;
use proofmark::store::{Annotations, Layout, Store as _, attach};

use crate::harness::{SKILL, folder, proofmark_in};

#[test]
fn the_same_files_have_the_same_digest_everywhere() {
    let here = folder(&[("a/b/SKILL.md", SKILL), ("a/b/scripts/list.sh", "#!/bin/sh\nls notes\n")]);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let script = here.path().join("a/b/scripts/list.sh");
        std::fs::set_permissions(&script, std::fs::Permissions::from_mode(0o700)).unwrap();
    }
    std::fs::create_dir_all(here.path().join("a/b/.git")).unwrap();
    std::fs::write(here.path().join("a/b/.git/HEAD"), "ref: refs/heads/main\n").unwrap();
    let run = proofmark_in(here.path(), ["pack", "a/b", "-o", "layout"]);
    assert_eq!(run.status, ExitStatus::Yes, "{}", run.err);
    insta::assert_snapshot!(run.err, @r"
    note: `a/b/.git` is not packed: not part of an artifact
    note: packed skill `notes`, 2 files, 4119 bytes, in `layout` as `notes`
    ");
    // Of the manifest: it changes when what is packed changes, and at no other time.
    #[cfg(unix)]
    insta::assert_snapshot!(run.out, @"sha256:7b61b9865f129ebb147cd8b4e8929d567a3c7a5843bc97177cac20dc095c42b0");
    let layout = Layout::open(here.path().join("layout")).unwrap();
    let manifest = layout.manifest(run.out.trim().parse().unwrap()).unwrap().unwrap();
    let manifest: serde_json::Value = serde_json::from_slice(&manifest).unwrap();
    #[cfg(unix)]
    insta::assert_snapshot!(serde_json::to_string_pretty(&manifest).unwrap(), @r#"
    {
      "schemaVersion": 2,
      "mediaType": "application/vnd.oci.image.manifest.v1+json",
      "artifactType": "application/vnd.agentskills.skill.v1",
      "config": {
        "mediaType": "application/vnd.oci.image.config.v1+json",
        "digest": "sha256:ee7202445a41810c07b6a25e806cd716eecf2583d57910a6c85c013104b4a11e",
        "size": 163
      },
      "layers": [
        {
          "mediaType": "application/vnd.oci.image.layer.v1.tar+gzip",
          "digest": "sha256:d7454394918ec61c98712eb70d5f6a292ed3de0c13866d70f71f79d575b10ce7",
          "size": 4119,
          "annotations": {
            "io.deis.oras.content.digest": "sha256:d6eb6edb1bd066142a3112c4ffed6e48f2962bbd9df37662c3e4d1153e1ae911",
            "io.deis.oras.content.unpack": "true",
            "org.opencontainers.image.title": "notes"
          }
        }
      ],
      "annotations": {
        "io.agentskills.skill.name": "notes",
        "org.opencontainers.image.title": "notes"
      }
    }
    "#);
    // Elsewhere, written in another order, below another name.
    let there = folder(&[("kit/scripts/list.sh", "#!/bin/sh\nls notes\n"), ("kit/SKILL.md", SKILL)]);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let script = there.path().join("kit/scripts/list.sh");
        std::fs::set_permissions(&script, std::fs::Permissions::from_mode(0o755)).unwrap();
    }
    let again = proofmark_in(&there.path().join("kit"), ["pack", "."]);
    assert_eq!(again.out, run.out);
}

#[test]
fn every_kind_of_artifact_has_its_type() {
    let card = r#"{"name":"Notes","description":"Keeps notes.","url":"https://notes.example/a2a","version":"1.0.0","protocolVersion":"0.3.0","capabilities":{},"defaultInputModes":["text/plain"],"defaultOutputModes":["text/plain"],"skills":[]}"#;
    let server = r#"{"$schema":"https://static.modelcontextprotocol.io/schemas/2025-09-29/server.schema.json","name":"io.example/notes","description":"Keeps notes","version":"1.0.0"}"#;
    let here = folder(&[
        ("notes/SKILL.md", SKILL),
        ("agent-card.json", card),
        ("server.json", server),
        ("notes.mcpb", "PK"),
        ("words.txt", "word\n"),
        ("tree/a/b.txt", "b"),
    ]);
    for source in ["notes", "agent-card.json", "server.json", "notes.mcpb", "words.txt", "tree"] {
        let run = proofmark_in(here.path(), ["pack", source]);
        assert_eq!(run.status, ExitStatus::Yes, "{source}: {}", run.err);
    }
    let run = proofmark_in(here.path(), ["store", "list"]);
    let mut kinds: Vec<&str> = run.out.lines().map(|line| line.split_once(' ').unwrap().1).collect();
    kinds.sort_unstable();
    insta::assert_snapshot!(kinds.join("\n"), @r"
    application/a2a-agent-card+json agent-card.json
    application/mcp-server+json server.json
    application/vnd.agentskills.skill.v1 notes
    application/vnd.proofmark.file.v1 words.txt
    application/vnd.proofmark.folder.v1 tree
    application/vnd.proofmark.mcpb.v1 notes.mcpb
    ");
}

#[test]
fn what_cannot_be_read_whole_or_unpacked_everywhere_is_not_packed() {
    let here = folder(&[
        ("case/a.txt", "a"),
        ("case/A.txt", "A"),
        ("link/a.txt", "a"),
        ("empty/.git/HEAD", "ref"),
        ("-x/a.txt", "a"),
    ]);
    #[cfg(unix)]
    std::os::unix::fs::symlink("/etc/passwd", here.path().join("link/b.txt")).unwrap();
    let mut told = String::new();
    for source in ["case", "link", "empty", "./-x", "nowhere"] {
        let run = proofmark_in(here.path(), ["pack", source]);
        assert_eq!((run.status, run.out.as_str()), (ExitStatus::Unknown, ""), "{source}");
        told += &run.err;
    }
    #[cfg(unix)]
    insta::assert_snapshot!(told, @r"
    error: `case/a.txt` cannot be packed: two entries of the archive have one name (`case/A.txt` differs in case or encoding only)
      help: an artifact is packed whole or not at all: correct it, or move it out of the folder
    error: `link/b.txt` cannot be packed: a symbolic link that leaves the scanned folder or leads nowhere
      help: an artifact is packed whole or not at all: correct it, or move it out of the folder
    error: there is nothing in `empty` to pack
    error: `-x` is no name for an artifact
      help: give one with `--name`: lower-case letters, digits, `.`, `_` and `-`
    error: `nowhere` does not exist
      help: check the path; it starts at the folder you stand in
    ");
}

#[test]
fn evidence_is_listed_below_what_it_is_about_and_never_collected() {
    let here = folder(&[("notes/SKILL.md", SKILL)]);
    let first = proofmark_in(here.path(), ["pack", "notes"]).out.trim().parse().unwrap();
    let store = Layout::open(here.path().join(".proofmark/store")).unwrap();
    let annotations = Annotations::from([("dev.sigstore.bundle.content".to_owned(), "dsse-envelope".to_owned())]);
    let statement = attach(&store, first, "application/x-statement", b"it is good", annotations).unwrap();
    attach(&store, statement, "application/x-statement", b"so is that", Annotations::new()).unwrap();
    for text in ["Keep all notes.", "Keep few notes."] {
        std::fs::write(here.path().join("notes/SKILL.md"), format!("{SKILL}\n{text}\n")).unwrap();
        assert_eq!(proofmark_in(here.path(), ["pack", "notes"]).status, ExitStatus::Yes);
    }
    store.put_blob(b"of a write that did not end").unwrap();
    std::fs::write(here.path().join(".proofmark/store/blobs/sha256/00.tmp"), "half").unwrap();
    let shown = || proofmark_in(here.path(), ["store", "list"]).out;
    insta::assert_snapshot!(shown(), @r"
    sha256:3c64593e6d809e69ed23456ced9958fa8d312c071dff6829d54258dd7a5af26a application/vnd.agentskills.skill.v1
      sha256:0f9af110a23e60f6e3df2e35b3c9ae5de5d14d9f4826fdb4ca9dd0a56093be0d application/x-statement
        sha256:920f4021fbb87492f6a245c7c79e8c902364f8564a25f8c39c9af37466a4d19e application/x-statement
    sha256:94549147bdc597b7aded673b7345cdc6dc7785a20aacc32283178cb3e54f840a application/vnd.agentskills.skill.v1 notes
    sha256:fd9e6b0da0a3303d685364cc7964fbb1ca830b72caea01abafcdc8975813f387 application/vnd.agentskills.skill.v1
    ");
    insta::assert_snapshot!(proofmark_in(here.path(), ["store", "gc"]).out, @"removed 2 files, 31 bytes");
    let run = proofmark_in(here.path(), ["store", "gc", "--untagged"]);
    insta::assert_snapshot!(format!("{}{}", run.err, run.out), @r"
    note: removed sha256:fd9e6b0da0a3303d685364cc7964fbb1ca830b72caea01abafcdc8975813f387, which has no tag
    removed 3 files, 3493 bytes
    ");
    insta::assert_snapshot!(shown(), @r"
    sha256:3c64593e6d809e69ed23456ced9958fa8d312c071dff6829d54258dd7a5af26a application/vnd.agentskills.skill.v1
      sha256:0f9af110a23e60f6e3df2e35b3c9ae5de5d14d9f4826fdb4ca9dd0a56093be0d application/x-statement
        sha256:920f4021fbb87492f6a245c7c79e8c902364f8564a25f8c39c9af37466a4d19e application/x-statement
    sha256:94549147bdc597b7aded673b7345cdc6dc7785a20aacc32283178cb3e54f840a application/vnd.agentskills.skill.v1 notes
    ");
    let json = proofmark_in(here.path(), ["store", "list", "--format", "json"]).out;
    let rows: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(rows.as_array().unwrap().len(), shown().lines().count());
}

#[test]
fn a_folder_that_is_no_store_is_said_to_be_none() {
    let here = folder(&[("layout/oci-layout", r#"{"imageLayoutVersion":"2.0.0"}"#)]);
    let mut told = proofmark_in(here.path(), ["store", "list"]).err;
    told += &proofmark_in(here.path(), ["store", "list", "--store", "layout"]).err;
    insta::assert_snapshot!(told.replace(here.path().to_str().unwrap(), "HERE"), @r"
    error: `HERE/.proofmark/store` is no OCI image layout
      help: make one with `proofmark pack`, or name another folder
    error: `HERE/layout` is an image layout of version `2.0.0`, not 1.0.0
    ");
}

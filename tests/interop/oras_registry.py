"""What is pushed to a registry of others comes back out of it with oras-py, file by file, and its evidence is listed."""

import hashlib
import json
import pathlib
import socket
import subprocess
import time

import oras.client
import oras.oci
import oras.provider

from tools import WORK, ours

FOLDER = WORK / "oras"
SKILL = "---\nname: notes\ndescription: Keep notes. Use when notes are asked for.\n---\n\nKeep notes.\n"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def started():
    port = free_port()
    config = FOLDER / "registry.yml"
    config.write_text(
        f"version: 0.1\nstorage: {{ inmemory: {{}} }}\nhttp: {{ addr: '127.0.0.1:{port}' }}\nlog: {{ level: error }}\n"
    )
    server = subprocess.Popen(["docker-registry", "serve", config], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return server, f"127.0.0.1:{port}"
        except OSError:
            time.sleep(0.1)
    raise AssertionError("docker-registry does not answer")


def files(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in pathlib.Path(folder).rglob("*") if path.is_file()}


FOLDER.mkdir()
(FOLDER / "notes" / "scripts").mkdir(parents=True)
(FOLDER / "notes" / "SKILL.md").write_text(SKILL)
(FOLDER / "notes" / "scripts" / "tidy.sh").write_text("#!/bin/sh\nsort notes.txt\n")
server, host = started()
try:
    store = ("--store", "oras/store")
    ours("keygen", "--name", "oras/k", "--no-passphrase")
    digest = ours("pack", "oras/notes", *store).strip()
    ours("attest", digest, *store, "--type", "approval", "--key", "oras/k.key")
    target = f"{host}/kits/notes:1.0"
    ours("push", digest, target, *store)

    client = oras.client.OrasClient(insecure=True)
    manifest = client.get_manifest(target)
    assert manifest["artifactType"].startswith("application/"), manifest
    there = FOLDER / "there"
    there.mkdir()
    client.pull(target=target, outdir=str(there))
    # oras unpacks what the annotations of the layer say is an archive.
    assert files(there / "notes") == files(FOLDER / "notes"), sorted(files(there))

    # The list of evidence, as clients find it where a registry keeps none.
    index = client.get_manifest(f"{host}/kits/notes:{digest.replace(':', '-')}", allowed_media_type=["application/vnd.oci.image.index.v1+json"])
    (entry,) = index["manifests"]
    bundle = client.get_manifest(f"{host}/kits/notes@{entry['digest']}")
    blob = client.get_blob(target, bundle["layers"][0]["digest"]).content
    assert hashlib.sha256(blob).hexdigest() == bundle["layers"][0]["digest"].removeprefix("sha256:")
    assert json.loads(blob)["mediaType"] == "application/vnd.dev.sigstore.bundle.v0.3+json"
finally:
    server.terminate()
    server.wait(10)
print("interop: oras-py reads what is pushed")

"""The policy for an organisation with real signatures: workflows and people sign by identity, nobody holds a key."""

import json
import pathlib
import shutil
import time

from tools import WORK, ours, run

POLICIES = pathlib.Path(__file__).parents[2] / "policies"
FOLDER = WORK / "enterprise"
PLACE = "oci://ghcr.io/example/notes"
CI = "https://token.actions.githubusercontent.com"
PEOPLE = "https://login.example.com"
WHO = {
    "build": (CI, "https://github.com/example/notes/.github/workflows/build.yml@refs/heads/main"),
    "eval": (CI, "https://github.com/example/evals/.github/workflows/eval.yml@refs/heads/main"),
    "gate": (CI, "https://github.com/example/governance/.github/workflows/gate.yml@refs/heads/main"),
    "fork": (CI, "https://github.com/mallory/notes/.github/workflows/build.yml@refs/heads/main"),
    **{name: (PEOPLE, f"{name}@example.com") for name in ("alice", "bob", "bob.admin", "carol")},
}
SIGN = ("--signing-config", "signing_config.json")
BY = ("--policy", "enterprise/enterprise.yaml", "--trusted-root", "trusted_root.json", "--store", "enterprise/store")


def policy():
    shutil.copytree(POLICIES, FOLDER)
    file = FOLDER / "enterprise.yaml"
    # The authority here writes an identity into its certificates, and nothing of the runner.
    text = file.read_text()
    kept = text.replace('      claims: { runner-environment: github-hosted }\n', "")
    assert kept != text
    file.write_text(kept)


def packed():
    source = FOLDER / "notes"
    source.mkdir()
    (source / "SKILL.md").write_text(
        "---\nname: notes\ndescription: Keep notes. Use when notes are asked for.\nlicense: MIT\n---\n\nKeep notes.\n"
    )
    return ours("pack", "enterprise/notes", "--store", "enterprise/store").strip()


def evidence(digest):
    """What has to be known of it, by the kind of statement."""
    today = time.strftime("%Y-%m-%dT00:00:00Z", time.gmtime())

    def record(category, provider, metric, direction, score):
        return {
            "category": category, "provider": {"name": provider}, "benchmark": {"name": "b"},
            "metric": {"name": metric, "direction": direction, "unit": "rate"}, "score": score,
            "samples": {"total": 400, "scored": 400}, "method": "automated",
            "model": "claude-sonnet-4-20250514", "finished": today,
        }

    bom = {
        "bomFormat": "CycloneDX", "specVersion": "1.6",
        "metadata": {"timestamp": today, "component": {"type": "application", "name": "notes", "bom-ref": "subject"}},
        "components": [{
            "type": "machine-learning-model", "name": "claude-sonnet-4-20250514", "bom-ref": "m",
            "supplier": {"name": "anthropic"}, "licenses": [{"license": {"name": "proprietary"}}],
        }],
        "compositions": [{"aggregate": "unknown", "assemblies": ["subject"]}],
    }
    provenance = {
        "buildDefinition": {
            "buildType": "https://example.com/b", "externalParameters": {},
            "internalParameters": {"authors": ["dave@example.com"]},
            "resolvedDependencies": [{"uri": "git+https://github.com/example/notes@refs/heads/main"}],
        },
        "runDetails": {"builder": {"id": "https://example.com/builder"}},
    }
    records = {
        "schema": "https://proofmark.dev/eval/v1", "subject": {"name": "notes", "digest": digest},
        "records": [
            record("functional", "inspect_ai", "pass_rate", "higher", 0.95),
            record("red-team", "promptfoo", "attack_success_rate", "lower", 0.01),
            record("safety", "garak", "pass_rate", "higher", 0.99),
        ],
    }
    return {"bom": ("--predicate", bom), "provenance": ("--predicate", provenance), "eval": ("--records", records)}


def walk(token):
    policy()
    digest = packed()
    known = evidence(digest)

    def by(who):
        return {"SIGSTORE_ID_TOKEN": token(*WHO[who])}

    def attest(who, kind):
        more = ()
        if kind in known:
            flag, document = known[kind]
            (FOLDER / f"{kind}.json").write_text(json.dumps(document))
            more = (flag, f"enterprise/{kind}.json")
        ours("attest", digest, "--store", "enterprise/store", "--type", kind, *more, *SIGN, **by(who))

    def approve(who):
        ours("approve", digest, "--to", "approved", "--resource", PLACE, *BY, *SIGN, **by(who))

    def promote(to, *more):
        ours("promote", digest, "--to", to, "--resource", PLACE, *BY, *SIGN, *more, **by("gate"))

    def closed(to, gate):
        done = run("check", digest, "--to", to, "--resource", PLACE, *BY)
        assert done.returncode == 1, f"{to}: {done.returncode}\n{done.stdout}{done.stderr}"
        assert any(line.split()[:2] == ["fail", gate] for line in done.stdout.splitlines()), done.stdout

    # A workflow of the same name in somebody else's repository signs for nothing.
    attest("fork", "scan")
    closed("evaluated", "PMG-ATT-SCAN")
    attest("build", "scan")
    attest("build", "bom")
    attest("build", "eval")
    closed("evaluated", "PMG-EVAL-SAFETY")
    attest("eval", "eval")
    promote("evaluated")

    attest("build", "provenance")
    # Two logins of one person are one, and one of those who agree has to be of security.
    approve("bob")
    approve("bob.admin")
    closed("approved", "PMG-APPROVE")
    approve("alice")
    closed("approved", "PMG-APPROVE")
    approve("carol")
    promote("approved")
    promote("published")
    status = json.loads(ours("status", digest, "--resource", PLACE, "--format", "json", *BY))
    assert status["stage"] == "published", status

    # Nobody but security takes it back, from wherever it is.
    revoke = ("revoke", digest, "--resource", PLACE, "--reason", "it leaks", "--advisory", "GHSA-1", *BY, *SIGN)
    assert run(*revoke, **by("alice")).returncode == 2
    ours(*revoke, **by("carol"))
    status = json.loads(ours("status", digest, "--resource", PLACE, "--format", "json", *BY))
    assert status["stage"] == "revoked", status
    print("interop: the policy for an organisation holds by identities alone")

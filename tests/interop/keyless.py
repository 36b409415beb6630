"""Signatures by identity, against a Sigstore on this machine: ours for sigstore-python and sigstore-js, theirs for us."""

import base64
import hashlib
import json
import os
import pathlib
import subprocess
import time

from sigstore.dsse import StatementBuilder, Subject
from sigstore.errors import VerificationError
from sigstore.models import Bundle, ClientTrustConfig, TrustedRoot
from sigstore.oidc import IdentityToken
from sigstore.sign import SigningContext
from sigstore.verify import Verifier, policy

import enterprise
from tools import WORK, ours, refused

HERE = pathlib.Path(__file__).parent
ISSUER = "https://issuer.example"
IDENTITY = "https://ci.example/acme/.github/workflows/release.yml@refs/heads/main"
TRUST = ("--certificate-identity", IDENTITY, "--certificate-oidc-issuer", ISSUER, "--trusted-root", "trusted_root.json")


def token(issuer=ISSUER, identity=IDENTITY):
    """An identity token that nobody has signed: the mock does not ask."""
    now = int(time.time())
    claims = {"iss": issuer, "sub": identity, "aud": "sigstore", "iat": now, "nbf": now, "exp": now + 300}
    parts = ({"alg": "RS256", "typ": "JWT"}, claims)
    encoded = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts]
    return ".".join([*encoded, "c2ln"])


def theirs_accept_ours(verifier):
    line = ours("attest", "x.txt", "--type", "approval", "--signing-config", "signing_config.json", SIGSTORE_ID_TOKEN=token())
    (WORK / "keyless.sigstore.json").write_text(line)
    ours("verify", "x.txt", "-e", "keyless.sigstore.json", *TRUST)
    ours("verify", "x.txt", "-e", "keyless.sigstore.json", *TRUST, "--require-log", "--max-age", "1")
    bundle = Bundle.from_json(line)
    who = policy.Identity(identity=IDENTITY, issuer=ISSUER)
    kind, payload = verifier.verify_dsse(bundle, who)
    assert kind == "application/vnd.in-toto+json"
    assert json.loads(payload)["predicateType"] == "https://proofmark.dev/attestation/approval/v1"
    document = json.loads(line)
    changed = base64.b64decode(document["dsseEnvelope"]["payload"]).replace(b"approved", b"rejected")
    document["dsseEnvelope"]["payload"] = base64.b64encode(changed).decode()
    (WORK / "keyless-tampered.sigstore.json").write_text(json.dumps(document))
    refused("signature", "verify", "x.txt", "-e", "keyless-tampered.sigstore.json", *TRUST)
    try:
        verifier.verify_dsse(Bundle.from_json(json.dumps(document)), who)
    except VerificationError:
        return
    raise AssertionError("sigstore-python accepts what was changed")


def a_log_of_version_2_is_written_and_read(verifier):
    """Several entries, so that proofs have hashes in them."""
    who = policy.Identity(identity=IDENTITY, issuer=ISSUER)
    for at in range(4):
        line = ours(
            "attest", "x.txt", "--type", "approval", "--signing-config", "signing_config_v2.json", SIGSTORE_ID_TOKEN=token()
        )
        (entry,) = json.loads(line)["verificationMaterial"]["tlogEntries"]
        assert entry["kindVersion"] == {"kind": "hashedrekord", "version": "0.0.2"}
        assert entry.get("logIndex", "0") == str(at), entry
        (WORK / "v2.sigstore.json").write_text(line)
        ours("verify", "x.txt", "-e", "v2.sigstore.json", *TRUST, "--require-log", "--max-age", "1")
        verifier.verify_dsse(Bundle.from_json(line), who)
    document = json.loads(line)
    entry = document["verificationMaterial"]["tlogEntries"][0]
    for change, check in (
        (lambda: entry["inclusionProof"]["hashes"].reverse(), "inclusion-proof"),
        (lambda: entry["inclusionProof"]["checkpoint"].update(envelope=foreign(entry)), "checkpoint"),
    ):
        kept = json.dumps(document)
        change()
        (WORK / "v2-tampered.sigstore.json").write_text(json.dumps(document))
        refused(check, "verify", "x.txt", "-e", "v2-tampered.sigstore.json", *TRUST)
        document = json.loads(kept)
        entry = document["verificationMaterial"]["tlogEntries"][0]


def foreign(entry):
    """The checkpoint, as if it were of another log."""
    lines = entry["inclusionProof"]["checkpoint"]["envelope"].split("\n")
    return "\n".join(["127.0.0.1:1", *lines[1:]])


def the_conformance_protocol_signs(verifier):
    """As the signing tests of the Sigstore conformance suite ask, and check."""
    who = policy.Identity(identity=IDENTITY, issuer=ISSUER)
    digest = hashlib.sha256((WORK / "x.txt").read_bytes()).hexdigest()
    subject = {"name": "x.txt", "digest": {"sha256": digest}}
    statement = {"_type": "https://in-toto.io/Statement/v1", "subject": [subject], "predicateType": "p", "predicate": {}}
    (WORK / "statement.json").write_text(json.dumps(statement))
    for flags, file in (((), "x.txt"), (("--in-toto",), "statement.json")):
        ours(
            "conformance", "sign-bundle", *flags, "--identity-token", token(), "--bundle", "conformance.json",
            "--trusted-root", "trusted_root.json", "--signing-config", "signing_config.json", file,
        )
        bundle = Bundle.from_json((WORK / "conformance.json").read_text())
        if flags:
            verifier.verify_dsse(bundle, who)
        else:
            verifier.verify_artifact((WORK / "x.txt").read_bytes(), bundle, who)
        for artifact in ("x.txt", f"sha256:{digest}"):
            ours("conformance", "verify-bundle", "--bundle", "conformance.json", *TRUST, artifact)


def ours_accept_theirs(config):
    digest = hashlib.sha256((WORK / "x.txt").read_bytes()).hexdigest()
    subject = Subject(name="x.txt", digest={"sha256": digest})
    statement = StatementBuilder([subject]).predicate_type("https://example.com/v1").predicate({"by": "python"}).build()
    with SigningContext.from_trust_config(config).signer(IdentityToken(token())) as signer:
        attestation = signer.sign_dsse(statement)
        signature = signer.sign_artifact((WORK / "x.txt").read_bytes())
    (WORK / "python.sigstore.json").write_text(attestation.to_json())
    (WORK / "python-blob.sigstore.json").write_text(signature.to_json())
    for name in ("python.sigstore.json", "python-blob.sigstore.json"):
        ours("verify", "x.txt", "-e", name, *TRUST)
        refused("identity", "verify", "x.txt", "-e", name, *TRUST[2:], "--certificate-identity", "https://evil.example")
    (WORK / "y.txt").write_text("other\n")
    refused("subject-mismatch", "verify", "y.txt", "-e", "python.sigstore.json", *TRUST)


(WORK / "x.txt").write_text("hello\n")
server = subprocess.Popen(
    ["node", HERE / "sigstore.cjs"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=os.environ
)
try:
    assert server.stdout.readline().startswith("http://127.0.0.1:")
    root, services = ((WORK / name).read_text() for name in ("trusted_root.json", "signing_config.json"))
    config = ClientTrustConfig.from_json(json.dumps({
        "mediaType": "application/vnd.dev.sigstore.clienttrustconfig.v0.1+json",
        "trustedRoot": json.loads(root),
        "signingConfig": json.loads(services),
    }))
    verifier = Verifier(trusted_root=TrustedRoot.from_file(str(WORK / "trusted_root.json")))
    theirs_accept_ours(verifier)
    a_log_of_version_2_is_written_and_read(verifier)
    the_conformance_protocol_signs(verifier)
    ours_accept_theirs(config)
    enterprise.walk(token)
finally:
    server.stdin.close()
    server.wait(10)
print("interop: sigstore-python agrees")

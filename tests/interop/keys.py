"""Statements signed with keys: ours for securesystemslib and in-toto-attestation, theirs for us; OpenSSF model signing."""

import base64
import copy
import hashlib
import json
import shutil

import google.protobuf.json_format as json_format
import model_signing
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from in_toto_attestation.v1.statement import Statement
from in_toto_attestation.v1.statement_pb2 import Statement as StatementMessage
from securesystemslib.dsse import Envelope
from securesystemslib.exceptions import UnverifiedSignatureError, VerificationError
from securesystemslib.signer import CryptoSigner, SSlibKey

from tools import WORK, ours, refused

TYPE = "application/vnd.in-toto+json"


def public_key(path):
    return SSlibKey.from_crypto(serialization.load_pem_public_key(path.read_bytes()))


def accepts(envelope, key):
    try:
        Envelope.from_dict(copy.deepcopy(envelope)).verify([key], 1)
        return True
    except (UnverifiedSignatureError, VerificationError):
        return False


def theirs_accept_ours():
    for algorithm in ("ecdsa-p256", "ed25519"):
        ours("keygen", "--name", algorithm, "--algorithm", algorithm, "--no-passphrase")
        bundle = json.loads(ours("attest", "x.txt", "--type", "approval", "--key", f"{algorithm}.key"))
        (WORK / f"{algorithm}.sigstore.json").write_text(json.dumps(bundle))
        envelope = bundle["dsseEnvelope"]
        # securesystemslib looks signatures up by key, which DSSE leaves to the reader.
        key = public_key(WORK / f"{algorithm}.pub")
        envelope = {**envelope, "signatures": [{**envelope["signatures"][0], "keyid": key.keyid}]}
        assert accepts(envelope, key), algorithm
        payload = base64.b64decode(envelope["payload"])
        Statement.copy_from_pb(json_format.Parse(payload, StatementMessage())).validate()
        changed = payload.replace(b'"approved"', b'"rejected"')
        assert changed != payload
        tampered = {**envelope, "payload": base64.b64encode(changed).decode()}
        assert not accepts(tampered, key), algorithm
        other = SSlibKey.from_crypto(ec.generate_private_key(ec.SECP256R1()).public_key(), keyid=key.keyid)
        assert not accepts(envelope, other), algorithm


def ours_accept_theirs():
    private = ec.generate_private_key(ec.SECP256R1())
    signer = CryptoSigner(private)
    digest = hashlib.sha256((WORK / "x.txt").read_bytes()).hexdigest()
    statement = {
        "_type": "https://in-toto.io/Statement/v1",
        "subject": [{"name": "x.txt", "digest": {"sha256": digest}}],
        "predicateType": "https://example.com/v1",
        "predicate": {"by": "securesystemslib"},
    }
    envelope = Envelope(json.dumps(statement).encode(), TYPE, {})
    envelope.sign(signer)
    info = serialization.PublicFormat.SubjectPublicKeyInfo
    (WORK / "theirs.pub").write_bytes(private.public_key().public_bytes(serialization.Encoding.PEM, info))
    document = envelope.to_dict()
    (WORK / "theirs.intoto.jsonl").write_text(json.dumps(document) + "\n")
    ours("verify", "x.txt", "-e", "theirs.intoto.jsonl", "--key", "theirs.pub")
    payload = base64.b64decode(document["payload"]).replace(b"securesystemslib", b"somebody-else.....")
    document["payload"] = base64.b64encode(payload).decode()
    (WORK / "tampered.intoto.jsonl").write_text(json.dumps(document) + "\n")
    refused("signature", "verify", "x.txt", "-e", "tampered.intoto.jsonl", "--key", "theirs.pub")
    refused("signature", "verify", "x.txt", "-e", "theirs.intoto.jsonl", "--key", "ecdsa-p256.pub")


def models():
    private = ec.generate_private_key(ec.SECP256R1())
    pem = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (WORK / "model.pem").write_bytes(pem)
    info = serialization.PublicFormat.SubjectPublicKeyInfo
    (WORK / "model.pub").write_bytes(private.public_key().public_bytes(serialization.Encoding.PEM, info))
    skill = WORK / "skill"
    shutil.rmtree(skill, ignore_errors=True)
    (skill / "deep/er").mkdir(parents=True)
    (skill / "SKILL.md").write_text("---\nname: skill\ndescription: Counts.\n---\n")
    (skill / "deep/er/a b.txt").write_text("a")
    config = model_signing.signing.Config().use_elliptic_key_signer(private_key=WORK / "model.pem")
    config.sign(skill, skill / "skill.oms.sig")
    ours("verify", "skill", "--key", "model.pub")
    (skill / "deep/er/a b.txt").write_text("b")
    refused("content-mismatch", "verify", "skill", "--key", "model.pub")


(WORK / "x.txt").write_text("hello\n")
theirs_accept_ours()
ours_accept_theirs()
models()
print("interop: securesystemslib, in-toto-attestation and model-signing agree")

"""Makes the signed samples below fixtures/evidence: keys are thrown away, certificates last a hundred years.

Run with the virtual environment of run.sh: target/interop/venv/bin/python tests/interop/make_fixtures.py
"""

import datetime
import io
import json
import pathlib
import shutil
import struct
import zipfile

import model_signing
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs7
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

OUT = pathlib.Path(__file__).parents[2] / "fixtures/evidence"
START = datetime.datetime(2026, 1, 1)
END = datetime.datetime(2126, 1, 1)


def name(text):
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def certificate(subject, key, issuer, issuer_key, ca):
    usage = x509.KeyUsage(not ca, False, False, False, False, ca, ca, False, False)
    builder = (
        x509.CertificateBuilder()
        .subject_name(name(subject))
        .issuer_name(name(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(START)
        .not_valid_after(END)
        .add_extension(x509.BasicConstraints(ca, None), critical=True)
        .add_extension(usage, critical=True)
    )
    if not ca:
        eku = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CODE_SIGNING])
        builder = builder.add_extension(eku, critical=False)
    return builder.sign(issuer_key, hashes.SHA256())


def pem(thing):
    return thing.public_bytes(serialization.Encoding.PEM)


def private_pem(key):
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def public_pem(key):
    info = serialization.PublicFormat.SubjectPublicKeyInfo
    return key.public_key().public_bytes(serialization.Encoding.PEM, info)


def skill(folder):
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "scripts").mkdir(parents=True)
    (folder / "SKILL.md").write_text("---\nname: skill\ndescription: Counts words in a file.\n---\n\n# Count words\n")
    (folder / "scripts/count.py").write_text("import sys\n\nprint(len(sys.stdin.read().split()))\n")


def oms(root_key, root):
    scratch = OUT / "oms/scratch"
    scratch.mkdir(parents=True, exist_ok=True)
    leaf_key = ec.generate_private_key(ec.SECP384R1())
    leaf = certificate("Skill Vendor", leaf_key, "Example Root", root_key, False)
    (scratch / "key.pem").write_bytes(private_pem(leaf_key))
    (scratch / "leaf.pem").write_bytes(pem(leaf))
    (scratch / "root.pem").write_bytes(pem(root))
    plain_key = ec.generate_private_key(ec.SECP256R1())
    (scratch / "plain.pem").write_bytes(private_pem(plain_key))
    for folder, sign in (
        ("certified", lambda config: config.use_certificate_signer(
            private_key=scratch / "key.pem",
            signing_certificate=scratch / "leaf.pem",
            certificate_chain=[scratch / "root.pem"],
        )),
        ("keyed", lambda config: config.use_elliptic_key_signer(private_key=scratch / "plain.pem")),
    ):
        skill(OUT / "oms" / folder)
        signature = OUT / "oms" / folder / "skill.oms.sig"
        sign(model_signing.signing.Config()).sign(OUT / "oms" / folder, signature)
    (OUT / "oms/root.pem").write_bytes(pem(root))
    (OUT / "oms/key.pub").write_bytes(public_pem(plain_key))
    shutil.rmtree(scratch)


def mcpb(root_key, root):
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as bundle:
        manifest = {"manifest_version": "0.3", "name": "clock", "version": "1.0.0"}
        bundle.writestr(zipfile.ZipInfo("manifest.json", (2026, 1, 1, 0, 0, 0)), json.dumps(manifest))
    content = archive.getvalue()
    key = rsa.generate_private_key(65537, 2048)
    leaf = certificate("Bundle Vendor", key, "Example Root", root_key, False)
    builder = pkcs7.PKCS7SignatureBuilder().set_data(content).add_signer(leaf, key, hashes.SHA256())
    options = [pkcs7.PKCS7Options.DetachedSignature, pkcs7.PKCS7Options.Binary]
    block = builder.sign(serialization.Encoding.DER, options)
    signed = content + b"MCPB_SIG_V1" + struct.pack("<I", len(block)) + block + b"MCPB_SIG_END"
    (OUT / "mcpb/clock.mcpb").write_bytes(signed)
    (OUT / "mcpb/root.pem").write_bytes(pem(root))
    stranger = ec.generate_private_key(ec.SECP256R1())
    (OUT / "mcpb/stranger.pem").write_bytes(pem(certificate("Stranger", stranger, "Stranger", stranger, True)))


root_key = ec.generate_private_key(ec.SECP256R1())
root = certificate("Example Root", root_key, "Example Root", root_key, True)
oms(root_key, root)
mcpb(root_key, root)

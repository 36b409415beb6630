// Bundles signed with keys: ours for sigstore-js, which also signs for us.

const assert = require("node:assert");
const crypto = require("node:crypto");
const fs = require("node:fs");
const path = require("node:path");

const { bundleFromJSON, bundleToJSON, toDSSEBundle } = require("@sigstore/bundle");
const { TrustedRoot } = require("@sigstore/protobuf-specs");
const { Verifier, toSignedEntity, toTrustMaterial } = require("@sigstore/verify");

const { ours, refused, work } = require("./tools.cjs");

const root = TrustedRoot.fromJSON({ mediaType: "application/vnd.dev.sigstore.trustedroot+json;version=0.1" });

function accepts(bundle, pem) {
    const key = { publicKey: crypto.createPublicKey(pem), validFor: () => true };
    // There is nothing but the key.
    const none = { tlogThreshold: 0, ctlogThreshold: 0, timestampThreshold: 0 };
    const verifier = new Verifier(toTrustMaterial(root, () => key), none);
    try {
        verifier.verify(toSignedEntity(bundleFromJSON(bundle)));
        return true;
    } catch (error) {
        if (error.name !== "VerificationError") throw error;
        return false;
    }
}

function changed(bundle, from, to) {
    const copy = structuredClone(bundle);
    const payload = Buffer.from(copy.dsseEnvelope.payload, "base64").toString();
    assert(payload.includes(from));
    copy.dsseEnvelope.payload = Buffer.from(payload.replace(from, to)).toString("base64");
    return copy;
}

const read = (name) => fs.readFileSync(path.join(work, name), "utf8");

for (const [own, other] of [["ecdsa-p256", "ed25519"], ["ed25519", "ecdsa-p256"]]) {
    const bundle = JSON.parse(read(`${own}.sigstore.json`));
    assert(accepts(bundle, read(`${own}.pub`)), own);
    assert(!accepts(changed(bundle, "approved", "rejected"), read(`${own}.pub`)), own);
    assert(!accepts(bundle, read(`${other}.pub`)), own);
}

const { privateKey, publicKey } = crypto.generateKeyPairSync("ec", { namedCurve: "P-256" });
const payload = Buffer.from(JSON.stringify({
    _type: "https://in-toto.io/Statement/v1",
    subject: [{ name: "x.txt", digest: { sha256: crypto.createHash("sha256").update(read("x.txt")).digest("hex") } }],
    predicateType: "https://example.com/v1",
    predicate: { by: "sigstore-js" },
}));
const type = "application/vnd.in-toto+json";
const pae = Buffer.concat([Buffer.from(`DSSEv1 ${type.length} ${type} ${payload.length} `), payload]);
const bundle = bundleToJSON(toDSSEBundle({
    artifact: payload,
    artifactType: type,
    signature: crypto.sign("sha256", pae, privateKey),
    keyHint: "a name of its own",
    certificateChain: false,
}));
fs.writeFileSync(path.join(work, "js.pub"), publicKey.export({ type: "spki", format: "pem" }));
fs.writeFileSync(path.join(work, "js.sigstore.json"), JSON.stringify(bundle));
fs.writeFileSync(path.join(work, "js-tampered.sigstore.json"), JSON.stringify(changed(bundle, "sigstore-js", "sigstore-xx")));
ours("verify", "x.txt", "-e", "js.sigstore.json", "--key", "js.pub");
refused("signature", "verify", "x.txt", "-e", "js-tampered.sigstore.json", "--key", "js.pub");
refused("signature", "verify", "x.txt", "-e", "js.sigstore.json", "--key", "ecdsa-p256.pub");
console.log("interop: sigstore-js agrees");

// Signatures by identity that keyless.py has left, for sigstore-js.

const assert = require("node:assert");
const fs = require("node:fs");
const path = require("node:path");

const { bundleFromJSON } = require("@sigstore/bundle");
const { TrustedRoot } = require("@sigstore/protobuf-specs");
const { Verifier, toSignedEntity, toTrustMaterial } = require("@sigstore/verify");

const { work } = require("./tools.cjs");

const read = (name) => JSON.parse(fs.readFileSync(path.join(work, name), "utf8"));
const verifier = new Verifier(toTrustMaterial(TrustedRoot.fromJSON(read("trusted_root.json"))));

function accepts(name) {
    try {
        verifier.verify(toSignedEntity(bundleFromJSON(read(name))), {
            subjectAlternativeName: "https://ci.example/acme/.github/workflows/release.yml@refs/heads/main",
            extensions: { issuer: "https://issuer.example" },
        });
        return true;
    } catch (error) {
        if (error.name !== "VerificationError") throw error;
        return false;
    }
}

assert(accepts("keyless.sigstore.json"));
assert(!accepts("keyless-tampered.sigstore.json"));
console.log("interop: sigstore-js agrees on identities");

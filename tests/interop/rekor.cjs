// A Rekor of version 2 in memory: every entry is a leaf of one growing tree, whose head the log signs.
// https://github.com/sigstore/rekor-tiles, https://c2sp.org/signed-note, RFC 6962 for the tree.

const crypto = require("node:crypto");

const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part), crypto.createHash("sha256")).digest();
const leaf = (data) => sha256(Buffer.from([0]), data);
const node = (left, right) => sha256(Buffer.from([1]), left, right);

/** The largest power of two below a number of leaves. */
function split(size) {
    let half = 1;
    while (half * 2 < size) half *= 2;
    return half;
}

function rootOf(leaves) {
    if (leaves.length === 1) return leaves[0];
    const half = split(leaves.length);
    return node(rootOf(leaves.slice(0, half)), rootOf(leaves.slice(half)));
}

/** The siblings of a leaf, lowest first. */
function proofOf(leaves, at) {
    if (leaves.length === 1) return [];
    const half = split(leaves.length);
    if (at < half) return [...proofOf(leaves.slice(0, half), at), rootOf(leaves.slice(half))];
    return [...proofOf(leaves.slice(half), at - half), rootOf(leaves.slice(0, half))];
}

class Log {
    /** `origin` is the host of its address, as checkpoints name it. */
    constructor(origin) {
        this.origin = origin;
        this.keys = crypto.generateKeyPairSync("ec", { namedCurve: "P-256" });
        this.publicKey = this.keys.publicKey.export({ type: "spki", format: "der" });
        this.id = sha256(this.publicKey);
        this.leaves = [];
    }

    checkpoint(root) {
        const note = `${this.origin}\n${this.leaves.length}\n${root.toString("base64")}\n`;
        const signature = crypto.sign("sha256", Buffer.from(note), this.keys.privateKey);
        const signed = Buffer.concat([this.id.subarray(0, 4), signature]).toString("base64");
        return `${note}\n\u2014 ${this.origin} ${signed}\n`;
    }

    /** Takes a request for an entry, and answers with the entry. */
    add(request) {
        const { digest, signature } = request.hashedRekordRequestV002;
        const { keyDetails, x509Certificate, publicKey } = signature.verifier;
        const verifier = x509Certificate ? { keyDetails, x509Certificate } : { keyDetails, publicKey };
        // In the order of their names, as canonical JSON wants them.
        const body = Buffer.from(JSON.stringify({
            apiVersion: "0.0.2",
            kind: "hashedrekord",
            spec: {
                hashedRekordV002: {
                    data: { algorithm: "SHA2_256", digest },
                    signature: { content: signature.content, verifier },
                },
            },
        }));
        this.leaves.push(leaf(body));
        const [at, root] = [this.leaves.length - 1, rootOf(this.leaves)];
        return {
            logIndex: String(at),
            logId: { keyId: this.id.toString("base64") },
            kindVersion: { kind: "hashedrekord", version: "0.0.2" },
            inclusionProof: {
                logIndex: String(at),
                rootHash: root.toString("base64"),
                treeSize: String(this.leaves.length),
                hashes: proofOf(this.leaves, at).map((hash) => hash.toString("base64")),
                checkpoint: { envelope: this.checkpoint(root) },
            },
            canonicalizedBody: body.toString("base64"),
        };
    }
}

module.exports = { Log };

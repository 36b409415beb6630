// What package tools make: the provenance of a real package on npm, and signatures of the mcpb tool.

const { execFileSync } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");

const { ours, refused, work } = require("./tools.cjs");

const EVIDENCE = path.resolve(__dirname, "../../fixtures/evidence/npm/sigstore-2.0.0.sigstore.json");
const TRUST = [
    "--certificate-identity", "https://github.com/sigstore/sigstore-js/.github/workflows/release.yml@refs/heads/main",
    "--certificate-oidc-issuer", "https://token.actions.githubusercontent.com",
];

execFileSync("npm", ["pack", "--silent", "sigstore@2.0.0"], { cwd: work });
ours("verify", "sigstore-2.0.0.tgz", "-e", EVIDENCE, ...TRUST);
fs.appendFileSync(path.join(work, "sigstore-2.0.0.tgz"), "x");
refused("subject-mismatch", "verify", "sigstore-2.0.0.tgz", "-e", EVIDENCE, ...TRUST);

const mcpb = path.join(process.env.NODE_PATH, ".bin/mcpb");
const extension = path.join(work, "extension");
fs.mkdirSync(extension, { recursive: true });
fs.writeFileSync(path.join(extension, "index.js"), "console.log(1);\n");
fs.writeFileSync(path.join(extension, "manifest.json"), JSON.stringify({
    manifest_version: "0.3",
    name: "clock",
    version: "1.0.0",
    description: "Tells the time.",
    author: { name: "Somebody" },
    server: { type: "node", entry_point: "index.js", mcp_config: { command: "node", args: ["index.js"] } },
}));
execFileSync(mcpb, ["pack", extension, "clock.mcpb"], { cwd: work, stdio: "pipe" });
const openssl = (...args) => execFileSync("openssl", args, { cwd: work, stdio: "pipe" });
openssl(
    "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "mcpb.key", "-out", "mcpb.pem", "-days", "30", "-subj",
    "/CN=Clock Maker", "-addext", "extendedKeyUsage=codeSigning", "-addext", "basicConstraints=critical,CA:false",
);
execFileSync(mcpb, ["sign", "clock.mcpb", "--cert", "mcpb.pem", "--key", "mcpb.key"], { cwd: work, stdio: "pipe" });
ours("verify", "clock.mcpb", "--certificate-authority", "mcpb.pem");
const signed = fs.readFileSync(path.join(work, "clock.mcpb"));
signed[50] ^= 1;
fs.writeFileSync(path.join(work, "clock.mcpb"), signed);
refused("content-mismatch", "verify", "clock.mcpb", "--certificate-authority", "mcpb.pem");
console.log("interop: npm's provenance and mcpb's signatures agree");

// A Sigstore on the loopback interface: Fulcio, Rekor v1 and a timestamp authority of @sigstore/mock behind HTTP, and a
// Rekor v2 of our own. Writes trusted_root.json, signing_config.json and, with the latter, signing_config_v2.json, says where it listens, and serves until its input is closed.
//
// The mock is made for sigstore-js alone, so requests and answers of other clients are put into shape on the way.

const crypto = require("node:crypto");
const fs = require("node:fs");
const http = require("node:http");
const path = require("node:path");

const asn1js = require("asn1js");
const pkijs = require("pkijs");
const { initializeCA, initializeCTLog, initializeTLog, initializeTSA, fulcioHandler, rekorHandler } = require("@sigstore/mock");

const { Log } = require("./rekor.cjs");

const work = process.env.INTEROP_WORK;
const pair = (namedCurve) => crypto.generateKeyPairSync("ec", { namedCurve });
const pem = (text) => Buffer.from(crypto.createPublicKey(text).export({ type: "spki", format: "pem" })).toString("base64");
const repack = (base64) => {
    const text = Buffer.from(base64, "base64").toString().replaceAll("\r\n", "\n");
    if (!text.includes("CERTIFICATE")) return pem(text);
    return Buffer.from(new crypto.X509Certificate(text).toString()).toString("base64");
};
const sha256 = (data) => crypto.createHash("sha256").update(data).digest("hex");

/** Rekor logs digests of an envelope, not the envelope. */
function canonical(entry) {
    if (entry.kind === "hashedrekord") {
        entry.spec.signature.publicKey.content = repack(entry.spec.signature.publicKey.content);
        return entry;
    }
    const { envelope, verifiers } = entry.spec.proposedContent;
    const parsed = JSON.parse(envelope);
    return {
        apiVersion: entry.apiVersion,
        kind: entry.kind,
        spec: {
            envelopeHash: { algorithm: "sha256", value: sha256(envelope) },
            payloadHash: { algorithm: "sha256", value: sha256(Buffer.from(parsed.payload, "base64")) },
            signatures: parsed.signatures.map(({ sig }, at) => ({ signature: sig, verifier: repack(verifiers[at] ?? verifiers[0]) })),
        },
    };
}

/** sigstore-python sends its token in a header, and its request in base64 of PEM. */
function certificateRequest(body, authorization) {
    const json = JSON.parse(body);
    json.credentials ??= { oidcIdentityToken: authorization?.replace("Bearer ", "") };
    if (json.certificateSigningRequest) {
        json.certificateSigningRequest = Buffer.from(json.certificateSigningRequest, "base64").toString();
    }
    return Buffer.from(JSON.stringify(json));
}

/** Answers a DER request; the mock's own handler reads JSON. */
async function timestamp(tsa, body) {
    const request = new pkijs.TimeStampReq({ schema: asn1js.fromBER(new Uint8Array(body).buffer).result });
    return tsa.timestamp({
        artifactHash: Buffer.from(request.messageImprint.hashedMessage.valueBlock.valueHexView),
        hashAlgorithmOID: request.messageImprint.hashAlgorithm.algorithmId,
        nonce: request.nonce?.valueBlock.valueHexView,
        policyOID: "1.3.6.1.4.1.57264.2",
        certReq: true,
    });
}

async function main() {
    // Whole seconds: strict readers of DER want no fractions. The mock keeps the object, so it goes on with us.
    const now = new Date();
    const tick = () => now.setTime(Math.floor(Date.now() / 1000) * 1000);
    tick();
    const [ct, ca, log, tsaKeys] = [pair("P-256"), pair("P-384"), pair("P-256"), pair("P-384")];
    const ctlog = await initializeCTLog(ct);
    const fulcio = await initializeCA(ca, ctlog, now);
    const tsa = await initializeTSA(tsaKeys, now);
    echoNonce(tsa);
    // Nothing is signed in the second that the certificates begin in, or before.
    await new Promise((done) => setTimeout(done, 1_100));

    const server = http.createServer();
    await new Promise((done) => server.listen(0, "127.0.0.1", done));
    const base = `http://127.0.0.1:${server.address().port}`;
    const tlog = await initializeTLog(base, log, now);
    const handlers = [fulcioHandler(fulcio, { subjectClaim: "sub" }), rekorHandler(tlog)];
    server.on("request", (request, response) => {
        const parts = [];
        request.on("data", (part) => parts.push(part));
        request.on("end", async () => {
            tick();
            try {
                let body = Buffer.concat(parts);
                if (request.url === "/api/v1/timestamp") {
                    response.writeHead(201, { "content-type": "application/timestamp-reply" });
                    return response.end(Buffer.from(await timestamp(tsa, body)));
                }
                if (request.url === "/api/v1/log/entries") body = Buffer.from(JSON.stringify(canonical(JSON.parse(body))));
                if (request.url === "/api/v2/signingCert") body = certificateRequest(body, request.headers.authorization);
                const handler = handlers.find(({ path }) => path === request.url);
                const answer = await handler.fn(body);
                response.writeHead(answer.statusCode, { "content-type": answer.contentType ?? "text/plain" });
                response.end(answer.response);
            } catch (error) {
                response.writeHead(400);
                response.end(String(error.stack));
            }
        });
    });

    const tiles = http.createServer();
    await new Promise((done) => tiles.listen(0, "127.0.0.1", done));
    const origin = `127.0.0.1:${tiles.address().port}`;
    const log2 = new Log(origin);
    tiles.on("request", (request, response) => {
        const parts = [];
        request.on("data", (part) => parts.push(part));
        request.on("end", () => {
            const known = request.method === "POST" && request.url === "/api/v2/log/entries";
            response.writeHead(known ? 201 : 404, { "content-type": "application/json" });
            response.end(known ? JSON.stringify(log2.add(JSON.parse(Buffer.concat(parts)))) : "{}");
        });
    });

    const start = new Date(now.getTime() - 3_600_000).toISOString();
    const key = (publicKey) => ({ rawBytes: publicKey.toString("base64"), keyDetails: "PKIX_ECDSA_P256_SHA_256", validFor: { start } });
    const id = (publicKey) => crypto.createHash("sha256").update(publicKey).digest("base64");
    const chain = (...all) => ({ certificates: all.map((der) => ({ rawBytes: Buffer.from(der).toString("base64") })) });
    const subject = { organization: "sigstore.mock", commonName: "mock" };
    const instance = (publicKey, keyId, baseUrl = base) => ({ baseUrl, hashAlgorithm: "SHA2_256", publicKey: key(publicKey), logId: { keyId } });
    write("trusted_root.json", {
        mediaType: "application/vnd.dev.sigstore.trustedroot+json;version=0.1",
        tlogs: [
            instance(tlog.publicKey, id(tlog.publicKey)),
            instance(log2.publicKey, id(log2.publicKey), `http://${origin}`),
        ],
        certificateAuthorities: [{ subject, uri: base, certChain: chain(fulcio.rootCertificate), validFor: { start } }],
        ctlogs: [instance(ctlog.publicKey, id(ctlog.publicKey))],
        timestampAuthorities: [
            { subject, uri: base, certChain: chain(tsa.intCertificate, tsa.rootCertificate), validFor: { start } },
        ],
    });
    const service = (url) => ({ url, majorApiVersion: 1, validFor: { start }, operator: "mock" });
    const services = (rekor) => ({
        mediaType: "application/vnd.dev.sigstore.signingconfig.v0.2+json",
        caUrls: [service(base)],
        oidcUrls: [service(base)],
        rekorTlogUrls: [rekor],
        rekorTlogConfig: { selector: "ANY" },
        tsaUrls: [service(`${base}/api/v1/timestamp`)],
        tsaConfig: { selector: "ANY" },
    });
    write("signing_config.json", services(service(base)));
    write("signing_config_v2.json", services({ ...service(`http://${origin}`), majorApiVersion: 2 }));
    console.log(base);
    process.stdin.resume();
    process.stdin.on("end", () => process.exit(0));
}

/** The mock writes nonces as small numbers, and a serial number that is negative in DER. */
function echoNonce(tsa) {
    const plain = tsa.tstInfo.bind(tsa);
    tsa.tstInfo = (request) => {
        const info = plain({ ...request, nonce: 1 });
        info.serialNumber = new asn1js.Integer({ value: crypto.randomInt(1, 2 ** 31) });
        info.nonce = request.nonce && new asn1js.Integer({ valueHex: request.nonce });
        return info;
    };
}

const write = (name, value) => fs.writeFileSync(path.join(work, name), JSON.stringify(value, null, 1));

main();

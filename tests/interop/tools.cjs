// Runs proofmark for the scripts beside this one.

const { spawnSync } = require("node:child_process");

const work = process.env.INTEROP_WORK;

function run(...args) {
    const done = spawnSync(process.env.PROOFMARK, args, { cwd: work, encoding: "utf8", timeout: 120_000 });
    return { code: done.status, out: done.stdout, err: done.stderr };
}

/** What proofmark answers, which has to be a yes. */
function ours(...args) {
    const done = run(...args);
    if (done.code !== 0) throw new Error(`${args}: ${done.code}\n${done.err}`);
    return done.out;
}

/** That proofmark refuses, and by which check. */
function refused(check, ...args) {
    const done = run(...args);
    if (done.code !== 1 || !done.err.includes(`error[${check}]: `)) {
        throw new Error(`${args}: ${done.code}\n${done.err}`);
    }
}

module.exports = { work, ours, refused };

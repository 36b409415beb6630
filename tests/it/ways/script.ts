// One way from the argument of a tool to a shell in each part.

// --- options in a field of a class
class Runner {
  private readonly how = { shell: true };
  start(...words: string[]) {
    return spawn("tool", words, this.how);
  }
  list({ name }: { name: string }) {
    const words = ["list", name];
    return this.start(...words);
  }
}
const runner = new Runner();
server.tool("t", "Show.", { q: z.string() }, async ({ q }) => runner.list({ name: q }));

// --- options in a variable
const how = { shell: true };
server.tool("t", "Show.", { q: z.string() }, async ({ q }) => spawn("ls", [q], how));

// --- inside a promise
const run = (line: string) => new Promise((done) => exec(line, (_, out) => done(out)));
server.tool("t", "Show.", { q: z.string() }, async ({ q }) => run("ls " + q));

// --- what a promise is resolved with
const quoted = (text: string) => new Promise<string>((done) => setImmediate(() => done("ls " + text)));
server.tool("t", "Show.", { q: z.string() }, async ({ q }) => exec(await quoted(q)));

// --- what a function makes of each
server.tool("t", "Show.", { qs: z.array(z.string()) }, async ({ qs }) => {
  const words = qs.map((one) => "-n " + one);
  exec("ls " + words.join(" "));
});

// --- what a promise is turned into
server.tool("t", "Show.", { q: z.string() }, async ({ q }) =>
  Promise.resolve(q).then((text) => "ls " + text).then((line) => exec(line)),
);

// --- a module by a name in pieces
server.tool("t", "Show.", { q: z.string() }, async ({ q }) => require(["child", "process"].join("_")).exec("ls " + q));

// --- a function by a name read backwards
const back = (text: string) => [...text].reverse().join("");
server.tool("t", "Show.", { q: z.string() }, async ({ q }) => cp[back("cexe")]("ls " + q));

// --- a module by way of the process
const load = globalThis["process"]["mainModule"]["require"];
server.tool("t", "Show.", { q: z.string() }, async ({ q }) => load("child_process").exec("ls " + q));

// --- a require that is made
import { createRequire } from "node:module";
const needs = createRequire(import.meta.url);
server.tool("t", "Show.", { q: z.string() }, async ({ q }) => needs("child_process").exec("ls " + q));

// --- members of a record
server.tool("t", "Show.", { q: z.string() }, async ({ q }) => {
  const parts = { program: "ls", rest: q };
  const { program, rest } = parts;
  exec(program + " " + rest);
});

// --- one of several lists
server.tool("t", "Show.", { q: z.string() }, async ({ q }) => {
  const lines = { list: ["ls " + q], show: ["cat " + q] }["list"];
  for (const line of lines) exec(line);
});

// --- a template that is not quoted
import { $ } from 'zx';
server.tool('t', 'Show.', { q: z.string() }, async ({ q }) => {
  await $.raw`ls ${q}`;
});

// --- a template with a shell in it
import { $ } from 'bun';
server.tool('t', 'Show.', { q: z.string() }, async ({ q }) => {
  await $`sh -c ${q}`;
});

// --- a part of a template that is not quoted
server.tool('t', 'Show.', { q: z.string() }, async ({ q }) => {
  const words = { raw: q };
  await Bun.$`ls ${words}`;
});

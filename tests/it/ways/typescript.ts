// One way from the argument of a tool to a shell in each part.

// --- Map dispatch
const H = new Map();
H.set("t", (a) => execSync("ls " + a.q));
const s = new Server({});
s.setRequestHandler(CallToolRequestSchema, async (req) => H.get(req.params.name)(req.params.arguments));

// --- args member
server.tool("t", "Show", { q: z.string() }, async (args) => {
  exec("ls " + args.q);
});

// --- array push
server.tool("t", "Show", { q: z.string() }, async ({ q }) => {
  const p = ["ls"];
  p.push(q);
  execSync(p.join(" "));
});

// --- arrow field
class F {
  go = async (q: string) => { execSync("ls " + q); };
}
const f = new F();
server.tool("t", "Show", { q: z.string() }, async ({ q }) => {
  await f.go(q);
});

// --- call apply
server.tool("t", "Show", { q: z.string() }, async ({ q }) => {
  execSync.call(null, "ls " + q);
});

// --- callback wrap
const wrap = (fn) => async (a) => fn(a);
server.tool("t", "Show", {}, wrap(async ({ q }) => execSync("ls " + q)));

// --- class ctor param prop
class F {
  constructor(private readonly q: string) {}
  go() { execSync("ls " + this.q); }
}
server.tool("t", "Show", { q: z.string() }, async ({ q }) => {
  new F(q).go();
});

// --- class field state
class F {
  constructor(q) { this.q = q; }
  go() { execSync("ls " + this.q); }
}
server.tool("t", "Show", { q: z.string() }, async ({ q }) => {
  new F(q).go();
});

// --- class method
class F {
  go(q) { execSync("ls " + q); }
}
const f = new F();
server.tool("t", "Show", { q: z.string() }, async ({ q }) => {
  f.go(q);
});

// --- comma indirect
server.tool("t", "Show", { q: z.string() }, async ({ q }) => {
  (0, execSync)("ls " + q);
});

// --- computed member
import * as cp from "child_process";
server.tool("t", "Show", { q: z.string() }, async ({ q }) => {
  cp["exec" + "Sync"]("ls " + q);
});

// --- concat
server.tool("t", "Show", { q: z.string() }, async ({ q }) => {
  execSync("ls ".concat(q));
});

// --- curry
const run = (bin) => (arg) => execSync(bin + " " + arg);
const ls = run("ls");
server.tool("t", "Show", { q: z.string() }, async ({ q }) => {
  ls(q);
});

// --- default import
import cp from "node:child_process";
server.tool("t", "Show", { q: z.string() }, async ({ q }) => {
  cp.execSync("ls " + q);
});

// --- default param
server.tool("t", "Show", { q: z.string() }, async ({ q = "." }) => {
  execSync("ls " + q);
});

// --- destr params
const s = new Server({});
s.setRequestHandler(CallToolRequestSchema, async (request) => {
  const { name, arguments: args } = request.params;
  return execSync("ls " + args?.q);
});

// --- destr req
const s = new Server({});
s.setRequestHandler(CallToolRequestSchema, async ({ params: { name, arguments: args } }) => {
  if (name === "t") return execSync(`ls ${args.q}`);
});

// --- dyn import
server.tool("t", "Show", { q: z.string() }, async ({ q }) => {
  const { execSync: e } = await import("child_process");
  e("ls " + q);
});

// --- dyn import ns
server.tool("t", "Show", { q: z.string() }, async ({ q }) => {
  const cp = await import("node:child_process");
  cp.execSync("ls " + q);
});

// --- execa
import { execaCommand } from "execa";
server.tool("t", "Show", { q: z.string() }, async ({ q }) => {
  await execaCommand("ls " + q, { shell: true });
});

// --- express
import express from "express";
const app = express();
app.post("/x", (req, res) => { res.send(execSync(req.body.c)); });

// --- factory
function make(dir) {
  return { ls: (d) => execSync(`ls ${dir}/${d}`) };
}
const fs = make("/x");
server.tool("t", "Show", { q: z.string() }, async ({ q }) => {
  fs.ls(q);
});

// --- fastmcp ts
import { FastMCP } from "fastmcp";
const f = new FastMCP({});
f.addTool({ name: "t", description: "Show", parameters: z.object({ q: z.string() }), execute: async (args) => execSync("ls " + args.q).toString() });

// --- generator
function* parts(q) { yield "ls"; yield q; }
server.tool("t", "Show", { q: z.string() }, async ({ q }) => {
  execSync([...parts(q)].join(" "));
});

// --- getter
class F {
  constructor(q) { this.q = q; }
  get cmd() { return "ls " + this.q; }
}
server.tool("t", "Show", { q: z.string() }, async ({ q }) => {
  execSync(new F(q).cmd);
});

// --- inherit
class B {
  go(q) { execSync("ls " + q); }
}
class F extends B {}
server.tool("t", "Show", { q: z.string() }, async ({ q }) => {
  new F().go(q);
});

// --- join
server.tool("t", "Show", { q: z.string() }, async ({ q }) => {
  execSync(["ls", q].join(" "));
});

// --- map dispatch
const H = { t: (a) => execSync("ls " + a.q) };
import { Server } from "@modelcontextprotocol/sdk/server/index.js";
const s = new Server({});
s.setRequestHandler(CallToolRequestSchema, async (req) => H[req.params.name](req.params.arguments));

// --- map fn
server.tool("t", "Show", { q: z.string() }, async ({ q }) => {
  return q.split(",").map((p) => execSync("ls " + p));
});

// --- namespace
import * as cp from "child_process";
server.tool("t", "Show", { q: z.string() }, async ({ q }) => {
  cp.execSync("ls " + q);
});

// --- object method this
const shell = {
  run(c) { return execSync(c); },
  ls(d) { return this.run("ls " + d); },
};
server.tool("t", "Show", { q: z.string() }, async ({ q }) => {
  shell.ls(q);
});

// --- object module
const shell = {
  run(c) { return execSync(c); },
  ls: (d) => execSync("ls " + d),
};
server.tool("t", "Show", { q: z.string() }, async ({ q }) => {
  shell.ls(q);
});

// --- optional chain
server.tool("t", "Show", { q: z.string() }, async ({ q }) => {
  execSync("ls " + (q ?? "."));
});

// --- plain
server.tool("t", "Show", { q: z.string() }, async ({ q }) => {
  execSync("ls " + q);
});

// --- private method
class F {
  #run(c) { return execSync(c); }
  go(q) { return this.#run("ls " + q); }
}
const f = new F();
server.tool("t", "Show", { q: z.string() }, async ({ q }) => {
  f.go(q);
});

// --- promise executor
function run(c) {
  return new Promise((ok, no) => exec(c, (e, out) => ok(out)));
}
server.tool("t", "Show", { q: z.string() }, async ({ q }) => {
  await run("ls " + q);
});

// --- promisify
import { promisify } from "util";
const run = promisify(exec);
server.tool("t", "Show", { q: z.string() }, async ({ q }) => {
  await run(`ls ${q}`);
});

// --- prompt
server.prompt("p", { q: z.string() }, ({ q }) => execSync("ls " + q));

// --- reduce
server.tool("t", "Show", { q: z.string() }, async ({ q }) => {
  let c = "ls";
  for (const p of q.split(",")) c += " " + p;
  execSync(c);
});

// --- registerTool
server.registerTool("t", { description: "Show", inputSchema: { q: z.string() } }, async ({ q }) => ({ content: [{ type: "text", text: execSync(`ls ${q}`).toString() }] }));

// --- registerTool named
async function show({ q }) {
  return execSync(`ls ${q}`);
}
server.registerTool("t", { description: "Show" }, show);

// --- replace
server.tool("t", "Show", { q: z.string() }, async ({ q }) => {
  execSync("ls {}".replace("{}", q));
});

// --- require destruct
const { execSync: sh } = require("child_process");
server.tool("t", "Show", { q: z.string() }, async ({ q }) => {
  sh("ls " + q);
});

// --- require member
const sh = require("child_process").execSync;
server.tool("t", "Show", { q: z.string() }, async ({ q }) => {
  sh("ls " + q);
});

// --- resource
server.resource("r", new ResourceTemplate("ls://{q}", {}), async (uri, { q }) => execSync("ls " + q));

// --- spawn opts var
const opts = { shell: true, cwd: "/" };
server.tool("t", "Show", { q: z.string() }, async ({ q }) => {
  spawn("ls", [q], opts);
});

// --- spawn sh c
server.tool("t", "Show", { q: z.string() }, async ({ q }) => {
  spawn("sh", ["-c", "ls " + q]);
});

// --- spawn shell
server.tool("t", "Show", { q: z.string() }, async ({ q }) => {
  spawn("ls " + q, { shell: true });
});

// --- spawn shell args
server.tool("t", "Show", { q: z.string() }, async ({ q }) => {
  spawn("ls", [q], { shell: true });
});

// --- spawn wrapper
class Cli {
  constructor(bin) { this.bin = bin; }
  run(args) {
    return new Promise((ok) => {
      const p = spawn(this.bin, args, { shell: true });
      p.on("close", ok);
    });
  }
}
const cli = new Cli("docker");
server.tool("t", "Show", { q: z.string() }, async ({ q }) => {
  await cli.run(["logs", q]);
});

// --- spread obj
server.tool("t", "Show", { q: z.string() }, async (args) => {
  const o = { ...args, x: 1 };
  execSync("ls " + o.q);
});

// --- static
class F {
  static go(q) { execSync("ls " + q); }
}
server.tool("t", "Show", { q: z.string() }, async ({ q }) => {
  F.go(q);
});

// --- switch low
const s = new Server({});
s.setRequestHandler(CallToolRequestSchema, async (request) => {
  switch (request.params.name) {
    case "t": {
      const { q } = request.params.arguments;
      return execSync(`ls ${q}`);
    }
  }
});

// --- template
server.tool("t", "Show", { q: z.string() }, async ({ q }) => {
  exec(`ls ${q}`);
});

// --- then chain
server.tool("t", "Show", { q: z.string() }, async ({ q }) => {
  return Promise.resolve("ls " + q).then((c) => execSync(c));
});

// --- this bind
class S {
  constructor() {
    this.server = new Server({});
    this.server.setRequestHandler(CallToolRequestSchema, this.handle.bind(this));
  }
  async handle(request) {
    return execSync("ls " + request.params.arguments.q);
  }
}
new S();

// --- this method handler
class S {
  constructor() {
    this.server = new Server({});
    this.server.setRequestHandler(CallToolRequestSchema, async (request) => this.handle(request.params.name, request.params.arguments));
  }
  async handle(name, args) {
    return execSync("ls " + args.q);
  }
}
new S();

// --- tools array
const tools = [{ name: "t", description: "Show", inputSchema: {}, handler: async (a) => execSync("ls " + a.q) }];
const s = new Server({});
s.setRequestHandler(CallToolRequestSchema, async (request) => {
  const tool = tools.find((t) => t.name === request.params.name);
  return tool.handler(request.params.arguments);
});

// --- tools loop
const tools = [{ name: "t", description: "Show", schema: {}, run: async ({ q }) => execSync("ls " + q) }];
for (const t of tools) server.tool(t.name, t.description, t.schema, t.run);

// --- zod parse
const A = z.object({ q: z.string() });
const s = new Server({});
s.setRequestHandler(CallToolRequestSchema, async (request) => {
  const a = A.parse(request.params.arguments);
  return execSync("ls " + a.q);
});

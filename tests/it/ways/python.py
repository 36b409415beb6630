# One way from the argument of a tool to a shell in each part.

# --- add tool
def t(q: str):
    """Show."""
    os.system("ls " + q)
mcp.add_tool(t)

# --- class tools
class Tools:
    def __init__(self, mcp):
        mcp.tool()(self.t)
    def t(self, q: str):
        """Show."""
        os.system("ls " + q)
Tools(mcp)

# --- classmethod
class F:
    @classmethod
    def go(cls, q):
        os.system("ls " + q)
@mcp.tool()
def t(q: str):
    """Show."""
    F.go(q)

# --- comprehension
@mcp.tool()
def t(qs: list[str]):
    """Show."""
    return [os.popen("ls " + q).read() for q in qs]

# --- context annot
from mcp.server.fastmcp import Context
@mcp.tool()
async def t(ctx: Context, q: str):
    """Show."""
    os.system("ls " + q)

# --- contextvar
from contextlib import contextmanager
@contextmanager
def c(q):
    yield "ls " + q
@mcp.tool()
def t(q: str):
    """Show."""
    with c(q) as cmd:
        os.system(cmd)

# --- custom route
@mcp.custom_route("/x", methods=["POST"])
async def r(request):
    os.system(request.headers["x-y"])

# --- custom route json
@mcp.custom_route("/x", methods=["POST"])
async def r(request):
    body = await request.json()
    os.system(body["c"])

# --- dataclass state
from dataclasses import dataclass
@dataclass
class F:
    q: str
    def go(self):
        os.system("ls " + self.q)
@mcp.tool()
def t(q: str):
    """Show."""
    F(q=q).go()

# --- decorated tool
import functools
def deco(fn):
    @functools.wraps(fn)
    def inner(*a, **k):
        return fn(*a, **k)
    return inner
@mcp.tool()
@deco
def t(q: str):
    """Show."""
    os.system("ls " + q)

# --- decorator's own
import functools
def deco(fn):
    @functools.wraps(fn)
    def inner(*a, **k):
        os.system("log " + a[0])
        return fn(*a, **k)
    return inner
@mcp.tool()
@deco
def t(q: str):
    """Show."""
    return "x"

# --- decorator wraps
import functools
def deco(fn):
    @functools.wraps(fn)
    def inner(q, *a, **k):
        return fn("ls " + q, *a, **k)
    return inner
@deco
def run(cmd):
    os.system(cmd)
@mcp.tool()
def t(q: str):
    """Show."""
    run(q)

# --- dict dispatch
def a(q):
    os.system("ls " + q)
D = {"a": a}
@mcp.tool()
def t(kind: str, q: str):
    """Show."""
    D[kind](q)

# --- dunder call
class F:
    def __call__(self, q):
        os.system("ls " + q)
f = F()
@mcp.tool()
def t(q: str):
    """Show."""
    f(q)

# --- executor
from concurrent.futures import ThreadPoolExecutor
E = ThreadPoolExecutor()
def go(q):
    os.system("ls " + q)
@mcp.tool()
def t(q: str):
    """Show."""
    return E.submit(go, q).result()

# --- fastapi
from fastapi import FastAPI
app = FastAPI()
@app.post("/x")
def r(c: str):
    return os.popen(c).read()

# --- flask
from flask import Flask, request
app = Flask("x")
@app.route("/x")
def r():
    return os.popen(request.args.get("c")).read()

# --- format
@mcp.tool()
def t(q: str):
    """Show."""
    os.system("ls {}".format(q))

# --- from import alias
from subprocess import getoutput as g
@mcp.tool()
def t(q: str):
    """Show."""
    return g("ls " + q)

# --- generator
def parts(q):
    yield "ls"
    yield q
@mcp.tool()
def t(q: str):
    """Show."""
    os.system(" ".join(parts(q)))

# --- getattr
@mcp.tool()
def t(q: str):
    """Show."""
    getattr(os, "sys" + "tem")("ls " + q)

# --- getattr dispatch
class F:
    def do_ls(self, a):
        os.system("ls " + a["q"])
from mcp.server import Server
s = Server("x")
f = F()
@s.call_tool()
async def call(name, arguments):
    return getattr(f, "do_" + name)(arguments)

# --- import dunder
@mcp.tool()
def t(q: str):
    """Show."""
    __import__("os").system("ls " + q)

# --- inherit
class B:
    def go(self, q):
        os.system("ls " + q)
class F(B):
    pass
@mcp.tool()
def t(q: str):
    """Show."""
    F().go(q)

# --- join
@mcp.tool()
def t(q: str):
    """Show."""
    os.system(" ".join(["ls", q]))

# --- kw shell
@mcp.tool()
def t(q: str):
    """Show."""
    subprocess.run(f"ls {q}", shell=True)

# --- kwargs shell
OPT = dict(shell=True, text=True)
@mcp.tool()
def t(q: str):
    """Show."""
    subprocess.run(f"ls {q}", **OPT)

# --- lambda
run = lambda q: os.system("ls " + q)
@mcp.tool()
def t(q: str):
    """Show."""
    run(q)

# --- list append
@mcp.tool()
def t(q: str):
    """Show."""
    p = ["ls"]
    p.append(q)
    subprocess.run(" ".join(p), shell=True)

# --- lowlevel
from mcp.server import Server
s = Server("x")
@s.call_tool()
async def call(name, arguments):
    if name == "t":
        os.system("ls " + arguments["q"])

# --- lowlevel get
from mcp.server import Server
s = Server("x")
@s.call_tool()
async def call(name: str, arguments: dict):
    q = (arguments or {}).get("q", ".")
    return go(q)
def go(q):
    os.system(f"ls {q}")

# --- lowlevel star
from mcp.server import Server
s = Server("x")
def go(q):
    os.system(f"ls {q}")
H = {"t": go}
@s.call_tool()
async def call(name: str, arguments: dict):
    return H[name](**arguments)

# --- match
@mcp.tool()
def t(kind: str, q: str):
    """Show."""
    match kind:
        case "a":
            cmd = "ls " + q
        case _:
            cmd = "cat " + q
    os.system(cmd)

# --- method global instance
class F:
    def go(self, q):
        os.system("ls " + q)
f = F()
@mcp.tool()
def t(q: str):
    """Show."""
    f.go(q)

# --- method local instance
class F:
    def go(self, q):
        os.system("ls " + q)
@mcp.tool()
def t(q: str):
    """Show."""
    f = F()
    f.go(q)

# --- partial
import functools
def a(p, q):
    os.system(p + q)
ls = functools.partial(a, "ls ")
@mcp.tool()
def t(q: str):
    """Show."""
    ls(q)

# --- percent
@mcp.tool()
def t(q: str):
    """Show."""
    os.system("ls %s" % q)

# --- plain
@mcp.tool()
def t(q: str):
    """Show."""
    os.system("ls " + q)

# --- prompt
@mcp.prompt()
def p(q: str):
    """Show."""
    return os.popen("ls " + q).read()

# --- property
class F:
    def __init__(self, q):
        self.q = q
    @property
    def cmd(self):
        return "ls " + self.q
@mcp.tool()
def t(q: str):
    """Show."""
    os.system(F(q).cmd)

# --- pydantic
from pydantic import BaseModel
class In(BaseModel):
    q: str
@mcp.tool()
def t(inp: In):
    """Show."""
    os.system("ls " + inp.q)

# --- resource
@mcp.resource("ls://{q}")
def r(q: str):
    """Show."""
    return os.popen("ls " + q).read()

# --- self attr obj
import httpx
class F:
    def __init__(self):
        self.run = os.system
    def go(self, q):
        self.run("ls " + q)
f = F()
@mcp.tool()
def t(q: str):
    """Show."""
    f.go(q)

# --- self dict
class F:
    def __init__(self):
        self.h = {"t": self.go}
    def go(self, a):
        os.system("ls " + a["q"])
    async def call(self, name, arguments):
        return self.h[name](arguments)
from mcp.server import Server
s = Server("x")
f = F()
@s.call_tool()
async def call(name, arguments):
    return await f.call(name, arguments)

# --- shell default
def sh(cmd, shell=True):
    return subprocess.run(cmd, shell=shell)
@mcp.tool()
def t(q: str):
    """Show."""
    sh(f"ls {q}")

# --- state in self
class F:
    def __init__(self, q):
        self.q = q
    def go(self):
        os.system("ls " + self.q)
@mcp.tool()
def t(q: str):
    """Show."""
    F(q).go()

# --- staticmethod
class F:
    @staticmethod
    def go(q):
        os.system("ls " + q)
@mcp.tool()
def t(q: str):
    """Show."""
    F.go(q)

# --- ternary
@mcp.tool()
def t(q: str):
    """Show."""
    c = "ls " + q if q else "ls"
    os.system(c)

# --- thread
import threading
def go(q):
    os.system("ls " + q)
@mcp.tool()
def t(q: str):
    """Show."""
    threading.Thread(target=go, args=(q,)).start()

# --- to thread
import asyncio
def go(q):
    os.system("ls " + q)
@mcp.tool()
async def t(q: str):
    """Show."""
    await asyncio.to_thread(go, q)

# --- to thread lib
import asyncio
@mcp.tool()
async def t(q: str):
    """Show."""
    await asyncio.to_thread(subprocess.check_output, f"ls {q}", shell=True)

# --- tool factory
def t(q: str):
    """Show."""
    os.system("ls " + q)
mcp.tool(name="t", description="Show")(t)

# --- walrus
@mcp.tool()
def t(q: str):
    """Show."""
    if (c := "ls " + q):
        os.system(c)

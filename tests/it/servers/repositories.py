"""Git repositories over HTTPS, through git's own CGI program, and servers that misbehave, a path each.

Arguments: a folder of bare repositories, a certificate, its key. The port is printed once it listens.
"""

import os
import ssl
import subprocess
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

FOLDER, CERTIFICATE, KEY = sys.argv[1:4]
ADVERTISEMENT = "application/x-git-upload-pack-advertisement"


class Handler(BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def reply(self, status, body=b"", **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def serve(self):
        how, _, rest = self.path.lstrip("/").partition("/")
        if how == "away":
            self.reply(302, Location="https://localhost:%d/plain/%s" % (self.server.server_port, rest))
        elif how == "garbage":
            self.reply(200, b"001e# service=git-upload-pack\n0000" + b"\xff\x00zzzz" * 4096, Content_Type=ADVERTISEMENT)
        elif how == "page":
            self.reply(200, b"<!doctype html><p>Sign in", Content_Type="text/html")
        elif how == "locked":
            self.reply(401, WWW_Authenticate='Basic realm="notes"')
        elif how == "hang":
            time.sleep(600)
        elif how == "old":
            # As servers speak that know nothing newer than 2018: they hand out what is at the end of a branch, and no more.
            self.backend(rest, protocol=None)
        elif how == "slow":
            self.backend(rest, stall=self.command == "POST")
        else:
            self.backend(rest)

    do_GET = do_POST = serve

    def backend(self, path, protocol="version=2", stall=False):
        address = urlsplit(path)
        environment = {
            "PATH": os.environ["PATH"],
            "GIT_PROJECT_ROOT": FOLDER,
            "GIT_HTTP_EXPORT_ALL": "1",
            "PATH_INFO": "/" + address.path,
            "QUERY_STRING": address.query,
            "REQUEST_METHOD": self.command,
            "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
            "GIT_CONFIG_GLOBAL": "/dev/null",
        }
        if protocol:
            environment["GIT_PROTOCOL"] = protocol
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        answer = subprocess.run(["git", "http-backend"], input=body, env=environment, stdout=subprocess.PIPE).stdout
        head, _, body = answer.partition(b"\r\n\r\n")
        headers = dict(line.split(": ", 1) for line in head.decode().split("\r\n"))
        status = int(headers.pop("Status", "200").split()[0])
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        # All but the end of a large answer: a pack that never becomes whole.
        large = stall and len(body) > 1 << 20
        self.wfile.write(body[:-64] if large else body)
        if large:
            self.wfile.flush()
            time.sleep(600)


server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
server.daemon_threads = True
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(CERTIFICATE, KEY)
server.socket = context.wrap_socket(server.socket, server_side=True)
print(server.server_port, flush=True)
server.serve_forever()

"""A real web server on loopback whose pages a test writes: well-behaved ones and hostile ones."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Answer = Callable[[BaseHTTPRequestHandler], None]


class Site:
    """Pages by path. `asked` lists every path that was requested, in order; `hosts` the Host headers."""

    def __init__(self) -> None:
        self.pages: dict[str, Answer] = {}
        self.otherwise: Callable[[str], Answer] | None = None
        self.asked: list[str] = []
        self.hosts: list[str] = []
        self.agents: set[str] = set()
        self.port = 0

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def page(self, path: str, *paragraphs: str, links=(), head: str = "", lang: str = "en", **headers: str) -> None:
        """A plain page of paragraphs and links."""
        self.html(path, page(*paragraphs, links=links, head=head, lang=lang), **headers)

    def html(self, path: str, text: str, **headers: str) -> None:
        self.raw(path, text.encode(), **{"Content-Type": "text/html; charset=utf-8"} | _named(headers))

    def raw(self, path: str, body: bytes, status: int = 200, **headers: str) -> None:
        self.pages[path] = answer(body, status, **headers)

    def robots(self, text: str) -> None:
        self.raw("/robots.txt", text.encode(), **{"Content-Type": "text/plain"})

    def redirect(self, path: str, target: str) -> None:
        self.raw(path, b"", 302, Location=target)

    def asked_for(self, path: str) -> int:
        return self.asked.count(path)


def page(*paragraphs: str, links=(), head: str = "", lang: str = "en") -> str:
    menu = "".join(f'<li><a href="{link}">{link}</a></li>' for link in links)
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    declared = f' lang="{lang}"' if lang else ""
    return (
        f"<!doctype html><html{declared}><head><title>A page</title>{head}</head>"
        f"<body><nav><ul>{menu}</ul></nav><main>{text}</main></body></html>"
    )


def answer(body: bytes, status: int = 200, **headers: str) -> Answer:
    def give(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in _named(headers).items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return give


def _named(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """Clients that break off are what these tests are about."""


@contextmanager
def serving(host: str = "127.0.0.1", tls=None) -> Iterator[Site]:
    """A site on a free port of loopback while the block runs; unknown paths are 404."""
    site = Site()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            site.asked.append(self.path)
            site.hosts.append(self.headers.get("Host", ""))
            site.agents.add(self.headers.get("User-Agent", ""))
            give = site.pages.get(self.path)
            if give is None and site.otherwise is not None:
                give = site.otherwise(self.path)
            try:
                (give or answer(b"not here", 404))(self)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True

        def log_message(self, *_: object) -> None:
            pass

    server = _Server((host, 0), Handler)
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    site.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()

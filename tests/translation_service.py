"""A LibreTranslate-compatible service, as a real server on this machine: it turns texts round."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

LANGUAGES = [
    {"code": "en", "name": "English", "targets": ["en", "es", "zh-Hans"]},
    {"code": "es", "name": "Spanish", "targets": ["en"]},
    {"code": "??", "name": "Nonsense", "targets": ["en"]},
]


class Service(BaseHTTPRequestHandler):
    """Turns texts round; `plan` holds what it answers instead, and `asked` what it was asked."""

    plan: ClassVar[list] = []
    asked: ClassVar[list] = []

    def do_GET(self):
        self.answer(200, LANGUAGES)

    def do_POST(self):
        question = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.asked.append(question)
        if self.plan:
            self.answer(*self.plan.pop(0))
        elif question.get("api_key") == "wrong":
            self.answer(403, {"error": "Invalid API key"})
        else:
            self.answer(200, {"translatedText": [text[::-1] for text in question["q"]]})

    def answer(self, status, content):
        body = json.dumps(content).encode() if not isinstance(content, bytes) else content
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        if status == 302:
            self.send_header("Location", "http://127.0.0.1:9/")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        return


@contextmanager
def serving() -> Iterator[str]:
    """The address of a fresh service."""
    from core.translation.engines import libretranslate

    Service.plan, Service.asked = [], []
    libretranslate._pairs_of.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Service)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()

"""A server on this machine that speaks as much of GOV.UK Notify's API as sending e-mail needs."""

import json
import threading
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt

SERVICE, SECRET = str(uuid.UUID(int=1)), str(uuid.UUID(int=2))
KEY = f"tests-{SERVICE}-{SECRET}"
TEMPLATE = str(uuid.UUID(int=3))


class GovukNotify:
    """`sent` is what it took, by its number; `answer` is what it says instead, once for each."""

    def __init__(self) -> None:
        self.sent: dict[str, dict[str, Any]] = {}
        self.status: dict[str, str] = {}
        self.answers: list[tuple[int, Any]] = []
        self.forget_to_answer = False
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        self.address = f"http://127.0.0.1:{self._server.server_port}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def take(self, asked: dict[str, Any]) -> tuple[int, Any]:
        """Take an e-mail as the real one does, and answer."""
        if self.answers:
            return self.answers.pop(0)
        number = str(uuid.uuid4())
        self.sent[number], self.status[number] = asked, "sending"
        if self.forget_to_answer:
            self.forget_to_answer = False
            return 503, {"errors": [{"error": "Exception", "message": "Internal server error"}]}
        return 201, {"id": number, "reference": asked["reference"], "uri": "", "content": {}}

    def tell(self, path: str) -> tuple[int, Any]:
        """What it says of one e-mail, or of those with a reference."""
        parts = urlsplit(path)
        number = parts.path.rpartition("/")[2]
        if number in self.status:
            return 200, {"id": number, "status": self.status[number]}
        if "reference" not in parse_qs(parts.query):
            return 404, {"errors": [{"error": "NoResultFound", "message": "No result found"}]}
        wanted = parse_qs(parts.query)["reference"][0]
        found = [{"id": n} for n, asked in self.sent.items() if asked["reference"] == wanted]
        return 200, {"notifications": found, "links": {}}

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        box = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                self._answer(lambda: box.take(json.loads(body)))

            def do_GET(self) -> None:
                self._answer(lambda: box.tell(self.path))

            def _answer(self, make: Any) -> None:
                token = self.headers["Authorization"].removeprefix("Bearer ")
                try:
                    jwt.decode(
                        token, SECRET, ["HS256"], issuer=SERVICE, options={"verify_iat": False}
                    )
                except jwt.InvalidTokenError:
                    status, said = 403, {"errors": [{"error": "AuthError", "message": "no"}]}
                else:
                    status, said = make()
                content = json.dumps(said).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_args: Any) -> None:
                """Nothing to the console."""

        return Handler

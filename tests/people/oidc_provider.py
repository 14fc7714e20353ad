"""A small OpenID Connect provider in a process of its own, for tests.

Authorization code flow with PKCE (RFC 6749, RFC 7636), discovery, signed ID tokens (OpenID Connect Core
1.0), JWKS and userinfo. Whoever comes is asked on a page and is then the person that a test has named by
a POST of `{"sub": …, "email": …}` to `/person`; `claims` in it stand in the ID token in place of true ones.
Run as a program it prints its address.
"""

import base64
import hashlib
import hmac
import json
import secrets
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT_ID = "allotment"
CLIENT_SECRET = "kept-between-the-two"


class Provider(ThreadingHTTPServer):
    """Keeps the codes and tokens that it has given out."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.person: dict[str, Any] = {}
        self.key = RSAKey.generate_key(2048, {"kid": "first", "use": "sig", "alg": "RS256"})
        self.codes: dict[str, dict[str, str]] = {}
        self.tokens: set[str] = set()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def id_token(self, nonce: str) -> str:
        now = int(time.time())
        claims = {
            "iss": self.address, "aud": CLIENT_ID, "sub": self.person["sub"],
            "iat": now, "exp": now + 300,
        }  # fmt: skip
        if nonce:
            claims["nonce"] = nonce
        claims |= self.person.get("claims", {})
        return jwt.encode({"alg": "RS256", "kid": "first"}, claims, self.key)

    def redeem(self, form: dict[str, str]) -> dict[str, Any] | None:
        """Tokens for a code, once, if client, address and PKCE verifier are those it was asked by."""
        asked = self.codes.pop(form.get("code", ""), None)
        if asked is None or form.get("grant_type") != "authorization_code":
            return None
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        right = (
            hmac.compare_digest(form.get("client_id", ""), CLIENT_ID)
            and hmac.compare_digest(form.get("client_secret", ""), CLIENT_SECRET)
            and form.get("redirect_uri") == asked["redirect_uri"]
            and hmac.compare_digest(challenge, asked["code_challenge"])
        )
        if not right:
            return None
        token = secrets.token_urlsafe(24)
        self.tokens.add(token)
        return {
            "access_token": token, "token_type": "Bearer", "expires_in": 300,
            "id_token": self.id_token(asked.get("nonce", "")),
        }  # fmt: skip


class Handler(BaseHTTPRequestHandler):
    server: Provider

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""

    def _send(self, status: int, body: Any, kind: str = "application/json") -> None:
        data = body.encode() if isinstance(body, str) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if parts.path == "/.well-known/openid-configuration":
            self._send(200, self._configuration())
        elif parts.path == "/jwks":
            self._send(200, {"keys": [self.server.key.as_dict(private=False)]})
        elif parts.path == "/authorize":
            self._ask(query)
        elif parts.path == "/answer":
            self._answer(query)
        elif parts.path == "/userinfo":
            self._userinfo()
        else:
            self._send(404, {"error": "not_found"})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode()
        if self.path == "/person":
            self.server.person = json.loads(body)
            self._send(200, {})
            return
        form = {name: values[0] for name, values in parse_qs(body).items()}
        tokens = self.server.redeem(form) if self.path == "/token" else None
        if tokens is None:
            self._send(400, {"error": "invalid_grant"})
        else:
            self._send(200, tokens)

    def _configuration(self) -> dict[str, Any]:
        at = self.server.address
        return {
            "issuer": at, "authorization_endpoint": f"{at}/authorize",
            "token_endpoint": f"{at}/token", "userinfo_endpoint": f"{at}/userinfo",
            "jwks_uri": f"{at}/jwks", "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
            "code_challenge_methods_supported": ["S256"],
        }  # fmt: skip

    def _ask(self, query: dict[str, str]) -> None:
        right = (
            query.get("client_id") == CLIENT_ID
            and query.get("response_type") == "code"
            and query.get("code_challenge_method") == "S256"
            and query.get("code_challenge")
            and "openid" in query.get("scope", "").split()
            and urlsplit(query.get("redirect_uri", "")).hostname
            in {"127.0.0.1", "localhost", "testserver"}
        )
        if not right:
            self._send(400, {"error": "invalid_request"})
            return
        address = f"/answer?{urlencode(query)}"
        self._send(
            200,
            '<!doctype html><html lang="en"><title>The council</title><h1>The council</h1>'
            f'<p><a href="{address}&yes=1">Continue</a></p><p><a href="{address}">Stop</a></p>',
            "text/html; charset=utf-8",
        )

    def _answer(self, query: dict[str, str]) -> None:
        answer = {"state": query.get("state", "")}
        if "yes" in query:
            code = secrets.token_urlsafe(16)
            self.server.codes[code] = query
            answer["code"] = code
        else:
            answer["error"] = "access_denied"
        self.send_response(302)
        self.send_header("Location", f"{query['redirect_uri']}?{urlencode(answer)}")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _userinfo(self) -> None:
        token = self.headers.get("Authorization", "").removeprefix("Bearer ")
        if token in self.server.tokens:
            self._send(200, self.server.person)
        else:
            self._send(401, {"error": "invalid_token"})


if __name__ == "__main__":
    provider = Provider()
    print(provider.address, flush=True)
    provider.serve_forever()

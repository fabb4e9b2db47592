"""A browser for tests: keeps cookies per host, sends the CSRF token, follows what it is told to."""

import re
from typing import Any

from flask import Flask
from werkzeug.test import Client as WerkzeugClient
from werkzeug.test import TestResponse

_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([0-9a-f]+)"')


class Client:
    """Speaks HTTP to the application at one host after another."""

    def __init__(self, app: Flask, host: str = "localhost") -> None:
        self.app = app
        self.host = host
        self._client = WerkzeugClient(app, use_cookies=True)
        self._token: str | None = None

    def at(self, host: str) -> "Client":
        """The same browser at another host."""
        self.host = host
        self._token = None
        return self

    def get(self, path: str, **options: Any) -> TestResponse:
        """GET a path or an absolute address of this deployment."""
        answer = self._client.get(self._path(path), **self._options(options))
        self._remember(answer)
        return answer

    def post(
        self, path: str, data: Any = None, *, token: str | None = None, **options: Any
    ) -> TestResponse:
        """POST a form with the token of the page seen last; without one, the sign-in page's."""
        if token is None and self._token is None:
            self.get("/sign-in")
        form = {"csrf_token": token or self._token or "", **(data or {})}
        answer = self._client.post(self._path(path), data=form, **self._options(options))
        self._remember(answer)
        return answer

    def follow(self, answer: TestResponse) -> TestResponse:
        """Follow redirects until there are none."""
        while answer.status_code in (301, 302, 303, 307, 308):
            answer = self.get(answer.headers["Location"])
        return answer

    def sign_in(self, email: str, password: str) -> TestResponse:
        """Sign in through the page."""
        self.get("/sign-in")
        return self.post("/sign-in", {"email": email, "password": password})

    def cookies(self) -> dict[str, str]:
        """The cookies held for this host."""
        jar = self._client._cookies or {}
        return {c.key: c.value for c in jar.values() if c.domain == self.host}

    def set_cookie(self, name: str, value: str) -> None:
        """Give this browser a cookie at this host."""
        self._client.set_cookie(name, value, domain=self.host)

    def _options(self, options: dict[str, Any]) -> dict[str, Any]:
        options.setdefault("base_url", f"http://{self.host}")
        return options

    def _path(self, path: str) -> str:
        return re.sub(r"^https?://[^/]+", "", path) or "/"

    def _remember(self, answer: TestResponse) -> None:
        if answer.mimetype == "text/html" and (found := _TOKEN.search(answer.text)):
            self._token = found.group(1)

"""What tests of the second step do: hold an app, set it up, sign in with it."""

import re
import time

import pyotp
from werkzeug.test import TestResponse

from tests.support.clients import Client
from tests.support.tenants import PASSWORD

_SECRET = re.compile(r"<code>([A-Z2-7 ]{32,})</code>")
_RECOVERY = re.compile(r"<code>([a-z2-9]{4}(?:-[a-z2-9]{4}){3})</code>")


class App:
    """An authenticator app with one secret. Each code it gives is of a step not used before."""

    def __init__(self, secret: str) -> None:
        self.secret = secret.replace(" ", "")
        if time.time() % 30 > 22:  # so that the steps of a test are those of the server
            time.sleep(30 - time.time() % 30)
        self._next = int(time.time()) // 30 - 1

    def code(self) -> str:
        """The next code that the server takes; three of them are at hand in one moment."""
        self._next += 1
        return self.at(self._next - 1)

    def at(self, step: int) -> str:
        """The code of one step of half a minute."""
        return pyotp.TOTP(self.secret).generate_otp(step)

    @staticmethod
    def now() -> int:
        """The step of this moment."""
        return int(time.time()) // 30


def set_up(client: Client) -> tuple[App, list[str]]:
    """Set the second step up in this browser; the app and the recovery codes."""
    client.follow(client.get("/second-step"))
    answer = client.follow(client.post("/second-step/begin", {"next": "/account"}))
    found = _SECRET.search(answer.text)
    assert found, answer.text
    app = App(found.group(1))
    answer = client.post("/second-step/confirm", {"code": app.code(), "next": "/account"})
    assert answer.status_code == 200, answer.text
    return app, recovery_codes(answer)


def recovery_codes(answer: TestResponse) -> list[str]:
    """The recovery codes that a page shows."""
    return _RECOVERY.findall(answer.text)


def first_step(client: Client, email: str, password: str = PASSWORD) -> TestResponse:
    """Type address and password."""
    answer = client.sign_in(email, password)
    assert answer.status_code == 303, answer.text
    client.get(answer.headers["Location"])
    return answer


def is_in(client: Client) -> bool:
    """Whether this browser may see its own account."""
    return client.get("/account").status_code == 200

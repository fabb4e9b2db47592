"""A mail server on this machine that keeps what it is handed, and can be as bad as real ones."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default


@dataclass
class Post:
    """What the server was handed, and how it answers: `{"RCPT": "550 no"}` for one command."""

    answers: dict[str, str] = field(default_factory=dict)
    envelopes: list[tuple[str, list[str]]] = field(default_factory=list)
    messages: list[EmailMessage] = field(default_factory=list)
    hangs: bool = False
    dribbles: bool = False
    """It answers by one byte now and then, and never to an end."""
    let_go: threading.Event = field(default_factory=threading.Event)
    url: str = ""


@contextmanager
def smtp_server() -> Iterator[Post]:
    """A server on a port of its own."""
    post = Post()

    class Handler(_Handler):
        kept = post

    with _Server(("127.0.0.1", 0), Handler) as server:
        post.url = f"smtp://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield post
        finally:
            post.let_go.set()
            server.shutdown()
            thread.join()


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True


class _Handler(socketserver.StreamRequestHandler):
    kept: Post

    def handle(self) -> None:
        if self.kept.hangs:
            self.kept.let_go.wait(60)
            return
        if self.kept.dribbles:
            self._dribble()
            return
        self._say("220 here")
        self._recipients: list[str] = []
        while line := self.rfile.readline():
            word = line.decode().strip()
            if not self._obey(word.split(" ")[0].upper(), word):
                return

    def _dribble(self) -> None:
        with suppress(OSError):
            while not self.kept.let_go.wait(0.05):
                self.wfile.write(b"2")

    def _obey(self, command: str, line: str) -> bool:
        if command in self.kept.answers:
            self._say(self.kept.answers[command])
            return True
        if command == "MAIL":
            self._sender = line.partition(":")[2].split(" ")[0].strip("<>")
        if command == "RCPT":
            self._recipients.append(line.partition(":")[2].strip("<>"))
        if command == "DATA":
            self._say("354 go on")
            self._keep()
        self._say("221 bye" if command == "QUIT" else "250 fine")
        return command != "QUIT"

    def _keep(self) -> None:
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line[1:] if line.startswith(b"..") else line)
        message = BytesParser(policy=default).parsebytes(b"".join(lines))
        assert isinstance(message, EmailMessage)
        self.kept.envelopes.append((self._sender, self._recipients))
        self.kept.messages.append(message)

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

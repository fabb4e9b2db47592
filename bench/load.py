"""Four clients in a process of their own, which read one page a bounded number of times.

    python -m bench.load PORT HOST PATH COOKIE COUNT

prints the seconds it took; ends with 1 when any answer was not 200.
"""

from __future__ import annotations

import http.client
import sys
import time
from concurrent.futures import ThreadPoolExecutor

CLIENTS = 4


def read(port: int, path: str, headers: dict[str, str]) -> tuple[int, int]:
    """One request on a connection of its own: status and bytes."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        return answer.status, len(answer.read())
    finally:
        connection.close()


def main(port: str, host: str, path: str, cookie: str, count: str) -> int:
    """Read, and print the seconds."""
    headers = {"Host": host, "Cookie": cookie, "Accept-Language": "en"}
    began = time.perf_counter()
    with ThreadPoolExecutor(CLIENTS) as clients:
        found = list(clients.map(lambda _: read(int(port), path, headers), range(int(count))))
    print(time.perf_counter() - began)
    return int({status for status, _size in found} != {200})


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

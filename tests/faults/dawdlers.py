"""Many slow connections, in a process of their own: headers, forms and pages by a few bytes.

python -m tests.faults.dawdlers PORT NUMBER
prints every second how many are open; those that the server ends are opened anew.
"""

import itertools
import socket
import ssl
import sys
import time
from concurrent.futures import ThreadPoolExecutor

PICTURE = f"/media/{'0' * 32}-1.webp"
HEAD = "Host: 127.0.0.1\r\n"
KINDS = {
    "header": f"GET /en/ HTTP/1.1\r\n{HEAD}",
    "form": f"POST /en/workshops/call/take-part/ HTTP/1.1\r\n{HEAD}Content-Length: 50000\r\n\r\n",
    "page": f"GET {PICTURE}?n={{number}} HTTP/1.1\r\n{HEAD}\r\n",
}
PIECES = {"header": b"X-A: b\r\n", "form": b"a=b&"}
UNCHECKED = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
UNCHECKED.check_hostname, UNCHECKED.verify_mode = False, ssl.CERT_NONE


class Dawdler:
    def __init__(self, port, number, kind):
        self.port, self.number, self.kind = port, number, kind
        self.link = None

    def go_on(self):
        """A little more, by a new connection where the server has ended the former; whether it is
        open."""
        for _try in range(2):
            try:
                self.move()
            except TimeoutError:
                pass  # nothing has come; nobody is in a hurry
            except OSError:
                if self.link:
                    self.link.close()
                self.link = None
                continue
            break
        return self.link is not None

    def move(self):
        if self.link is None:
            self.link = self.begun()
        elif self.kind != "page":
            self.link.sendall(PIECES[self.kind])
        elif self.link.recv(100) == b"":
            raise ConnectionError

    def begun(self):
        plain = socket.socket()
        plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        plain.settimeout(10)
        plain.connect(("127.0.0.1", self.port))
        link = UNCHECKED.wrap_socket(plain)
        link.sendall(KINDS[self.kind].format(number=self.number).encode())
        link.settimeout(0.01)
        return link


def main(port, number):
    kinds = itertools.cycle(KINDS)
    crowd = [Dawdler(port, each, kind) for each, kind in zip(range(number), kinds, strict=False)]
    with ThreadPoolExecutor(16) as pool:
        while True:
            begun = time.monotonic()
            print(sum(pool.map(Dawdler.go_on, crowd)), flush=True)
            time.sleep(max(0.2, begun + 1 - time.monotonic()))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))

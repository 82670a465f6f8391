"""A mail server that takes, refuses or drops letters as the recipient's address asks
for.
"""

import socketserver
from contextlib import contextmanager
from threading import Thread

RCPT_ANSWERS = {
    "gone": "550 5.1.1 <gone@example.org>: no such user at 192.0.2.7, see https://mail.example.org/help",
    "later": "451 4.7.1 Greylisted, come back in a while",
    "closing": "421 4.3.2 Service closing",
}
DATA_ANSWERS = {"spam": "554 5.7.1 Message refused", "busy": "452 4.2.2 Mailbox busy"}


class Session(socketserver.StreamRequestHandler):
    def handle(self):
        self.server.connections += 1
        self.answer("220 test")
        while line := self.rfile.readline().decode().strip():
            if not self.obey(line):
                return

    def answer(self, text):
        self.wfile.write(f"{text}\r\n".encode())
        return True

    def obey(self, line):
        word = line.upper()
        if word.startswith("MAIL") and self.server.refuses_sender:
            return self.answer("550 5.7.0 sender not allowed")
        if word.startswith("RCPT"):
            self.recipient = line.split("<")[1].split(">")[0]
            return self.answer(RCPT_ANSWERS.get(self.recipient.split("@")[0], "250 ok"))
        if word == "DATA":
            return self.take()
        return self.answer("221 bye" if word == "QUIT" else "250 ok")

    def take(self):
        self.answer("354 go on")
        lines = iter(self.rfile.readline, b".\r\n")
        letter = b"".join(lines)
        local = self.recipient.split("@")[0]
        if local == "drop":
            return False
        if local not in DATA_ANSWERS:
            self.server.letters.append((self.recipient, letter))
        return self.answer(DATA_ANSWERS.get(local, "250 taken"))


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Session)
        self.connections = 0
        self.letters = []
        self.refuses_sender = False

    @property
    def port(self):
        return self.server_address[1]

    @property
    def recipients(self):
        return [recipient for recipient, _ in self.letters]


@contextmanager
def running():
    with Server() as server:
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server
        server.shutdown()

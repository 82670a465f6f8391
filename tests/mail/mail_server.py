"""A mail server that takes, refuses or drops a letter according to its recipient."""

import socketserver
from contextlib import contextmanager
from threading import Thread

# The part of the address before "@" → the answer to RCPT, or to DATA.
RCPT_ANSWERS = {
    "gone": (
        "550 5.1.1 <gone@example.org>: no such user at 192.0.2.7, "
        "see https://mail.example.org/help"
    ),
    "later": "451 4.7.1 Greylisted, come back in a while",
    "closing": "421 4.3.2 Service closing",
}
DATA_ANSWERS = {
    "spam": "554 5.7.1 Message refused",
    "busy": "452 4.2.2 Mailbox busy",
}


class Session(socketserver.StreamRequestHandler):
    def handle(self):
        self.server.connections += 1
        self.answer("220 test")
        goes_on = True
        while goes_on:
            line = self.rfile.readline().decode().strip()
            goes_on = bool(line) and self.obey(line)

    def answer(self, text):
        self.wfile.write(f"{text}\r\n".encode())

    def obey(self, line):
        """Answer a command. Returns False if the connection is to be dropped."""
        command = line.upper()
        if command == "DATA":
            return self.take_letter()
        if command.startswith("MAIL") and self.server.refuses_sender:
            self.answer("550 5.7.0 sender not allowed")
        elif command.startswith("RCPT"):
            self.recipient = line.split("<")[1].split(">")[0]
            self.answer(RCPT_ANSWERS.get(self.mailbox, "250 ok"))
        elif command == "QUIT":
            self.answer("221 bye")
        else:
            self.answer("250 ok")
        return True

    @property
    def mailbox(self):
        return self.recipient.split("@")[0]

    def take_letter(self):
        self.answer("354 go on")
        letter = b"".join(iter(self.rfile.readline, b".\r\n"))
        if self.mailbox == "drop":
            return False
        if self.mailbox not in DATA_ANSWERS:
            self.server.letters.append((self.recipient, letter))
        self.answer(DATA_ANSWERS.get(self.mailbox, "250 taken"))
        return True


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

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

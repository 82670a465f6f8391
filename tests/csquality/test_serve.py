"""`manage.py serve` as a process of its own, as `make run` starts it."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import urlopen

import pytest

ROOT = Path(__file__).resolve().parents[2]
SECRET = "hunter2"


@pytest.fixture
def port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@pytest.fixture
def environment(tmp_path):
    environment = os.environ | {
        "DATABASE_URL": f"sqlite:///{tmp_path}/site.sqlite3",
        "PYTHONUNBUFFERED": "1",
    }
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    return environment


def serve_command(port):
    return [sys.executable, "manage.py", "serve", "--port", str(port)]


def run_serve(port, environment):
    """Run the command, which must end by itself; return its exit code and words."""
    serve = subprocess.run(
        serve_command(port),
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return serve.returncode, serve.stdout + serve.stderr


def test_port_in_use_is_told_in_one_line(port, environment):
    with socket.create_server(("127.0.0.1", port)):
        code, output = run_serve(port, environment)

    assert code == 1
    assert output == (
        f"CannotServe: Port {port} is in use. "
        f"Choose another: make run PORT={port + 1}\n"
    )


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        (
            f"postgres://user:{SECRET}@127.0.0.1:1/name",
            "nothing listens at that host and port",
        ),
        (
            f"postgres://user:{SECRET}@nowhere.invalid/name",
            "that host name is not known",
        ),
        (
            "sqlite:////no-such-folder/site.sqlite3",
            "the folder is missing or not writable",
        ),
        (f"sqlite:///{__file__}", "that file is not an SQLite database"),
    ],
)
def test_unusable_database_is_told_in_one_line(port, environment, url, reason):
    code, output = run_serve(port, environment | {"DATABASE_URL": url})

    assert code == 1
    assert output == (
        f"CannotServe: The database of DATABASE_URL cannot be used: {reason}.\n"
    )


@pytest.mark.parametrize(
    "url",
    [
        "nonsense",
        f"oracle://user:{SECRET}@host/name",
        f"postgres://user:a/{SECRET}@host/n",
    ],
)
def test_malformed_database_url_is_told_in_one_line(port, environment, url):
    code, output = run_serve(port, environment | {"DATABASE_URL": url})

    assert code == 1
    assert output.count("\n") == 1
    assert SECRET not in output
    assert output.startswith("Settings: DATABASE_URL ")


def test_production_is_served_otherwise(port, environment):
    production = {
        "CSQUALITY_ENV": "production",
        "SECRET_KEY": "x" * 50,
        "ALLOWED_HOSTS": "example.org",
    }

    code, output = run_serve(port, environment | production)

    assert code == 1
    assert output.count("\n") == 1
    assert "deploy/README.md" in output


class Served:
    """The running site in a process group of its own, as a terminal makes one."""

    def __init__(self, port, environment):
        self.process = subprocess.Popen(
            serve_command(port),
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        self.lines = []
        for line in self.process.stdout:
            self.lines.append(line)
            if line.startswith("Listening"):
                break

    def press_ctrl_c(self):
        os.killpg(self.process.pid, signal.SIGINT)
        self.process.wait(timeout=20)

    def terminate(self):
        self.process.terminate()
        self.process.wait(timeout=20)

    def left_over(self):
        deadline = time.monotonic() + 5
        while time.monotonic() < deadline and _group_exists(self.process.pid):
            time.sleep(0.05)
        return _group_exists(self.process.pid)


def _group_exists(group):
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.fixture
def serve(port, environment):
    started = []

    def start():
        started.append(Served(port, environment))
        return started[-1]

    yield start
    for served in started:
        if _group_exists(served.process.pid):
            os.killpg(served.process.pid, signal.SIGKILL)


def test_first_start_serves_what_it_says(serve, port):
    output = "".join(serve().lines)
    accounts = re.findall(
        r"^  (admin|editor|trainer|hr) +\S{16}$", output, re.MULTILINE
    )
    join_address = re.search(r"http://localhost:\d+/join/\S+", output).group()

    assert output.endswith(f"Listening on http://localhost:{port}  (Ctrl-C stops)\n")
    assert accounts == ["admin", "editor", "trainer", "hr"]
    assert urlopen(f"http://localhost:{port}/").status == 200
    assert urlopen(join_address).status == 200  # noqa: S310


def test_ctrl_c_leaves_no_process(serve):
    served = serve()

    served.press_ctrl_c()

    assert served.left_over() is False


@pytest.mark.parametrize("stop", [Served.press_ctrl_c, Served.terminate])
def test_the_queue_s_worker_begins_and_ends_with_the_site(serve, tmp_path, stop):
    served = serve()
    has_begun = comes_to_exist(tmp_path / "site.sqlite3.worker")

    stop(served)

    assert has_begun is True
    assert served.left_over() is False


def comes_to_exist(lock):
    """Wait for a worker to open the file that keeps others away."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and not lock.exists():
        time.sleep(0.05)
    return lock.exists()


def test_second_start_prints_no_password(serve, port):
    serve().press_ctrl_c()

    assert serve().lines == [f"Listening on http://localhost:{port}  (Ctrl-C stops)\n"]

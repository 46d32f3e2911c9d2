"""Two nodes of this machine, each a process with a database of its own, on plain `localhost:PORT`:
names below `localhost` are not known to every resolver that a client uses."""

import json
import os
import random
import re
import shutil
import socket
import subprocess
from contextlib import contextmanager
from pathlib import Path
from threading import Timer
from urllib.parse import urlsplit

PASSWORD = "un deux trois quatre"
# Below the ports that systems give to connections by themselves.
PORTS = range(20_000, 32_000)
# Seconds that a process may take to say what is waited for, and to end.
SPEAKS, ENDS = 120, 30


class Node:
    """One node; `database` is the address of its database, else it has SQLite."""

    def __init__(self, palabre: Path, folder: Path, title: str, database: str | None):
        self.palabre, self.folder = palabre, folder
        self.port = free_port()
        self.host = f"localhost:{self.port}"
        self.origin = f"http://{self.host}"
        self.log = folder / "palabre.log"
        self._process: subprocess.Popen | None = None
        folder.mkdir(parents=True)
        lines = [
            f'listen = "127.0.0.1:{self.port}"',
            "[node]",
            f'host = "{self.host}"',
            f'name = "{title}"',
            'registration = "open"',
            "[federation]",
            'allow_private = ["127.0.0.0/8"]',
            "[limits]",
            'exempt = ["127.0.0.0/8", "::1/128"]',
        ]
        if database:
            lines += ["[database]", f"url = {json.dumps(database)}"]
        (folder / "palabre.toml").write_text("\n".join(lines) + "\n")

    def command(self, *words: str) -> dict:
        """What a command of the program answers on this node's data."""
        done = subprocess.run(
            self._line(*words), capture_output=True, text=True, env=environment(), timeout=120
        )
        assert done.returncode == 0, f"palabre {' '.join(words)}: {done.stderr}"
        return json.loads(done.stdout)

    def member(self, name: str) -> None:
        words = ["account", "create", name, "--email", f"{name}@example.org", "--password", PASSWORD]
        self.command(*words, "--confirmed")

    def token(self, name: str) -> str:
        return self.command("account", "token", name, "--scopes", "read write follow")["token"]

    def salon(self, slug: str, title: str, moderator: str) -> None:
        self.command("forum", "create", slug, "--title", title, "--moderator", moderator)

    def start(self) -> None:
        """Gives back when the node says where it listens. It ends with the pipe on its standard
        input, whatever ends this process."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                self._line("serve", "--until-stdin-closes"),
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, env=environment(),
            )
        with ended_after(SPEAKS, self._process):
            started = self._process.stdout.readline()
        assert started, f"{self.host} does not start:\n{self.last_words()}"

    def stop(self) -> None:
        if self._process is None:
            return
        self._process.stdin.close()
        try:
            self._process.wait(ENDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(ENDS)
        self._process.stdout.close()
        self._process = None

    def last_words(self) -> str:
        text = self.log.read_text(errors="replace") if self.log.exists() else ""
        return "\n".join(re.sub(r"\x1b\[[0-9;]*m", "", text).splitlines()[-15:])

    def _line(self, *words: str) -> list[str]:
        return [str(self.palabre), "--lang", "en", "--json", "--data", str(self.folder), *words]


class Databases:
    """A PostgreSQL server on which each node gets a database; without an address, none."""

    def __init__(self, server: str | None):
        self.server, self.made = server, []

    def make(self, name: str) -> str | None:
        if not self.server:
            return None
        name = f"palabre_clients_{os.getpid()}_{name}"
        self._ask(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")
        self.made.append(name)
        return urlsplit(self.server)._replace(path=f"/{name}").geturl()

    def drop(self) -> None:
        while self.made:
            self._ask(f"DROP DATABASE IF EXISTS {self.made.pop()} WITH (FORCE)")

    def _ask(self, statement: str) -> None:
        line = [psql(), "--no-psqlrc", "--quiet", "--command", statement, self.server]
        done = subprocess.run(line, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, f"{statement}: {done.stderr}"


@contextmanager
def ended_after(seconds: float, process: subprocess.Popen):
    """Kills a process that has not done in time what is read of it below: what it says then ends, and
    so does the reading."""
    bound = Timer(seconds, process.kill)
    bound.start()
    try:
        yield
    finally:
        bound.cancel()


def psql() -> str:
    """The program, which distributions keep beside the server too."""
    found = shutil.which("psql")
    beside = sorted(Path("/usr/lib/postgresql").glob("*/bin/psql"))
    return found or (str(beside[-1]) if beside else "psql")


def environment() -> dict[str, str]:
    """Without the settings of whoever runs this."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PALABRE__")}


def free_port() -> int:
    for port in random.sample(PORTS, 100):
        with socket.socket() as s:
            try:
                s.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise AssertionError("no port is free")

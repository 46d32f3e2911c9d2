"""What every client does, in this order, and how it is seen that it was done.

A session is an object with a method for each of `DEEDS`. Its member is on the node that is `near`; the
salon is on the one that is `far`, where its moderator looks at what arrives and answers.
"""

import json
import time
from dataclasses import dataclass
from typing import Callable, Iterable, TypeVar
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

DEEDS = (
    "sign_in",
    "read",
    "follow",
    "open",
    "hear",
    "reply",
    "edit",
    "favourite",
    "boost",
    "bookmark",
    "notifications",
    "search",
    "upload",
    "delete",
    "sign_out",
)

SALON = "agora"
MODERATOR = "bela"
# What the salon has before anybody comes.
WELCOME = "Bienvenue sous l’arbre"

# Seconds that anything between the two nodes may take, and between two looks at it.
BOUND = 30
PAUSE = 0.05

T = TypeVar("T")


def until(what: str, look: Callable[[], T | None]) -> T:
    """Looks until there is something to see, at most for `BOUND` seconds.

    The nodes are processes of their own, and what one does reaches the other by a letter: nothing in
    here can wait for it but by looking again. All such waiting is in this one place; where a client
    has a stream, its session waits for the stream instead.
    """
    end = time.monotonic() + BOUND
    while True:
        seen = look()
        if seen:
            return seen
        assert time.monotonic() < end, f"not seen in {BOUND} s: {what}"
        time.sleep(PAUSE)


class Watcher:
    """Somebody who looks at a node with nothing but HTTP, beside any client."""

    def __init__(self, origin: str, token: str):
        self.origin, self.token = origin, token

    def get(self, path: str, **query: str):
        """The answer, or nothing where there is none."""
        try:
            return self._ask("GET", path + ("?" + urlencode(query) if query else ""))
        except HTTPError as error:
            if error.code == 404:
                return None
            raise

    def post(self, path: str, **fields: str):
        return self._ask("POST", path, urlencode(fields).encode())

    def _ask(self, method: str, path: str, body: bytes | None = None):
        headers = {"Authorization": f"Bearer {self.token}"}
        with urlopen(Request(self.origin + path, body, headers, method=method), timeout=30) as answer:
            return json.load(answer)

    def status(self, uri: str) -> dict | None:
        """The status with this id, as this node has it; nothing is fetched for it."""
        answer = self.get("/api/v2/search", q=uri, type="statuses", resolve="false")
        return found(answer["statuses"], uri)

    def follows(self, acct: str) -> bool:
        """Whether somebody follows the salon."""
        salon = self.get("/api/v1/accounts/lookup", acct=SALON)
        followers = self.get(f"/api/v1/accounts/{salon['id']}/followers")
        return acct in [one["acct"] for one in followers]

    def thread(self, uri: str) -> dict | None:
        """What was opened in the salon with this id: it shows each of its threads as a boost."""
        salon = self.get("/api/v1/accounts/lookup", acct=SALON)
        shown = self.get(f"/api/v1/accounts/{salon['id']}/statuses")
        return found((one["reblog"] or one for one in shown), uri)

    def below(self, parent: str, uri: str) -> dict | None:
        """One of those that stand below a status."""
        status = self.status(parent)
        context = self.get(f"/api/v1/statuses/{status['id']}/context") if status else None
        return found(context["descendants"], uri) if context else None

    def did(self, uri: str, what: str, acct: str) -> bool:
        """Whether somebody has favourited or boosted a status: `favourited_by`, `reblogged_by`."""
        status = self.status(uri)
        people = self.get(f"/api/v1/statuses/{status['id']}/{what}") if status else None
        return acct in [one["acct"] for one in people or []]


def found(statuses: Iterable[dict], uri: str) -> dict | None:
    return next((one for one in statuses if one["uri"] == uri), None)


@dataclass
class Scene:
    """What a session is told."""

    client: str
    origin: str  # of the near node
    name: str  # of the member, who signs in with `password`
    password: str
    salon: str  # its address, `agora@localhost:PORT`
    picture: str  # a file to upload
    home: str  # a folder for whatever the client keeps
    far: Watcher

    @property
    def acct(self) -> str:
        """The member's address as the far node writes it."""
        return f"{self.name}@{self.origin.removeprefix('http://')}"

    def title(self) -> str:
        return f"Un fil ouvert avec {self.client}"

"""Two nodes, and a whole session of each client between them.

    play.py PALABRE [POSTGRES]

PALABRE is the program, POSTGRES the address of a server on which each node gets a database; without it
both have SQLite. All that is made stands in a temporary folder and is taken away at the end.
"""

import json
import struct
import subprocess
import sys
import tempfile
import time
import zlib
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path

import mastodon_py
import toot_session
from nodes import PASSWORD, Databases, Node
from scene import BOUND, DEEDS, MODERATOR, SALON, WELCOME, Scene, Watcher

HERE = Path(__file__).parent

# (what the client is called, whose it is, how its session is played)
CLIENTS = (
    ("Mastodon.py", "maud", lambda scene: play(mastodon_py.Session(scene))),
    ("toot", "tadeo", lambda scene: play(toot_session.Session(scene))),
    ("masto.js", "mina", lambda scene: play_in_node(scene)),
)


def play(session) -> None:
    for deed in DEEDS:
        try:
            getattr(session, deed)()
        except Exception as error:
            error.add_note(f"while: {deed}")
            raise


def play_in_node(scene: Scene) -> None:
    """The session of `masto.mjs`, which reads all that the others are told from its input."""
    told = asdict(scene) | {
        "far": {"origin": scene.far.origin, "token": scene.far.token},
        "acct": scene.acct, "title": scene.title(), "welcome": WELCOME, "slug": SALON,
        "deeds": DEEDS, "bound": BOUND, "browser": [sys.executable, str(HERE / "browser.py")],
    }
    done = subprocess.run(
        ["node", str(HERE / "masto.mjs")], input=json.dumps(told), text=True, timeout=300
    )
    assert done.returncode == 0, "see above"


def check_document(node: Node) -> None:
    """What the node tells of its API is an OpenAPI document."""
    done = subprocess.run(["node", str(HERE / "document.mjs"), node.origin], timeout=60)
    assert done.returncode == 0, "see above"
    print("tests/clients: the document of the API is one", flush=True)


def make(palabre: Path, folder: Path, databases: Databases) -> tuple[Node, Node]:
    """The two nodes with those who live there; none of them runs yet."""
    near = Node(palabre, folder / "near", "Près", databases.make("near"))
    far = Node(palabre, folder / "far", "Loin", databases.make("far"))
    for _, name, _ in CLIENTS:
        near.member(name)
    far.member(MODERATOR)
    far.salon(SALON, "Agora", MODERATOR)
    return near, far


def meet(folder: Path, near: Node, far: Node) -> None:
    watcher = Watcher(far.origin, far.token(MODERATOR))
    watcher.post("/api/v1/statuses", status=f"@{SALON} {WELCOME}\n\nQu’est-ce qui vous amène ?")
    picture = folder / "plan.png"
    picture.write_bytes(png())
    for client, name, session in CLIENTS:
        began = time.monotonic()
        home = folder / name
        home.mkdir()
        address = f"{SALON}@{far.host}"
        scene = Scene(client, near.origin, name, PASSWORD, address, str(picture), str(home), watcher)
        try:
            session(scene)
        except Exception as error:
            error.add_note(f"with: {client}")
            raise
        took = time.monotonic() - began
        print(f"tests/clients: {client}: {len(DEEDS)} deeds in {took:.1f} s", flush=True)


def png() -> bytes:
    """A picture of 64 × 48 points, half of it red and half blue."""
    row = b"\x00" + b"\xc8\x1e\x1e" * 32 + b"\x1e\x1e\xc8" * 32
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", 64, 48, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(row * 48)),
        (b"IEND", b""),
    )
    chunks = [
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def main(palabre: str, postgres: str | None = None) -> None:
    databases = Databases(postgres)
    print(f"tests/clients: {'PostgreSQL' if postgres else 'SQLite'}", flush=True)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="palabre-clients.")))
        stack.callback(databases.drop)
        near, far = make(Path(palabre).resolve(), folder, databases)
        for node in (near, far):
            stack.callback(node.stop)
            node.start()
        try:
            check_document(near)
            meet(folder, near, far)
        except BaseException:
            for name, node in (("near", near), ("far", far)):
                print(f"--- the {name} node:\n{node.last_words()}", file=sys.stderr)
            raise


if __name__ == "__main__":
    main(*sys.argv[1:3])

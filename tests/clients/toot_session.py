"""A session with toot, the program: each deed is a command, and what it prints is read."""

import json
import os
import subprocess
import sys
from pathlib import Path

from toot import App, User, api

from browser import Browser
from nodes import SPEAKS, ended_after
from scene import WELCOME, Scene, until

PROGRAM = [sys.executable, "-m", "toot"]


class Session:
    def __init__(self, scene: Scene):
        self.scene, self.far = scene, scene.far
        self.environment = os.environ | {"XDG_CONFIG_HOME": scene.home, "XDG_CACHE_HOME": scene.home}

    def run(self, *words: str) -> str:
        done = self._run(*words)
        assert done.returncode == 0, f"toot {' '.join(words)}: {done.stdout}{done.stderr}"
        return done.stdout

    def data(self, *words: str):
        """What a command prints as JSON."""
        return json.loads(self.run(*words, "--json"))

    def _run(self, *words: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            [*PROGRAM, *words], stdin=subprocess.DEVNULL, capture_output=True, text=True,
            env=self.environment, timeout=60,
        )

    def sign_in(self):
        login = subprocess.Popen(
            [*PROGRAM, "login", "--instance", self.scene.origin], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=self.environment,
        )
        start = f"{self.scene.origin}/oauth/authorize"
        with ended_after(SPEAKS, login):
            address = next((line for line in login.stdout if line.startswith(start)), None)
            assert address, "toot names no address"
            code = Browser().let_in(address.strip(), self.scene.name, self.scene.password)
            # First whether toot shall open a browser, then the code that the page has shown.
            said, _ = login.communicate(f"n\n{code}\n")
        assert login.returncode == 0, said
        assert self.data("whoami")["acct"] == self.scene.name

    def read(self):
        assert self.data("instance")["title"] == "Près"
        assert self.data("timelines", "home") == []
        salon = self.data("whois", f"@{self.scene.salon}")
        assert (salon["acct"], salon["group"]) == (self.scene.salon, True)

    def follow(self):
        self.run("follow", self.scene.salon)
        until("the follow stands", lambda: self.far.follows(self.scene.acct))
        look = lambda: self.data("timelines", "account", self.scene.salon)
        shown = until("what the salon had", look)
        assert WELCOME in [one["reblog"]["title"] for one in shown if one["reblog"]]
        mine = self.data("following")
        assert [one["acct"] for one in mine] == [self.scene.salon]

    def open(self):
        text = f"@{self.scene.salon} {self.scene.title()}\n\nQui vient avec moi ?"
        self.thread = self.data("post", text, "--language", "fr")
        assert self.thread["title"] == self.scene.title()
        seen = until("the thread in its salon", lambda: self.far.thread(self.thread["uri"]))
        assert seen["account"]["acct"] == self.scene.acct

    def hear(self):
        there = self.far.status(self.thread["uri"])
        text = f"@{self.scene.acct} Moi, volontiers."
        self.answer = self.far.post("/api/v1/statuses", status=text, in_reply_to_id=there["id"])
        # toot has no streams: its people look again.
        [heard] = until("the mention", lambda: self.data("notifications", "--type", "mention"))
        assert heard["status"]["uri"] == self.answer["uri"]
        self.answered = heard["status"]["id"]
        [below] = self.data("thread", self.thread["id"])["descendants"]
        assert below["id"] == self.answered

    def reply(self):
        self.written = self.data("post", "Alors à samedi.", "--reply-to", self.answered)
        until("the reply below its parent", self._reply_there)

    def _reply_there(self):
        return self.far.below(self.answer["uri"], self.written["uri"])

    def edit(self):
        """No command edits: toot's full-screen mode does it with this function of its own."""
        kept = json.loads((Path(self.scene.home) / "toot" / "config.json").read_text())
        user = User(**kept["users"][kept["active_user"]])
        app = App(**kept["apps"][user.instance])
        api.edit_status(app, user, self.written["id"], "Alors à dimanche.")
        until("the edit", lambda: "dimanche" in self._reply_there()["content"])
        # Here it stands once the salon's home has said so.
        until("the edit here too", lambda: self.data("status", self.written["id"])["edited_at"])

    def favourite(self):
        self.run("favourite", self.answered)
        did = lambda: self.far.did(self.answer["uri"], "favourited_by", self.scene.acct)
        until("the favourite", did)
        assert [one["uri"] for one in self.data("timelines", "favourites")] == [self.answer["uri"]]

    def boost(self):
        self.run("reblog", self.answered)
        did = lambda: self.far.did(self.answer["uri"], "reblogged_by", self.scene.acct)
        until("the boost", did)
        assert [one["acct"] for one in self.data("reblogged-by", self.answered)] == [self.scene.name]

    def bookmark(self):
        self.run("bookmark", self.answered)
        assert "Moi, volontiers." in self.run("bookmarks", "--once")

    def notifications(self):
        assert "Moi, volontiers." in self.run("notifications")
        self.run("notifications", "--clear")
        assert self.data("notifications") == []

    def search(self):
        look = lambda: self.data("search", "volontiers", "--type", "statuses")["statuses"]
        found = until("the words are found", look)
        assert self.answer["uri"] in [one["uri"] for one in found]

    def upload(self):
        picture = ["--media", self.scene.picture, "--description", "Deux couleurs"]
        self.pictured = self.data("post", "Et voici le plan.", "--reply-to", self.answered, *picture)
        seen = until("the picture", self._picture_there)
        assert (seen["type"], seen["description"]) == ("image", "Deux couleurs")

    def _picture_there(self):
        status = self.far.status(self.pictured["uri"])
        return status["media_attachments"][0] if status else None

    def delete(self):
        self.run("delete", self.pictured["id"])
        until("the deletion", lambda: self.far.status(self.pictured["uri"]) is None)
        gone = self._run("status", self.pictured["id"])
        assert gone.returncode != 0 and "not found" in gone.stderr.lower(), gone

    def sign_out(self):
        """toot forgets its token and does not end it: that is all that its `logout` does."""
        host = self.scene.origin.removeprefix("http://")
        self.run("logout", f"{self.scene.name}@{host}")
        out = self._run("whoami")
        assert out.returncode != 0 and "logged in" in out.stderr, out

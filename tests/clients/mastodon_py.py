"""A session with Mastodon.py."""

import queue
from threading import Thread
from urllib.parse import parse_qs, urlsplit

from mastodon import Mastodon, MastodonNotFoundError, MastodonUnauthorizedError, StreamListener

from browser import Browser
from scene import BOUND, WELCOME, Scene, until

SCOPES = ["read", "write", "follow"]
BACK = "http://localhost/retour"


class Ear(StreamListener):
    """Keeps the notifications that a stream brings."""

    def __init__(self):
        self.heard = queue.Queue()

    def on_notification(self, notification):
        self.heard.put(notification)


class Session:
    def __init__(self, scene: Scene):
        self.scene, self.far = scene, scene.far

    def sign_in(self):
        near = self.scene.origin
        made = Mastodon.create_app("Essai", scopes=SCOPES, redirect_uris=BACK, api_base_url=near)
        self.api = Mastodon(client_id=made[0], client_secret=made[1], api_base_url=near)
        asked = {"redirect_uris": BACK, "scopes": SCOPES, "state": "là", "allow_http": True}
        address = self.api.auth_request_url(**asked)
        leads = Browser().let_in(address, self.scene.name, self.scene.password)
        assert leads.startswith(f"{BACK}?"), leads
        told = parse_qs(urlsplit(leads).query)
        assert told["state"] == ["là"], told
        self.api.log_in(code=told["code"][0], redirect_uri=BACK, scopes=SCOPES, allow_http=True)
        assert self.api.me().acct == self.scene.name

    def read(self):
        assert self.api.instance().title == "Près"
        assert self.api.stream_healthy()
        assert self.api.timeline_home() == []
        [self.salon] = self.api.search(f"@{self.scene.salon}", result_type="accounts").accounts
        assert (self.salon.acct, self.salon.group) == (self.scene.salon, True)

    def follow(self):
        self.api.account_follow(self.salon)
        until("the follow stands", lambda: self.api.account_relationships(self.salon)[0].following)
        assert self.far.follows(self.scene.acct)
        shown = until("what the salon had", lambda: self.api.account_statuses(self.salon))
        assert WELCOME in [one.reblog.title for one in shown if one.reblog]

    def open(self):
        text = f"@{self.scene.salon} {self.scene.title()}\n\nQui vient avec moi ?"
        self.thread = self.api.status_post(text, language="fr")
        assert self.thread.title == self.scene.title()
        seen = until("the thread in its salon", lambda: self.far.thread(self.thread.uri))
        assert seen["account"]["acct"] == self.scene.acct

    def hear(self):
        ear = Ear()
        stream = self.api.stream_user(ear, run_async=True)
        until("the stream is open", stream.is_receiving)
        there = self.far.status(self.thread.uri)
        text = f"@{self.scene.acct} Moi, avec plaisir."
        self.answer = self.far.post("/api/v1/statuses", status=text, in_reply_to_id=there["id"])
        heard = ear.heard.get(timeout=BOUND)
        # Closing waits until its reader hears anything at all, which may be the next sign of life.
        Thread(target=stream.close, daemon=True).start()
        assert (heard.type, heard.status.uri) == ("mention", self.answer["uri"])
        self.answered = heard.status

    def reply(self):
        self.written = self.api.status_reply(self.answered, "Alors à samedi.")
        until("the reply below its parent", self._reply_there)

    def _reply_there(self):
        return self.far.below(self.answer["uri"], self.written.uri)

    def edit(self):
        self.api.status_update(self.written, "Alors à dimanche.")
        until("the edit", lambda: "dimanche" in self._reply_there()["content"])
        # Here it stands once the salon's home has said so.
        until("the edit here too", lambda: len(self.api.status_history(self.written)) == 2)

    def favourite(self):
        assert self.api.status_favourite(self.answered).favourited
        did = lambda: self.far.did(self.answer["uri"], "favourited_by", self.scene.acct)
        until("the favourite", did)
        assert [one.uri for one in self.api.favourites()] == [self.answer["uri"]]

    def boost(self):
        assert self.api.status_reblog(self.answered).reblog.uri == self.answer["uri"]
        did = lambda: self.far.did(self.answer["uri"], "reblogged_by", self.scene.acct)
        until("the boost", did)

    def bookmark(self):
        self.api.status_bookmark(self.answered)
        assert [one.uri for one in self.api.bookmarks()] == [self.answer["uri"]]

    def notifications(self):
        [mention] = self.api.notifications(types=["mention"])
        assert mention.status.uri == self.answer["uri"]
        groups = self.api.grouped_notifications().notification_groups
        assert "mention" in [one.type for one in groups]
        self.api.notifications_clear()
        assert self.api.notifications() == []

    def search(self):
        look = lambda: self.api.search("plaisir", result_type="statuses").statuses
        found = until("the words are found", look)
        assert self.answer["uri"] in [one.uri for one in found]

    def upload(self):
        media = self.api.media_post(self.scene.picture, description="Deux couleurs")
        text = "Et voici le plan."
        self.pictured = self.api.status_reply(self.answered, text, media_ids=[media])
        seen = until("the picture", self._picture_there)
        assert (seen["type"], seen["description"]) == ("image", "Deux couleurs")

    def _picture_there(self):
        status = self.far.status(self.pictured.uri)
        return status["media_attachments"][0] if status else None

    def delete(self):
        self.api.status_delete(self.pictured)
        until("the deletion", lambda: self.far.status(self.pictured.uri) is None)
        try:
            self.api.status(self.pictured)
        except MastodonNotFoundError:
            return
        raise AssertionError("it is still here")

    def sign_out(self):
        token = self.api.access_token
        self.api.revoke_access_token(allow_http=True)
        again = Mastodon(access_token=token, api_base_url=self.scene.origin)
        try:
            again.me()
        except MastodonUnauthorizedError:
            return
        raise AssertionError("the token still holds")

// A session with masto.js. What it is told comes as JSON on its standard input, from `play.py`; the
// deeds and what is seen of them are those of `scene.py`.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { setTimeout as pause } from "node:timers/promises";

import { Watcher, until } from "./watcher.mjs";

// Installed in a folder of its own, outside of this one: see `run`.
const { createOAuthAPIClient, createRestAPIClient, createStreamingAPIClient } =
  createRequire(`${process.env.PALABRE_CLIENTS_MODULES}/`)("masto");

const SCOPES = "read write follow";
const BACK = "http://localhost/retour";

const scene = JSON.parse(readFileSync(0, "utf8"));
const far = new Watcher(scene);
const url = scene.origin;

let app, token, api, salon, thread, answer, answered, written, pictured;

const uris = (statuses) => statuses.map((one) => one.uri);
const wait = (what, look) => until(what, scene.bound, look);

/** What is asked must be refused with this status. */
async function refused(status, asked) {
  await assert.rejects(asked, (error) => error.statusCode === status);
}

const session = {
  async sign_in() {
    const guest = createRestAPIClient({ url });
    app = await guest.v1.apps.create({ clientName: "Essai", redirectUris: BACK, scopes: SCOPES });
    const asked = { response_type: "code", client_id: app.clientId, redirect_uri: BACK, scope: SCOPES };
    const address = `${url}/oauth/authorize?${new URLSearchParams(asked)}`;
    const [program, ...words] = [...scene.browser, address, scene.name, scene.password];
    const leads = execFileSync(program, words, { encoding: "utf8" }).trim();
    assert.ok(leads.startsWith(`${BACK}?`), leads);
    const made = await createOAuthAPIClient({ url }).token.create({
      grantType: "authorization_code",
      code: new URL(leads).searchParams.get("code"),
      clientId: app.clientId,
      clientSecret: app.clientSecret,
      redirectUri: BACK,
    });
    token = made.accessToken;
    api = createRestAPIClient({ url, accessToken: token });
    assert.equal((await api.v1.accounts.verifyCredentials()).acct, scene.name);
  },

  async read() {
    const instance = await api.v2.instance.fetch();
    assert.equal(instance.title, "Près");
    scene.streaming = instance.configuration.urls.streaming;
    assert.deepEqual(await api.v1.timelines.home.list(), []);
    const found = await api.v2.search.list({ q: `@${scene.salon}`, type: "accounts", resolve: true });
    [salon] = found.accounts;
    assert.deepEqual([salon.acct, salon.group], [scene.salon, true]);
  },

  async follow() {
    await api.v1.accounts.$select(salon.id).follow();
    await wait("the follow stands", async () => {
      const [relationship] = await api.v1.accounts.relationships.fetch({ id: [salon.id] });
      return relationship.following;
    });
    assert.ok(await far.follows(scene.acct));
    const shown = await wait("what the salon had", async () => {
      const statuses = await api.v1.accounts.$select(salon.id).statuses.list();
      return statuses.length > 0 && statuses;
    });
    assert.ok(shown.some((one) => one.reblog?.title === scene.welcome));
  },

  async open() {
    const status = `@${scene.salon} ${scene.title}\n\nQui vient avec moi ?`;
    thread = await api.v1.statuses.create({ status, language: "fr" });
    assert.equal(thread.title, scene.title);
    const seen = await wait("the thread in its salon", () => far.thread(thread.uri));
    assert.equal(seen.account.acct, scene.acct);
  },

  async hear() {
    const streams = createStreamingAPIClient({ streamingApiUrl: scene.streaming, accessToken: token });
    await streams.prepare();
    const events = streams.user.subscribe();
    const notified = (async () => {
      for await (const event of events) if (event.event === "notification") return event.payload;
    })();
    const status = `@${scene.acct} Moi, forcément.`;
    const { id } = await far.status(thread.uri);
    answer = await far.post("/api/v1/statuses", { status, in_reply_to_id: id });
    const late = pause(scene.bound * 1000, undefined, { ref: false });
    const heard = await Promise.race([notified, late]);
    streams.close();
    assert.ok(heard, "the stream brings nothing");
    assert.deepEqual([heard.type, heard.status.uri], ["mention", answer.uri]);
    answered = api.v1.statuses.$select(heard.status.id);
    scene.answered = heard.status.id;
  },

  async reply() {
    const status = "Alors à samedi.";
    written = await api.v1.statuses.create({ status, inReplyToId: scene.answered });
    await wait("the reply below its parent", () => far.below(answer.uri, written.uri));
  },

  async edit() {
    await api.v1.statuses.$select(written.id).update({ status: "Alors à dimanche." });
    await wait("the edit", async () =>
      (await far.below(answer.uri, written.uri)).content.includes("dimanche"));
    // Here it stands once the salon's home has said so.
    await wait("the edit here too", async () =>
      (await api.v1.statuses.$select(written.id).history.list()).length === 2);
  },

  async favourite() {
    assert.ok((await answered.favourite()).favourited);
    await wait("the favourite", () => far.did(answer.uri, "favourited_by", scene.acct));
    assert.deepEqual(uris(await api.v1.favourites.list()), [answer.uri]);
  },

  async boost() {
    assert.equal((await answered.reblog()).reblog.uri, answer.uri);
    await wait("the boost", () => far.did(answer.uri, "reblogged_by", scene.acct));
  },

  async bookmark() {
    await answered.bookmark();
    assert.deepEqual(uris(await api.v1.bookmarks.list()), [answer.uri]);
  },

  async notifications() {
    const [mention] = await api.v1.notifications.list({ types: ["mention"] });
    assert.equal(mention.status.uri, answer.uri);
    const { notificationGroups } = await api.v2.notifications.list();
    assert.ok(notificationGroups.some((one) => one.type === "mention"));
    await api.v1.notifications.clear();
    assert.deepEqual(await api.v1.notifications.list(), []);
  },

  async search() {
    const found = await wait("the words are found", async () => {
      const { statuses } = await api.v2.search.list({ q: "forcément", type: "statuses" });
      return statuses.length > 0 && statuses;
    });
    assert.ok(uris(found).includes(answer.uri));
  },

  async upload() {
    const file = new Blob([readFileSync(scene.picture)], { type: "image/png" });
    const media = await api.v2.media.create({ file, description: "Deux couleurs" });
    const status = "Et voici le plan.";
    const inReplyToId = scene.answered;
    pictured = await api.v1.statuses.create({ status, inReplyToId, mediaIds: [media.id] });
    const seen = await wait("the picture", async () =>
      (await far.status(pictured.uri))?.media_attachments[0]);
    assert.deepEqual([seen.type, seen.description], ["image", "Deux couleurs"]);
  },

  async delete() {
    await api.v1.statuses.$select(pictured.id).remove();
    await wait("the deletion", async () => !(await far.status(pictured.uri)));
    await refused(404, () => api.v1.statuses.$select(pictured.id).fetch());
  },

  async sign_out() {
    const { clientId, clientSecret } = app;
    await createOAuthAPIClient({ url }).revoke({ clientId, clientSecret, token });
    await refused(401, () => api.v1.accounts.verifyCredentials());
  },
};

for (const deed of scene.deeds) {
  try {
    await session[deed]();
  } catch (error) {
    console.error(`while: ${deed}`);
    throw error;
  }
}

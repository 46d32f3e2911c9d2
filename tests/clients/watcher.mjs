// `until` and `Watcher` of `scene.py`, for sessions of this language.

import { setTimeout as pause } from "node:timers/promises";

const PAUSE_MS = 50;

/** Looks until there is something to see, at most for `bound` seconds: see `scene.py`. */
export async function until(what, bound, look) {
  const end = performance.now() + bound * 1000;
  for (;;) {
    const seen = await look();
    if (seen) return seen;
    if (performance.now() > end) throw new Error(`not seen in ${bound} s: ${what}`);
    await pause(PAUSE_MS);
  }
}

/** Somebody who looks at the far node with nothing but HTTP, beside any client. */
export class Watcher {
  constructor({ far, slug }) {
    this.origin = far.origin;
    this.slug = slug;
    this.headers = { authorization: `Bearer ${far.token}` };
  }

  /** The answer, or nothing where there is none. */
  async get(path, query = {}) {
    const address = `${this.origin}${path}?${new URLSearchParams(query)}`;
    const answer = await fetch(address, { headers: this.headers });
    if (answer.status === 404) return undefined;
    return told(answer);
  }

  async post(path, fields) {
    const body = new URLSearchParams(fields);
    const asked = { method: "POST", headers: this.headers, body };
    return told(await fetch(this.origin + path, asked));
  }

  /** The status with this id, as this node has it; nothing is fetched for it. */
  async status(uri) {
    const query = { q: uri, type: "statuses", resolve: "false" };
    const { statuses } = await this.get("/api/v2/search", query);
    return statuses.find((one) => one.uri === uri);
  }

  salon() {
    return this.get("/api/v1/accounts/lookup", { acct: this.slug });
  }

  /** Whether somebody follows the salon. */
  async follows(acct) {
    const followers = await this.get(`/api/v1/accounts/${(await this.salon()).id}/followers`);
    return followers.some((one) => one.acct === acct);
  }

  /** What was opened in the salon with this id: it shows each of its threads as a boost. */
  async thread(uri) {
    const shown = await this.get(`/api/v1/accounts/${(await this.salon()).id}/statuses`);
    return shown.map((one) => one.reblog ?? one).find((one) => one.uri === uri);
  }

  /** One of those that stand below a status. */
  async below(parent, uri) {
    const status = await this.status(parent);
    const context = status && (await this.get(`/api/v1/statuses/${status.id}/context`));
    return context?.descendants.find((one) => one.uri === uri);
  }

  /** Whether somebody has favourited or boosted a status: `favourited_by`, `reblogged_by`. */
  async did(uri, what, acct) {
    const status = await this.status(uri);
    const people = status && (await this.get(`/api/v1/statuses/${status.id}/${what}`));
    return people?.some((one) => one.acct === acct);
  }
}

async function told(answer) {
  if (!answer.ok) throw new Error(`${answer.status} at ${answer.url}: ${await answer.text()}`);
  return answer.json();
}

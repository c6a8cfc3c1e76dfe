// The session: a random token from the server, kept by this browser for this site alone.
//
// It is not a cookie: browsers withhold cookies from a page framed by another site, and the chat must work inside the
// ward's portal. A script of ours hands it over with every request, so no other site can use it.

import * as keep from "./keep.js";

export class TooManyError extends Error {}

export function current() {
  return keep.get("token");
}

// The session of this browser, opened if there is none or only the one that is no longer known.
export async function open(language, unknown = null) {
  return keep.alone(async () => {
    const kept = current();
    if (kept && kept !== unknown) return kept; // another tab was faster
    const answer = await fetch("/chat/session", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ language }),
    });
    if (answer.status === 429) throw new TooManyError();
    if (!answer.ok) throw new Error(`the server answers ${answer.status}`);
    const { token } = await answer.json();
    keep.set("token", token);
    keep.set("spoken", language);
    return token;
  });
}

export function forget(token) {
  if (current() === token) keep.set("token", null);
}

// Keeps the page in touch with the server: picks a way, comes back by itself, asks for exactly what is missing, and
// sends again what the server did not confirm. The server knows a second sending by its id.

import * as keep from "./keep.js";
import * as session from "./session.js";
import { PollWay, SocketWay, TOO_MANY, UNKNOWN } from "./transports.js";

const PAUSES = [300, 1000, 2000, 4000, 8000, 15000];
const BACK_TO_SOCKET = 5000; // after the fall-back worked on a page whose sockets worked before
const SOCKET_AGAIN = 180000; // and on one where none ever did

export class Connection {
  // `page` has: frame(f), state("open" | "lost" | "crowded"), renewed(), after()
  constructor(page, language) {
    this.page = page;
    this.language = language;
    this.token = null;
    this.tries = 0;
    this.socketsWork = false;
    this.unsent = new Map();
    for (const name of keep.names("unsent.")) this.restore(name);
    addEventListener("online", () => this.wake());
    addEventListener("pageshow", () => this.wake());
    document.addEventListener("visibilitychange", () => document.hidden || this.wake());
    setInterval(() => document.hidden || this.way?.check(), 45000);
  }

  async start() {
    if (this.starting || this.way) return;
    this.starting = true;
    try {
      this.token = session.current() ?? (await session.open(this.language));
      this.open(SocketWay);
    } catch (error) {
      this.lost(error instanceof session.TooManyError ? PAUSES.length : undefined);
    } finally {
      this.starting = false;
    }
  }

  open(Way) {
    const way = new Way({
      token: this.token,
      after: () => this.page.after(),
      frame: (frame) => this.way === way && this.frame(frame),
      ended: (code) => this.way === way && this.ended(way, code),
    });
    this.way = way;
  }

  frame(frame) {
    if (frame.type === "talk") this.connected();
    if (frame.type === "taken") this.drop(frame.id);
    if (frame.type === "slow" || frame.type === "failed") {
      clearTimeout(this.later);
      this.later = setTimeout(() => this.flush(), 1000 * (frame.wait ?? 3) + 500);
    }
    this.page.frame(frame);
    if (frame.type === "talk") this.flush();
  }

  connected() {
    this.tries = 0;
    clearTimeout(this.change);
    if (this.way instanceof SocketWay) this.socketsWork = true;
    else this.change = setTimeout(() => this.reopen(), this.socketsWork ? BACK_TO_SOCKET : SOCKET_AGAIN);
    this.page.state("open");
    if (keep.get("spoken") !== this.language) {
      this.way.send({ type: "speak", language: this.language });
      keep.set("spoken", this.language);
    }
  }

  reopen() {
    const old = this.way;
    this.way = null;
    old?.end();
    this.open(SocketWay);
  }

  ended(way, code) {
    clearTimeout(this.change);
    this.way = null;
    if (code === UNKNOWN) this.renew();
    else if (code === TOO_MANY) this.page.state("crowded");
    else if (way instanceof SocketWay && !way.ready) this.open(PollWay);
    else this.lost();
  }

  lost(step = this.tries++) {
    this.way = null;
    this.page.state("lost");
    clearTimeout(this.again);
    const pause = PAUSES[Math.min(step, PAUSES.length - 1)];
    this.again = setTimeout(() => this.start(), pause * (0.75 + Math.random() / 2));
  }

  // The phone woke up or the network is back: look at once.
  wake() {
    if (this.way) {
      this.way.check();
    } else if (this.again) {
      clearTimeout(this.again);
      this.start();
    }
  }

  // The session is no more (erased, or too old): begin a new one.
  async renew() {
    if (this.starting) return;
    this.starting = true;
    const old = this.token;
    const way = this.way;
    this.way = null;
    way?.end();
    this.page.renewed();
    try {
      this.token = await session.open(this.language, old);
      this.open(SocketWay);
    } catch {
      session.forget(old);
      this.lost();
    } finally {
      this.starting = false;
    }
  }

  // Something the citizen did: kept here until the server has it.
  post(frame) {
    this.unsent.set(frame.id, frame);
    keep.set(`unsent.${frame.id}`, JSON.stringify({ ...frame, at: Date.now() }));
    if (this.way?.ready) this.way.send(frame);
  }

  flush() {
    for (const frame of this.unsent.values()) this.way?.send(frame);
  }

  drop(id) {
    this.unsent.delete(id);
    keep.set(`unsent.${id}`, null);
  }

  dropAll() {
    for (const id of [...this.unsent.keys()]) this.drop(id);
  }

  // Left over from before the page was closed; what is older than a day nobody waits for any more.
  restore(name) {
    try {
      const { at, ...frame } = JSON.parse(keep.get(name));
      if (Date.now() - at < 86400000) return this.unsent.set(frame.id, frame);
    } catch { /* not ours */ }
    return keep.set(name, null);
  }

  send(frame) {
    this.way?.send(frame);
  }

  async earlier(before) {
    const answer = await fetch(`/chat/lines?before=${before}`, { headers: { Authorization: `Bearer ${this.token}` } });
    if (!answer.ok) throw new Error(`the server answers ${answer.status}`);
    return answer.json();
  }

  // Erase everything at the server; resolves once it is gone there.
  async erase() {
    const answer = await fetch("/chat/say", {
      method: "POST",
      headers: { Authorization: `Bearer ${this.token}`, "Content-Type": "application/json" },
      body: JSON.stringify({ type: "erase" }),
    });
    if (!answer.ok && answer.status !== 401) throw new Error(`the server answers ${answer.status}`);
  }
}

// The talk on the page: puts lines in their places, changes bubbles, and keeps what the citizen reads in view.

import { element } from "./bubbles.js";

const PRESS_SHOWS = 700; // a pressed button becomes a bubble of its own unless its bubble changes within this time
const LATE = 8000; // then a message counts as not sent
const TYPING_AT_MOST = 15000;
const ANSWERED_WITHIN = 600000; // what is said later than this after the citizen's last words was not asked for

export class Thread {
  constructor({ talk, log, typing, newest }, bubbles, words) {
    Object.assign(this, { talk, log, typing, newest, bubbles, words });
    this.retry = () => {};
    this.clear();
    talk.addEventListener("scroll", () => this.atEnd() && (newest.hidden = true), { passive: true });
    newest.onclick = () => this.toEnd();
    addEventListener("resized", () => this.toEnd());
  }

  clear() {
    this.last = 0;
    this.first = 0;
    this.own = new Map(); // by the page's id: what the citizen did here
    this.held = null;
    this.awaiting = false;
    this.log.replaceChildren();
    this.busy(false);
  }

  get empty() {
    return !this.log.childElementCount && !this.held;
  }

  // Lines in the server's order. The first ones of a page are laid out at once and not read out by screen readers.
  take({ first, lines }) {
    const begins = this.last === 0 && this.empty;
    if (first > this.last && this.last > 0) this.dropSettled();
    this.first = first;
    this.expire(first);
    const fresh = lines.filter((line) => line.seq > this.last);
    if (!fresh.length) return;
    this.last = fresh.at(-1).seq;
    if (begins && fresh.length > 2) {
      this.quietly(() => this.log.append(...this.lay(fresh)));
      this.toEnd();
      return;
    }
    for (const line of fresh) {
      if (line.mine) this.heard(line);
      else this.said(line);
    }
  }

  // Older lines above the others, without moving what is being read.
  prepend({ first, lines }) {
    this.first = first;
    const below = this.talk.scrollHeight - this.talk.scrollTop;
    this.quietly(() => this.log.prepend(...this.lay(lines.filter((line) => !this.find(line.seq)))));
    this.talk.scrollTop = this.talk.scrollHeight - below;
  }

  get oldest() {
    return Math.min(...[...this.log.querySelectorAll("[data-seq]")].map((article) => Number(article.dataset.seq)));
  }

  // What the citizen does here: shown at once, confirmed later.
  post(frame) {
    const own = { frame, article: null, late: setTimeout(() => this.unsent(own), LATE) };
    this.own.set(frame.id, own);
    this.awaiting = true; // until the bot says something, which may be before it confirms
    if (frame.type === "press") {
      this.hold({ own, pressed: frame.message });
    } else {
      this.show(own);
      this.status(own, this.words.sending);
    }
    this.toEnd();
  }

  taken(id) {
    const own = this.own.get(id);
    if (!own) return;
    own.taken = true;
    clearTimeout(own.late);
    this.settle(own);
    this.busy(this.awaiting);
  }

  unsent(own) {
    if (own.taken) return;
    if (this.held?.own === own) this.reveal();
    this.show(own);
    this.status(own, this.words.unsent, { unsent: true, retry: () => this.again(own) });
  }

  allUnsent() {
    for (const own of this.own.values()) this.unsent(own);
    this.busy(false);
  }

  again(own) {
    own.late = setTimeout(() => this.unsent(own), LATE);
    this.status(own, this.words.sending);
    this.retry();
  }

  busy(writing) {
    clearTimeout(this.quiet);
    this.typing.hidden = !writing;
    if (!writing) return;
    this.quiet = setTimeout(() => this.busy(false), TYPING_AT_MOST);
    this.follow();
  }

  heard(line) {
    const own = this.own.get(line.id);
    if (own) {
      own.line = line;
      this.settle(own);
    } else if (line.pressed !== undefined) {
      this.hold({ line, pressed: line.pressed });
    } else {
      this.append(this.settled(line));
    }
  }

  said(line) {
    const changed = line.replaces && this.find(line.replaces);
    if (this.held) {
      if (changed && this.held.pressed === line.replaces) this.release();
      else this.reveal();
    }
    for (const chip of this.log.querySelectorAll(".chip.pressed")) chip.classList.remove("pressed");
    this.awaiting = false;
    this.busy(false);
    if (changed) return this.change(changed, line);
    this.append(this.marked(this.bubbles.bot(line), line));
    return this.follow();
  }

  change(article, line) {
    const focused = article.contains(document.activeElement);
    this.bubbles.fill(article, line);
    this.marked(article, line);
    article.querySelector(".bubble").classList.add("changed");
    if (focused) article.focus({ preventScroll: true });
    article.scrollIntoView({ block: article.offsetHeight > this.talk.clientHeight - 16 ? "start" : "nearest" });
  }

  // A pressed button waits for what comes of it before it is shown as something said.
  hold(held) {
    if (this.held) this.reveal();
    this.held = held;
    held.timer = setTimeout(() => this.reveal(), PRESS_SHOWS);
  }

  reveal() {
    const { own, line } = this.release();
    if (own) {
      this.show(own);
      if (own.taken) this.settle(own);
      else this.status(own, this.words.sending);
    } else {
      this.append(this.settled(line));
    }
    this.follow();
  }

  release() {
    const held = this.held;
    clearTimeout(held.timer);
    this.held = null;
    return held;
  }

  show(own) {
    if (own.article) return;
    own.article = this.bubbles.mine({ text: own.frame.label ?? own.frame.text });
    own.article.classList.add("pending");
    this.log.append(own.article);
  }

  settle(own) {
    const { article, line } = own;
    if (!article) return;
    article.classList.remove("pending");
    if (line) this.marked(article, line);
    if (line) this.bubbles.fillMine(article, line);
    this.status(own, this.words.sent, { line: line ?? { at: new Date().toISOString() } });
  }

  settled(line) {
    const article = this.marked(this.bubbles.mine(line), line);
    this.bubbles.status(article, this.words.sent, { line });
    return article;
  }

  status(own, text, more) {
    this.bubbles.status(own.article, text, more);
  }

  // Before what is not confirmed yet: that comes after everything the server has.
  append(article) {
    const pending = this.log.querySelector(".pending");
    const day = this.newDay(article, this.log.querySelector("[data-day]:last-of-type")?.dataset.day);
    if (day) this.log.insertBefore(day, pending);
    this.log.insertBefore(article, pending);
  }

  lay(lines) {
    const shown = [];
    for (const line of lines) {
      const at = line.replaces ? shown.findIndex(({ seq, replaces }) => (replaces ?? seq) === line.replaces) : -1;
      if (at < 0) {
        shown.push(line);
        continue;
      }
      shown[at] = line;
      if (shown.at(-1).pressed === line.replaces) shown.pop();
    }
    let before;
    return shown.flatMap((line) => {
      const article = line.mine ? this.settled(line) : this.marked(this.bubbles.bot(line), line);
      article.classList.add("still");
      const day = this.newDay(article, before);
      before = article.dataset.day;
      return day ? [day, article] : [article];
    });
  }

  newDay(article, before) {
    const { day } = article.dataset;
    if (day === before || (!before && day === new Date().toDateString())) return null;
    return this.bubbles.day(new Date(day));
  }

  marked(article, line) {
    article.dataset.newest = line.seq;
    article.dataset.at = line.at;
    article.dataset.day = new Date(line.at).toDateString();
    return article;
  }

  find(seq) {
    return this.log.querySelector(`[data-seq="${seq}"]`);
  }

  // What the server keeps no longer goes from the page too.
  expire(first) {
    for (const article of this.log.querySelectorAll("[data-newest]")) {
      if (!first || Number(article.dataset.newest) < first) article.remove();
    }
    if (!this.log.querySelector("article")) this.log.replaceChildren();
  }

  dropSettled() {
    for (const [id, own] of this.own) {
      if (!own.taken) continue;
      own.article?.remove();
      this.own.delete(id);
    }
    if (this.held?.own?.taken) this.release();
  }

  quietly(work) {
    this.log.setAttribute("aria-live", "off");
    work();
    setTimeout(() => this.log.setAttribute("aria-live", "polite"), 500);
  }

  note(node) {
    this.log.append(node);
    this.toEnd();
  }

  atEnd() {
    return this.talk.scrollHeight - this.talk.scrollTop - this.talk.clientHeight < 140;
  }

  toEnd() {
    this.talk.scrollTop = this.talk.scrollHeight;
    this.newest.hidden = true;
    this.following = true;
  }

  // The newest line if it is no answer: said long after the citizen's last words.
  unasked() {
    const last = [...this.log.querySelectorAll(".line.bot[data-at]")].at(-1);
    const mine = [...this.log.querySelectorAll(".line.me")].at(-1);
    if (!last || !mine?.dataset.at) return null;
    return new Date(last.dataset.at) - new Date(mine.dataset.at) > ANSWERED_WITHIN ? last : null;
  }

  // Down to the newest, but never past the citizen's own last words: a long answer is read from its beginning.
  follow() {
    const end = this.talk.scrollHeight - this.talk.clientHeight;
    const begin = this.unasked() ?? [...this.log.querySelectorAll(".line.me")].at(-1) ?? this.log.firstElementChild;
    const top = begin ? Math.min(end, begin.offsetTop - this.talk.offsetTop - 8) : end;
    if (this.talk.scrollTop > top + 140) return; // read on below
    if (this.following || this.atEnd()) this.talk.scrollTop = Math.max(top, this.talk.scrollTop);
    else this.newest.hidden = false;
    this.following = this.talk.scrollTop >= top - 1;
  }
}

export function earlierTalk(words, restart) {
  const box = element("div", "earlier-talk");
  const button = element("button", "quiet", words.restart);
  button.type = "button";
  button.onclick = restart;
  box.append(element("p", "", words.shared), button);
  return box;
}

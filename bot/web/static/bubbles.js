// How one line of the talk looks.

import { linked, outside, paragraphs, spoken } from "./links.js";
import * as speech from "./speech.js";

const ICONS = {
  read: "M4 9v6h4l5 4V5L8 9zM16 9a4 4 0 0 1 0 6M18.500 6.500a8 8 0 0 1 0 11",
  stop: "M7 7h10v10H7z",
  out: "M9 5H5v14h14v-4M13 5h6v6M19 5l-9 9",
};

export function element(name, className = "", text = "") {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}

function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

export class Bubbles {
  constructor({ words, language }, press) {
    this.words = words;
    this.language = language;
    this.press = press;
    this.clock = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit" });
  }

  // What the bot said, with everything one can do with it.
  bot(line) {
    const article = element("article", "line bot");
    article.tabIndex = -1;
    this.fill(article, line);
    return article;
  }

  fill(article, line) {
    article.dataset.seq = line.replaces ?? line.seq;
    const bubble = element("div", "bubble");
    bubble.append(element("span", "unseen", this.words.assistant));
    const attached = line.attachments ?? [];
    bubble.append(...attached.filter(({ kind }) => kind === "picture").map((one) => this.picture(one)));
    if (line.title) bubble.append(element("h2", "", line.title));
    bubble.append(...paragraphs(line.text));
    if (line.note) {
      const note = element("p", "note");
      note.append(...linked(line.note));
      bubble.append(note);
    }
    if (line.image) bubble.append(this.picture(line.image));
    bubble.append(...attached.filter(({ kind }) => kind !== "picture").map((one) => this.file(one)));
    bubble.append(this.reader(line));
    article.replaceChildren(bubble);
    const [answers, others] = [true, false].map((answer) => (line.buttons ?? []).filter((button) => !!button.answers === answer));
    if (others.length) article.append(this.chips(others, line, this.words.choices));
    if (line.question) article.append(this.question(line, answers));
  }

  // What is asked after everything, apart from what one may ask next.
  question(line, answers) {
    const box = element("div", "question");
    box.append(element("p", "", line.question), this.chips(answers, line, line.question));
    return box;
  }

  picture(image) {
    const shown = element("img");
    shown.src = image.src;
    shown.alt = image.alt;
    return shown;
  }

  file(one) {
    const line = element("p", "file");
    const link = element("a", "", one.name);
    link.href = one.src;
    link.target = "_blank";
    link.rel = "noopener";
    line.append("📎 ", link);
    return line;
  }

  time(line) {
    const time = element("time", "", this.clock.format(new Date(line.at)));
    time.dateTime = line.at;
    return time;
  }

  reader(line) {
    const button = element("button", "read");
    button.type = "button";
    button.hidden = !speech.canRead(this.language);
    const show = (reading) => {
      button.replaceChildren(icon(reading ? "stop" : "read"), reading ? this.words.stop : this.words.read);
      button.setAttribute("aria-pressed", String(reading));
    };
    show(false);
    button.onclick = () => {
      if (button.getAttribute("aria-pressed") === "true") return speech.stop();
      const pieces = [line.title, line.text, line.note, line.question].filter(Boolean).flatMap((text) => spoken(text, this.words.link));
      speech.read(pieces, this.language, () => show(false));
      return show(true);
    };
    return button;
  }

  chips(buttons, line, label) {
    const list = element("ul", "chips");
    list.setAttribute("aria-label", label);
    for (const button of buttons) {
      const chip = button.url ? this.linkChip(button) : this.pressChip(button, line);
      if (!chip) continue;
      const item = element("li");
      item.append(chip);
      list.append(item);
    }
    return list;
  }

  pressChip(button, line) {
    const chip = element("button", "chip", button.label);
    chip.type = "button";
    chip.onclick = () => this.press(button, line.replaces ?? line.seq, chip);
    return chip;
  }

  linkChip(button) {
    const chip = element("a", "chip", button.label);
    if (!outside(chip, button.url)) return null;
    if (chip.target) chip.append(icon("out"), element("span", "unseen", `(${this.words.new_page})`));
    return chip;
  }

  // What the citizen said, or is about to have said.
  mine(line) {
    const article = element("article", "line me");
    const bubble = element("div", "bubble");
    const status = element("p", "status");
    article.append(bubble, status);
    this.fillMine(article, line);
    return article;
  }

  fillMine(article, line) {
    const bubble = article.querySelector(".bubble");
    bubble.replaceChildren(element("span", "unseen", this.words.you), ...paragraphs(line.text));
    if (line.seq) article.dataset.seq = line.seq;
  }

  status(article, text, { unsent = false, retry = null, line = null } = {}) {
    const status = article.querySelector(".status");
    status.classList.toggle("unsent", unsent);
    const words = element("span");
    if (line) words.append(this.time(line), " · ");
    words.append(text);
    status.replaceChildren(words);
    if (retry) {
      const button = element("button", "retry", this.words.retry);
      button.type = "button";
      button.onclick = retry;
      status.append(button);
    }
  }

  day(date) {
    const today = new Date();
    const yesterday = new Date(today);
    yesterday.setDate(today.getDate() - 1);
    const same = (other) => date.toDateString() === other.toDateString();
    const long = new Intl.DateTimeFormat(this.language, { weekday: "long", day: "numeric", month: "numeric", year: "numeric" });
    return element("p", "day", same(today) ? this.words.today : same(yesterday) ? this.words.yesterday : long.format(date));
  }
}

// Text as the page shows it: line by line, with addresses and phone numbers one can tap. Never markup.

const ADDRESS = String.raw`https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]]`;
const SITE = String.raw`(?<![\w@./-])(?:[a-z0-9-]+\.)+(?:gov\.vn|vn|com)(?:\/[^\s<>"']*[^\s<>"'.,;:!?)\]])?(?![\w@-])`;
const PHONE = String.raw`(?<![\d.,/\w-])(?:\+84|0)(?:[ .-]?\d){8,10}(?![\d/\w]|[.,]\d)`;
const SHORT = String.raw`(?<![\d.,/\w-])(?:1[89]00(?:[ .-]?\d){4,6}|11[1-5])(?![\d/\w]|[.,]\d)`;
const PARTS = new RegExp(`(${ADDRESS})|(${SITE})|(${PHONE}|${SHORT})`, "giu");
const ITEM = /^\s*([-–•*✓☐]|\d{1,2}[.)])\s+/u;
const SHOWN = 40; // letters of a long address
const ONE_TIME = /\/vao\/[A-Za-z]{45}$/; // is copied and sent on: shown whole

export function paragraphs(text) {
  const shown = [];
  let gap = false;
  for (const line of text.split("\n")) {
    if (!line.trim()) {
      gap = shown.length > 0;
      continue;
    }
    const p = document.createElement("p");
    if (gap) p.classList.add("gap");
    const [beginning, mark] = line.match(ITEM) ?? [""];
    const words = linked(line.slice(beginning.length).trimEnd());
    if (mark) p.append(...item(mark, words));
    else p.append(...words);
    p.classList.toggle("item", Boolean(mark));
    shown.push(p);
    gap = false;
  }
  return shown;
}

function item(mark, words) {
  const [sign, rest] = [document.createElement("span"), document.createElement("span")];
  sign.textContent = /[-–*]/.test(mark) ? "•" : mark;
  rest.append(...words);
  return [sign, rest];
}

export function linked(text) {
  const nodes = [];
  let from = 0;
  for (const match of text.matchAll(PARTS)) {
    nodes.push(text.slice(from, match.index), link(match));
    from = match.index + match[0].length;
  }
  nodes.push(text.slice(from));
  return nodes.filter((node) => node !== "");
}

function link([text, address, site, phone]) {
  const a = document.createElement("a");
  a.textContent = text;
  if (phone) {
    a.href = `tel:${phone.replace(/[^\d+]/g, "")}`;
    return a;
  }
  if (ONE_TIME.test(text)) {
    outside(a, address);
    return a;
  }
  const bare = text.replace(/^https?:\/\/(?:www\.)?/i, "").replace(/\/$/, "");
  a.textContent = bare.length > SHOWN ? `${bare.slice(0, SHOWN - 1)}…` : bare;
  outside(a, address ?? `https://${site}`);
  return a;
}

// An address that opens beside the talk, if it is one that may be opened at all.
export function outside(a, address) {
  let url;
  try {
    url = new URL(address);
  } catch {
    return false;
  }
  if (!["https:", "http:", "tel:"].includes(url.protocol)) return false;
  a.href = url.href;
  if (url.protocol !== "tel:") {
    a.target = "_blank";
    a.rel = "noopener noreferrer";
  }
  return true;
}

// What a voice should say: no web addresses letter by letter, no bullets.
export function spoken(text, word) {
  return text.replace(new RegExp(ADDRESS, "giu"), word).split("\n").map((line) => line.replace(ITEM, "").trim()).filter(Boolean);
}

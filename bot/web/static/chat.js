// The chat's page: puts the parts together.

import { Bubbles } from "./bubbles.js";
import { Connection } from "./connection.js";
import { setUpLook } from "./look.js";
import { stop as stopReading, watchVoices } from "./speech.js";
import { setUpPictures } from "./pictures.js";
import { Thread, earlierTalk } from "./thread.js";

const $ = (id) => document.getElementById(id);
const { words, longest, language } = JSON.parse($("settings").textContent);
const LONG_AGO = 30 * 60 * 1000;
const SHOW_LOST_AFTER = 1500; // short breaks need not worry anybody

const bubbles = new Bubbles({ words, language }, press);
const thread = new Thread({ talk: $("talk"), log: $("log"), typing: $("typing"), newest: $("newest") }, bubbles, words);
const connection = new Connection(
  { frame: onFrame, state: onState, renewed: onRenewed, after: () => thread.last },
  language,
);
const newId = () => Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(36).padStart(2, "0")).join("");
const pictures = setUpPictures({ connection, tell, newId, words });
let greeted = false;

// --- what the citizen does ---

function say(text) {
  const frame = { type: "say", id: newId(), text };
  thread.post(frame);
  connection.post(frame);
}

function press(button, message, chip) {
  stopReading();
  chip.classList.add("pressed");
  const frame = { type: "press", id: newId(), data: button.data, label: button.label, message };
  thread.post(frame);
  connection.post(frame);
}

function greet() {
  const address = new URL(location.href);
  const payload = (address.searchParams.get("start") ?? "").replace(/[^\w-]/g, "").slice(0, 64);
  const open = thread.empty && !connection.unsent.size;
  if (greeted || !(open || payload)) return;
  greeted = true;
  thread.awaiting = true;
  connection.send(payload ? { type: "start", payload, id: newId() } : { type: "start" });
  address.searchParams.delete("start");
  history.replaceState(null, "", address);
}

// --- what comes from the server ---

function onFrame(frame) {
  switch (frame.type) {
    case "talk":
    case "lines":
      show(frame);
      break;
    case "taken":
      if (frame.id) thread.taken(frame.id);
      else thread.busy(thread.awaiting);
      break;
    case "typing":
      thread.busy(true);
      break;
    case "slow":
      tell(words.slow);
      break;
    case "erased":
      connection.dropAll();
      connection.renew();
      tell(words.erased, true);
      break;
    default: // pong, spoken, failed (sent again by itself), and what a newer server may say
  }
}

function show(frame) {
  const begins = frame.type === "talk" && thread.empty;
  thread.take(frame);
  pictures.seen(frame.lines);
  if (frame.typing) thread.busy(true);
  $("earlier").hidden = !(frame.first && thread.oldest > frame.first);
  if (!begins) return;
  for (const left of connection.unsent.values()) if (!thread.own.has(left.id)) thread.post(left);
  const latest = frame.lines.at(-1);
  if (latest && Date.now() - new Date(latest.at) > LONG_AGO) thread.note(earlierTalk(words, () => askToErase()));
  greet();
}

let losing;
function onState(state) {
  clearTimeout(losing);
  if (state === "open") {
    if ($("state").dataset.lost) tell(words.back, true);
    delete $("state").dataset.lost;
    return;
  }
  const lost = () => {
    $("state").dataset.lost = "1";
    tell(state === "crowded" ? words.closed : words.lost, false, true);
    thread.allUnsent();
  };
  if ($("state").dataset.lost || state === "crowded") lost();
  else losing = setTimeout(lost, SHOW_LOST_AFTER);
}

function onRenewed() {
  stopReading();
  thread.clear();
  pictures.seen([{ mine: false }]);
  greeted = false;
}

let telling;
function tell(text, good = false, stays = false) {
  clearTimeout(telling);
  $("state").textContent = text;
  $("state").classList.toggle("good", good);
  if (!stays) telling = setTimeout(() => ($("state").textContent = ""), 5000);
}

// --- the box to write in ---

function setUpCompose() {
  const box = $("words");
  const fit = () => {
    box.style.height = "auto";
    box.style.height = `${box.scrollHeight + 3}px`;
    const long = box.value.length > longest;
    $("length").textContent = long ? words.too_long.replace("{n}", longest) : "";
    $("send").disabled = long;
  };
  const send = () => {
    const text = box.value.trim();
    if (!text || text.length > longest) return box.focus();
    stopReading();
    say(text);
    box.value = "";
    fit();
    return box.focus();
  };
  box.addEventListener("input", fit);
  box.addEventListener("keydown", (event) => {
    // While a Vietnamese keyboard composes a letter, Enter belongs to it.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    send();
  });
  $("send").addEventListener("pointerdown", (event) => event.preventDefault()); // keeps a phone's keyboard open
  $("compose").addEventListener("submit", (event) => {
    event.preventDefault();
    send();
  });
  addEventListener("resized", fit);
  fit();
}

// --- starting over ---

function askToErase() {
  if (!$("sheet").open) $("more").click();
  $("confirm").hidden = false;
  $("erase").hidden = true;
  $("erase-yes").focus();
}

async function erase() {
  $("erase-yes").disabled = true;
  try {
    await connection.erase();
    $("sheet").close();
    $("words").focus();
  } catch {
    $("erase-state").textContent = words.not_erased;
  } finally {
    $("erase-yes").disabled = false;
  }
}

function setUpErasing() {
  $("erase").onclick = askToErase;
  $("erase-yes").onclick = erase;
  $("erase-no").onclick = () => {
    $("confirm").hidden = true;
    $("erase").hidden = false;
    $("erase").focus();
  };
}

async function showEarlier() {
  $("earlier").disabled = true;
  try {
    thread.prepend(await connection.earlier(thread.oldest));
    $("earlier").hidden = thread.oldest <= thread.first;
  } catch {
    tell(words.lost);
  } finally {
    $("earlier").disabled = false;
  }
}

setUpLook();
setUpCompose();
setUpErasing();
$("earlier").onclick = showEarlier;
thread.retry = () => {
  connection.wake();
  connection.flush();
};
watchVoices(language, (can) => {
  for (const button of document.querySelectorAll(".read")) button.hidden = !can;
});
if (parent !== window) {
  // Shown in another site's frame: Escape there closes it (see embed.js). Nothing but the wish is told.
  document.documentElement.classList.add("framed");
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !$("sheet").open) parent.postMessage("hailong:close", "*");
  });
}
connection.start();

// The public news: text size, and a notice read aloud where the browser has a voice of its language.

import * as speech from "./speech.js";
import { textSize } from "./sizes.js";

textSize();

const button = document.getElementById("read");
if (button) {
  const pieces = () => [document.querySelector("h1").textContent, ...[...document.querySelectorAll(".words")].map((one) => one.textContent)];
  const show = (reading) => {
    button.textContent = reading ? button.dataset.stop : button.dataset.read;
    button.setAttribute("aria-pressed", String(reading));
  };
  button.onclick = () => {
    if (button.getAttribute("aria-pressed") === "true") return speech.stop();
    speech.read(pieces(), document.documentElement.lang, () => show(false));
    show(true);
  };
  speech.watchVoices(document.documentElement.lang, (can) => { button.hidden = !can; });
}

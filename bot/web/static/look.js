// Text size, contrast, language, and the sheet they are in.

import * as keep from "./keep.js";
import { textSize } from "./sizes.js";

const root = document.documentElement;
const $ = (id) => document.getElementById(id);

export function setUpLook() {
  textSize();
  contrast();
  languages();
  sheet();
  keyboardRoom();
}

function contrast() {
  $("contrast").checked = root.classList.contains("contrast");
  $("contrast").onchange = ({ target }) => {
    root.classList.toggle("contrast", target.checked);
    keep.set("contrast", target.checked ? "1" : "0");
  };
}

// The language is in the address; the choice is kept, and taken up again when the page is opened without one.
function languages() {
  const address = new URL(location.href);
  const chosen = keep.get("language");
  if (chosen && !address.searchParams.has("lang") && chosen !== root.lang) {
    address.searchParams.set("lang", chosen);
    location.replace(address);
  }
  for (const link of document.querySelectorAll("[data-language]")) {
    const there = new URL(address);
    there.searchParams.set("lang", link.dataset.language);
    link.href = there.search;
    link.addEventListener("click", () => keep.set("language", link.dataset.language));
  }
}

function sheet() {
  const dialog = $("sheet");
  const open = () => {
    $("confirm").hidden = true;
    $("erase").hidden = false;
    $("erase-state").textContent = "";
    dialog.showModal();
  };
  $("more").onclick = open;
  $("privacy").onclick = open;
  $("close").onclick = () => dialog.close();
  dialog.addEventListener("click", ({ target }) => target === dialog && dialog.close()); // beside the sheet
}

// iOS lays its keyboard over the page: give the talk the room that is left.
function keyboardRoom() {
  const view = globalThis.visualViewport;
  if (!view) return;
  const fit = () => {
    if (view.scale > 1.01) return; // zoomed in by hand
    root.style.setProperty("--height", `${Math.round(view.height)}px`);
    scrollTo(0, 0);
  };
  view.addEventListener("resize", fit);
  fit();
}

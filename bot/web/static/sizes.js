// The text size that this person chose, on every page of ours; early.js shows it before anything is painted.

import * as keep from "./keep.js";

export function textSize() {
  const root = document.documentElement;
  const buttons = [...document.querySelectorAll("[data-size]")];
  const show = (size) => {
    root.classList.toggle("size-2", size === "2");
    root.classList.toggle("size-3", size === "3");
    for (const button of buttons) button.setAttribute("aria-pressed", String(button.dataset.size === size));
  };
  show(keep.get("size") ?? "1");
  for (const button of buttons) {
    button.onclick = () => {
      keep.set("size", button.dataset.size);
      show(button.dataset.size);
      dispatchEvent(new Event("resized"));
    };
  }
}

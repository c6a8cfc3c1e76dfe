// Before anything is painted: the text size and the contrast that this person chose here before.
(() => {
  const root = document.documentElement;
  try {
    const size = localStorage.getItem("hailong.size");
    if (size === "2" || size === "3") root.classList.add(`size-${size}`);
    const contrast = localStorage.getItem("hailong.contrast");
    if (contrast === "1" || (contrast === null && matchMedia("(prefers-contrast: more)").matches)) {
      root.classList.add("contrast");
    }
  } catch { /* this browser keeps nothing for us: the usual look */ }
})();

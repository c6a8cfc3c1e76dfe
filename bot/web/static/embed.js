// Puts the chat on another site: <script src="https://…/embed.js" defer></script> shows a round button that opens it.
//
// Everything stands in a shadow tree of its own, so that neither site's styles reach the other. Nothing is kept on the
// other site, nothing is read from it. data-lang="en" on the script element changes the language.
(() => {
  const script = document.currentScript;
  const home = new URL(script.src).origin;
  const english = script.dataset.lang === "en";
  const words = english
    ? { open: "Ask the ward's assistant", close: "Close the chat", title: "Ask the ward" }
    : { open: "Hỏi trợ lý của phường", close: "Đóng trang hỏi đáp", title: "Hỏi đáp thủ tục" };

  const style = `
    :host { all: initial; }
    * { box-sizing: border-box; }
    button { font: 600 16px/1.2 system-ui, "Segoe UI", Roboto, sans-serif; cursor: pointer; color: #fff; background: #0d5049; border: 0; }
    button:focus-visible { outline: 3px solid #b4530a; outline-offset: 3px; }
    .open { position: fixed; right: 20px; bottom: 20px; z-index: 2147483000; width: 64px; height: 64px; padding: 12px; border-radius: 50%; box-shadow: 0 3px 14px rgb(0 0 0 / .35); }
    .open svg { width: 40px; height: 40px; display: block; }
    .panel { position: fixed; right: 20px; bottom: 96px; z-index: 2147483001; display: flex; flex-direction: column; width: 400px; max-width: calc(100vw - 40px); height: 640px; max-height: calc(100vh - 120px); border-radius: 16px; overflow: hidden; box-shadow: 0 6px 30px rgb(0 0 0 / .4); background: #0d5049; }
    .panel[hidden] { display: none; }
    .bar { display: flex; align-items: center; justify-content: space-between; padding-left: 16px; color: #fff; font: 600 16px/1.2 system-ui, "Segoe UI", Roboto, sans-serif; }
    .close { width: 48px; height: 44px; padding: 10px; }
    .close svg { width: 24px; height: 24px; display: block; }
    .close:focus-visible { outline-color: #fff; outline-offset: -4px; }
    iframe { flex: 1; width: 100%; border: 0; background: #eef2f0; }
    @media (max-width: 480px) { .panel { inset: 0; width: 100%; max-width: none; height: 100%; height: 100dvh; max-height: none; border-radius: 0; } }
  `;
  const stroke = 'fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"';
  const host = document.createElement("hailong-chat");
  host.lang = english ? "en" : "vi";
  const shadow = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet(); // not a <style>, which the other site's policy may forbid
  sheet.replaceSync(style);
  shadow.adoptedStyleSheets = [sheet];
  shadow.innerHTML = `
    <button class="open" type="button" aria-haspopup="dialog" aria-expanded="false">
      <svg viewBox="0 0 24 24" ${stroke}><path d="M5 4h14a2 2 0 0 1 2 2v9a2 2 0 0 1-2 2h-7l-5 4v-4H5a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2z"/><path d="M8.500 10.500c1 2 2 2.700 3.500 2.700s2.500-.7 3.500-2.700"/></svg>
    </button>
    <div class="panel" role="dialog" hidden>
      <div class="bar"><span></span><button class="close" type="button"><svg viewBox="0 0 24 24" ${stroke}><path d="M6 6l12 12M18 6 6 18"/></svg></button></div>
    </div>`;
  const [button, panel, close, title] = [".open", ".panel", ".close", ".bar span"].map((part) => shadow.querySelector(part));
  button.setAttribute("aria-label", words.open);
  button.title = words.open;
  close.setAttribute("aria-label", words.close);
  panel.setAttribute("aria-label", words.title);
  title.textContent = words.title;

  let frame = null;
  const show = (open) => {
    if (open && !frame) {
      frame = document.createElement("iframe"); // only now: a visitor who does not ask costs nothing
      frame.src = `${home}/${english ? "?lang=en" : ""}`;
      frame.title = words.title;
      panel.append(frame);
    }
    panel.hidden = !open;
    button.setAttribute("aria-expanded", String(open));
    if (open) frame.focus();
    else button.focus();
  };
  button.onclick = () => show(panel.hidden);
  close.onclick = () => show(false);
  shadow.addEventListener("keydown", (event) => event.key === "Escape" && !panel.hidden && show(false));
  addEventListener("message", (event) => {
    if (event.origin === home && event.source === frame?.contentWindow && event.data === "hailong:close") show(false);
  });
  document.body.append(host);
})();

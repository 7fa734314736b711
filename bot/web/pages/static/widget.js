// The chat on any site: <script src="https://our.address/widget.js" async></script>
// data-side="left" puts the button on the left. Only sites the operator allowed get an answer.
"use strict";
(() => {
  const script = document.currentScript;
  if (!script || document.getElementById("yubiao-widget")) return;
  const home = new URL(script.src).origin;
  const side = script.dataset.side === "left" ? "left" : "right";
  const narrow = window.matchMedia("(max-width: 480px)");
  let frame = null;

  const box = document.createElement("div");
  box.id = "yubiao-widget";
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "问渝标通";
  button.setAttribute("aria-expanded", "false");
  // Styles are set one by one: the site's own policy may forbid style sheets and attributes.
  Object.assign(button.style, {
    position: "fixed", bottom: "20px", [side]: "16px", zIndex: "2147483646", minHeight: "48px",
    padding: "0 20px", border: "2px solid #fff", borderRadius: "24px", background: "#0b6b50",
    color: "#fff", font: "600 16px/1.2 system-ui, sans-serif", cursor: "pointer",
    boxShadow: "0 2px 10px rgb(0 0 0 / 35%)",
  });
  box.append(button);

  function place() {
    const wide = { inset: "auto", bottom: "84px", [side]: "16px", width: "390px",
      height: "min(640px, calc(100vh - 104px))", borderRadius: "14px" };
    const full = { inset: "0", width: "100%", height: "100%", borderRadius: "0" };
    Object.assign(frame.style, narrow.matches ? full : wide);
  }

  function make() {
    frame = document.createElement("iframe");
    frame.src = home + "/widget";
    frame.title = "渝标通聊天";
    frame.allow = "microphone " + home;
    Object.assign(frame.style, { position: "fixed", zIndex: "2147483647", border: "1px solid #7b8983",
      background: "#fff", boxShadow: "0 6px 30px rgb(0 0 0 / 35%)" });
    box.append(frame);
    place();
    narrow.addEventListener("change", place);
  }

  function open() {
    if (!frame) make();
    frame.style.display = "block";
    button.setAttribute("aria-expanded", "true");
    frame.focus();
  }

  function close() {
    frame.style.display = "none";
    button.setAttribute("aria-expanded", "false");
    button.focus();
  }

  button.addEventListener("click", () => {
    if (button.getAttribute("aria-expanded") === "true") close();
    else open();
  });
  window.addEventListener("message", (event) => {
    const ours = frame && event.origin === home && event.source === frame.contentWindow;
    if (ours && event.data && event.data.yubiao === "close") close();
  });
  const start = () => document.body.append(box);
  if (document.body) start();
  else document.addEventListener("DOMContentLoaded", start);
})();

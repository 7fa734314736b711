// Large print and dark mode, remembered. Runs before the page is painted, so that nothing jumps.
"use strict";
(() => {
  const root = document.documentElement;
  const system = window.matchMedia("(prefers-color-scheme: dark)");

  // A frame on another site may have no storage; the choice then lasts as long as the page.
  function remembered(name) {
    try { return localStorage.getItem(name); } catch { return null; }
  }
  function remember(name, value) {
    try { localStorage.setItem(name, value); } catch { /* as above */ }
  }

  const isLarge = () => root.dataset.size === "large";
  const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : system.matches);
  if (remembered("size") === "large") root.dataset.size = "large";
  if (remembered("theme")) root.dataset.theme = remembered("theme");

  function wire(id, pressed, toggle) {
    const button = document.getElementById(id);
    const show = () => button.setAttribute("aria-pressed", String(pressed()));
    button.hidden = false;
    button.addEventListener("click", () => { toggle(); show(); });
    system.addEventListener("change", show);
    show();
  }

  document.addEventListener("DOMContentLoaded", () => {
    wire("large", isLarge, () => {
      root.dataset.size = isLarge() ? "usual" : "large";
      remember("size", root.dataset.size);
    });
    wire("dark", isDark, () => {
      root.dataset.theme = isDark() ? "light" : "dark";
      remember("theme", root.dataset.theme);
    });
  });
})();

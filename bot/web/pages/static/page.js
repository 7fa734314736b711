// What a page can do besides being read: print, share, and say first what went wrong.
"use strict";
(() => {
  const print = document.getElementById("print");
  if (print) {
    print.hidden = false;
    print.addEventListener("click", () => window.print());
  }

  const share = document.getElementById("share");
  const said = document.getElementById("shared");
  async function shareIt() {
    const page = { title: document.title, url: location.href };
    try {
      if (navigator.share) {
        await navigator.share(page);
        return;
      }
      await navigator.clipboard.writeText(page.url);
      share.textContent = said.textContent = "网址已复制，可以发给别人";
    } catch (problem) {
      if (problem.name !== "AbortError") said.textContent = "没有复制成功，请从地址栏复制网址。";
    }
  }
  if (share && (navigator.share || navigator.clipboard)) {
    share.hidden = false;
    share.addEventListener("click", shareIt);
  }

  const copy = document.getElementById("copy");
  const copied = document.getElementById("copied");
  async function copyIt() {
    try {
      await navigator.clipboard.writeText(location.href);
      copied.textContent = "网址已复制，请自己保存好";
    } catch {
      copied.textContent = "没有复制成功，请从地址栏复制网址。";
    }
  }
  if (copy && navigator.clipboard) {
    copy.hidden = false;
    copy.addEventListener("click", copyIt);
  }

  const first = document.querySelector("[data-focus]");
  if (first) first.focus();
})();

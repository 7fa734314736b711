// Counts the recipients while the conditions are being chosen.
"use strict";
(() => {
  const form = document.getElementById("segment");
  const counted = document.getElementById("counted");
  const button = document.getElementById("count");
  let timer = 0, latest = 0;

  async function count() {
    const wanted = new FormData(form), mine = ++latest;
    try {
      const answer = await fetch("/console/campaigns/broadcasts/count", { method: "POST", body: new URLSearchParams(wanted) });
      if (!answer.ok) return;
      const found = await answer.json();
      if (mine !== latest) return;
      const each = Object.entries(found.channels).map(([name, n]) => `${name} ${n}`).join("，");
      counted.replaceChildren("现在有 ", Object.assign(document.createElement("span"), { className: "campaign-live", textContent: found.total }), ` 人${each ? `（${each}）` : ""}。`);
    } catch { /* the button counts as well */ }
  }

  button.hidden = true;
  count(); // what was chosen before this script came
  form.addEventListener("change", () => {
    clearTimeout(timer);
    timer = setTimeout(count, 200);
  });
})();

// Standards offered while their number or title is typed; without it the field works as before.
"use strict";
(() => {
  const field = document.getElementById("q");
  if (!field || field.form.getAttribute("action") !== "/standards") return;
  const list = document.createElement("datalist");
  list.id = "suggestions";
  field.after(list);
  field.setAttribute("list", list.id);
  const pause = 150; // milliseconds; nobody is asked between two quick keys
  let waiting = 0;
  let asked = "";

  async function offer() {
    const typed = field.value.trim();
    if (!typed || typed === asked) return;
    asked = typed;
    try {
      const answer = await fetch(`/standards/suggest?q=${encodeURIComponent(typed)}`);
      if (!answer.ok || typed !== asked) return;
      const found = await answer.json();
      list.replaceChildren(...found.map(({ number, title }) => new Option(`${number} ${title}`, number)));
    } catch {
      // Without suggestions one can still search.
    }
  }

  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(offer, pause);
  });
})();

// Shows how far a broadcast is while it is under way.
"use strict";
(() => {
  const live = document.getElementById("live");
  if (live) {
    const before = live.dataset.state;
    setInterval(async () => {
      const answer = await fetch(`${location.pathname}/progress.json`, { headers: { "x-by-itself": "1" } });
      if (!answer.ok) return;
      const found = await answer.json();
      for (const [name, value] of Object.entries(found)) {
        const cell = document.getElementById(`n-${name}`);
        if (cell) cell.textContent = value;
      }
      const waits = document.getElementById("waits");
      const told = found.waits.map((why) => {
        const row = document.createElement("li");
        row.textContent = why;
        return row;
      });
      waits.replaceChildren(...told);
      const bar = document.getElementById("bar");
      const waiting = found.queued + found.sending;
      const done = found.sent + found.unknown + found.failed + found.cancelled;
      bar.max = Math.max(1, done + waiting);
      bar.value = done;
      if (found.state !== before) location.reload();
    }, 2000);
  }
})();

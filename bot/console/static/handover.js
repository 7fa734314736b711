// Keeps the page as it is in the database: the server says when something changed.
"use strict";

async function refresh() {
  const answer = await fetch(location.href, { headers: { "x-by-itself": "1" } });
  if (!answer.ok || answer.redirected) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById("live");
  const live = document.getElementById("live");
  if (!fresh || fresh.dataset.stamp === live.dataset.stamp) return;
  live.replaceWith(fresh);
  document.dispatchEvent(new CustomEvent("handover-refreshed", { detail: page }));
}

const changes = new EventSource("/console/handover/stream");
changes.addEventListener("message", (event) => {
  if (event.data !== document.getElementById("live").dataset.stamp) refresh();
});

// Which levels of the games were passed: kept on this device only, shown beside the levels.

const KEY = "levels-passed";

function passed() {
  try {
    const found = JSON.parse(localStorage.getItem(KEY) || "[]");
    return Array.isArray(found) ? found.filter((one) => typeof one === "string") : [];
  } catch { return []; }
}

const now = document.querySelector("[data-passed]")?.dataset.passed;
if (now && !passed().includes(now)) {
  try { localStorage.setItem(KEY, JSON.stringify([...passed(), now])); } catch { /* no storage */ }
}

for (const level of document.querySelectorAll("[data-game]"))
  if (passed().includes(level.dataset.game)) level.append("（已过关）");

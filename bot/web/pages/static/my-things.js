// What a household owns is remembered on this device only.

const KEY = "my-things";
const form = document.getElementById("things");
const forget = document.getElementById("forget");
const boxes = [...form.querySelectorAll("input[name=own]")];
const picked = () => boxes.filter((one) => one.checked).map((one) => one.value);

try {
  if (picked().length) {
    localStorage.setItem(KEY, JSON.stringify(picked()));
  } else {
    const kept = JSON.parse(localStorage.getItem(KEY) || "[]");
    for (const one of boxes) one.checked = kept.includes(one.value);
  }
  forget.hidden = !picked().length;
} catch { /* without storage nothing is remembered */ }

function forgetAll() {
  try { localStorage.removeItem(KEY); } catch { /* there was none */ }
}

forget.addEventListener("click", () => {
  forgetAll();
  location.assign(form.getAttribute("action"));
});

// Whoever unticks everything owns none of it: the page that follows must not tick it again.
form.addEventListener("submit", () => { if (!picked().length) forgetAll(); });

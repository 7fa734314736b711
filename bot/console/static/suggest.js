// Finds answers while the reply is written; without this script there is a button for it.
"use strict";
const PAUSE = 600; // ms after the last key
const form = document.getElementById("answer");
const words = document.getElementById("text");
const shown = document.getElementById("suggested");
const find = document.getElementById("find");
let waiting = 0;
let newest = 0;

function usable() {
  for (const button of shown.querySelectorAll("[data-takes]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const text = document.getElementById(button.dataset.takes).textContent;
      words.value = text.slice(0, words.maxLength);
      words.focus();
    });
  }
}

function show(page) {
  const fresh = page.getElementById("suggested");
  if (!fresh) return;
  shown.replaceChildren(...fresh.childNodes);
  usable();
}

// The file that is to be sent stays here until then.
function wordsOf(sent) {
  const data = new FormData(sent);
  data.delete("file");
  return data;
}

async function suggest() {
  const mine = ++newest;
  try {
    const answer = await fetch(find.formAction, { method: "POST", body: wordsOf(form) });
    if (!answer.ok || answer.redirected || mine !== newest) return;
    show(new DOMParser().parseFromString(await answer.text(), "text/html"));
  } catch { /* the last ones stay */ }
}

find.hidden = true;
usable();
function soon() {
  clearTimeout(waiting);
  waiting = setTimeout(suggest, PAUSE);
}

words.addEventListener("input", soon);
// Who types fast has typed before this script came.
if (words.value !== words.defaultValue) soon();
// While nothing is written yet, what fits is what fits the citizen's last words.
document.addEventListener("handover-refreshed", (event) => {
  if (!words.value.trim()) show(event.detail);
});

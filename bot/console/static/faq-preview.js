// Shows how an entry will look while it is written; without this script there is a button for it.
"use strict";
const PAUSE = 700; // ms after the last key
const form = document.getElementById("faq-form");
const look = document.getElementById("look");
let waiting = 0;
let newest = 0;

async function preview() {
  const mine = ++newest;
  try {
    const typed = new FormData(form);
    typed.delete("file"); // sent once, when it is saved
    const answer = await fetch("/console/faq/preview", { method: "POST", body: typed });
    if (!answer.ok || answer.redirected || mine !== newest) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    look.replaceChildren(...page.body.childNodes);
  } catch { /* the last preview stays */ }
}

function soon() {
  clearTimeout(waiting);
  waiting = setTimeout(preview, PAUSE);
}

form.addEventListener("input", soon);
// Who types fast has typed before this script came.
if ([...form.elements].some((field) => "defaultValue" in field && field.value !== field.defaultValue)) soon();

// The menu folds on small screens; without this script it simply stays open.
"use strict";
document.documentElement.classList.add("js");
const button = document.querySelector(".console-menu-button");
if (button) {
  const menu = document.getElementById(button.getAttribute("aria-controls"));
  button.hidden = false;
  button.addEventListener("click", () => {
    button.setAttribute("aria-expanded", String(menu.classList.toggle("open")));
  });
}
// The first thing to read after a failed form is what was wrong.
const problem = document.getElementById("problem");
if (problem) {
  problem.tabIndex = -1;
  problem.focus();
}
// Leaving a page with unsaved words asks first; the browser has its own words for it.
const written = (form) => new URLSearchParams([...new FormData(form)].filter(([, v]) => typeof v === "string")).toString();
for (const form of document.querySelectorAll("form[data-unsaved]")) {
  // After a refusal nothing of what is on the page is saved yet.
  let before = problem ? null : written(form);
  form.addEventListener("autosaved", () => { before = written(form); });
  let sending = false;
  form.addEventListener("submit", () => { sending = true; });
  window.addEventListener("pageshow", () => { sending = false; });
  window.addEventListener("beforeunload", (event) => {
    if (!sending && written(form) !== before) event.preventDefault();
  });
}
// One box that ticks all the others of its form; without this script they are ticked one by one.
for (const all of document.querySelectorAll("[data-check-all]")) {
  all.closest("[hidden]").hidden = false;
  all.addEventListener("change", () => {
    for (const box of all.form.querySelectorAll("input[type=checkbox][name]")) box.checked = all.checked;
  });
}

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

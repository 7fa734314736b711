// Finds what may be picked while it is typed, and puts what is picked into its field; without this
// script the field is written by hand.
"use strict";
{
  const AFTER = 400; // ms after the last key

  function addLine(field, line) {
    const lines = field.value.split("\n").map((one) => one.trim()).filter(Boolean);
    const isNew = !lines.includes(line);
    if (isNew) field.value = [...lines, line].join("\n");
    return isNew;
  }

  for (const picker of document.querySelectorAll("[data-picker]")) {
    const typed = picker.querySelector("input[type=search]");
    const shown = picker.querySelector("[data-found]");
    const told = picker.querySelector("[data-told]");
    const into = document.getElementById(picker.dataset.into);
    let waiting = 0;
    let newest = 0;
    picker.hidden = false;

    const addBox = (box) => {
      const mine = box.querySelector("input");
      const there = [...into.querySelectorAll("input")].find((one) => one.value === mine.value);
      const isNew = !there?.checked;
      if (there) there.checked = true;
      else into.append(box);
      return isNew;
    };

    function pick(button) {
      const row = button.closest("li");
      const box = row.querySelector("template");
      const isNew = box ? addBox(box.content.firstElementChild.cloneNode(true)) : addLine(into, button.dataset.pick);
      told.textContent = isNew ? `已加上 ${button.dataset.name || button.dataset.pick}` : "已经有了";
      // Saving and previewing listen for what is typed.
      into.dispatchEvent(new Event("input", { bubbles: true }));
    }

    const addressOf = (asked) => {
      const address = new URL(picker.dataset.picker, location.href);
      address.searchParams.set("q", asked);
      return address;
    };

    async function find() {
      const mine = ++newest;
      const asked = typed.value.trim();
      if (!asked) return shown.replaceChildren();
      try {
        const answer = await fetch(addressOf(asked));
        if (!answer.ok || answer.redirected || mine !== newest) return;
        const page = new DOMParser().parseFromString(`<ul>${await answer.text()}</ul>`, "text/html");
        shown.replaceChildren(...page.querySelector("ul").children);
      } catch { /* the last ones stay */ }
    }

    shown.addEventListener("click", (event) => {
      const button = event.target.closest("[data-pick]");
      if (button) pick(button);
    });
    typed.addEventListener("input", (event) => {
      event.stopPropagation(); // looking for something changes nothing of the form
      clearTimeout(waiting);
      waiting = setTimeout(find, AFTER);
    });
    typed.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault(); // it would hand the whole form in
      clearTimeout(waiting);
      find();
    });
  }
  // What was used before: each button adds a line.
  for (const used of document.querySelectorAll("[data-adds]")) {
    used.hidden = false;
    const into = document.getElementById(used.dataset.adds);
    used.addEventListener("click", (event) => {
      const button = event.target.closest("[data-pick]");
      if (!button) return;
      addLine(into, button.dataset.pick);
      into.dispatchEvent(new Event("input", { bubbles: true }));
    });
  }
}

// Puts a ready sentence into the message; it can still be changed.
"use strict";
for (const select of document.querySelectorAll("select[data-fills]")) {
  select.addEventListener("change", () => {
    if (!select.value) return;
    const field = document.getElementById(select.dataset.fills);
    field.value = field.value ? `${field.value}\n${select.value}` : select.value;
    field.focus();
    select.value = "";
  });
}

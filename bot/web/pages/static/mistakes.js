// The book of one's wrong answers: written on the page that tells an answer, read on its own page.
// It lives on this device only.

const KEY = "mistakes";
const MOST = 100;
const PARTS = ["id", "question", "answer", "why", "source"];

// What another version of this page, or somebody by hand, left in another shape is left out.
function kept() {
  try {
    const found = JSON.parse(localStorage.getItem(KEY) || "[]");
    if (!Array.isArray(found)) return [];
    return found.filter((one) => PARTS.every((part) => typeof one?.[part] === "string"));
  } catch { return []; }
}

function keep(all) {
  try { localStorage.setItem(KEY, JSON.stringify(all.slice(0, MOST))); } catch { /* no storage */ }
}

// A question answered rightly leaves the book; a wrong one comes on top.
for (const told of document.querySelectorAll("[data-question-id]")) {
  const { questionId: id, question, answer, why, source, href, right } = told.dataset;
  const others = kept().filter((one) => one.id !== id);
  keep(right ? others : [{ id, question, answer, why, source, href }, ...others]);
}

const list = document.getElementById("mistakes");
if (list) show();

function element(name, text, className = "") {
  const made = document.createElement(name);
  made.textContent = text;
  made.className = className;
  return made;
}

function show() {
  const all = kept();
  const empty = document.getElementById("empty");
  document.getElementById("none").hidden = all.length > 0;
  empty.hidden = !all.length;
  empty.onclick = () => { keep([]); show(); };
  list.replaceChildren(...all.map((one) => {
    const card = element("section", "", "card story");
    card.append(element("h2", one.question), element("p", `答案：${one.answer}`), element("p", one.why));
    card.append(element("p", `来源：${one.source}`, "soft"));
    if (/^\/faq\/[\w-]+$/.test(one.href || "")) {
      const link = element("a", "看详细说明");
      link.href = one.href;
      card.append(link);
    }
    const actions = element("p", "", "actions");
    const remove = element("button", "记住了，删掉", "plain");
    remove.type = "button";
    remove.setAttribute("aria-label", `记住了，删掉：${one.question}`);
    remove.addEventListener("click", () => {
      keep(kept().filter((other) => other.id !== one.id));
      show();
    });
    actions.append(remove);
    card.append(actions);
    return card;
  }));
}

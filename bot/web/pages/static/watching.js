// The page where this browser watches standards, and the button that watches a whole checked list.

import { inboxId, post } from "./inbox.js";

const NO_STORAGE = "这个浏览器不让网站保存信息，不能在这里关注。";
const FAILED = "没有保存成功，请检查网络后再试。";
const form = document.getElementById("wish");
const all = document.getElementById("watch-all");
const said = document.getElementById("said");

async function ask(path, body) {
  try {
    return await post(`/watching/${path}`, body);
  } catch (problem) {
    said.textContent = problem.message === "400" ? "没有认出标准号，或者关注得太多了。" : FAILED;
    return null;
  }
}

function element(name, text) {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}

function show(state) {
  document.getElementById("mine-box").hidden = !state.watched.length;
  document.getElementById("mine").replaceChildren(...state.watched.map((one) => {
    const row = element("li", "");
    row.className = "cell";
    const main = element("span", one.state);
    main.className = "cell-main";
    const stop = element("button", "取消关注");
    stop.type = "button";
    stop.className = "plain";
    stop.setAttribute("aria-label", `取消关注 ${one.name}`);
    stop.addEventListener("click", async () => {
      const left = await ask("remove", { inbox: inboxId(true), target: one.target });
      if (left) show(left);
    });
    row.append(main, stop);
    return row;
  }));
}

function showNews(news) {
  document.getElementById("news-box").hidden = !news.length;
  document.getElementById("news").replaceChildren(...news.map((text) => {
    const cell = element("p", text);
    cell.className = "cell told";
    return cell;
  }));
}

if (form) {
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const inbox = inboxId(true);
    if (!inbox) { said.textContent = NO_STORAGE; return; }
    const state = await ask("add", { inbox, words: form.words.value });
    if (!state) return;
    said.textContent = "已关注。";
    form.reset();
    show(state);
  });
  const known = inboxId(false);
  if (known) {
    ask("visit", { inbox: known }).then((state) => {
      if (!state) return;
      show(state);
      showNews(state.news);
    });
  }
}
if (all) {
  all.hidden = false;
  all.addEventListener("click", async () => {
    const inbox = inboxId(true);
    if (!inbox) { said.textContent = NO_STORAGE; return; }
    const state = await ask("add", { inbox, words: all.dataset.known });
    if (state) said.textContent = `已关注，这台设备一共关注 ${state.watched.length} 样。`;
  });
}

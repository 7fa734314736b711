// Draws messages. Text only ever becomes text nodes, so nothing in it can act as a page.

const ADDRESS = /https?:\/\/[!-~]+|\b(?:[a-z0-9-]+\.)+(?:cn|com|org)(?:\/[\w./-]*)?/gi;
const THANKS = { true: "谢谢，记下了。", false: "记下了。您可以换个说法再问，或者说“转人工”。" };
// As bot/kit/laid_out.py reads them: lines of a list, and a link with a name alone on its line.
const POINT = /^[-·•] {0,3}(\S.{0,300})$/;
const LINK = /^([^：]{1,40})：\s?(https?:\/\/[!-~]{1,300})[。；]?$/;
const PAGES = {
  standard: ["/standards/", "看这个标准的卡片（可以分享、打印）"],
  faq: ["/faq/", "看这条答案的网页（可以分享、打印）"],
};

export function showMessage(messages, message, choose, vote) {
  const row = element("div", `row ${message.who}`);
  const bubble = element("div", "bubble");
  const words = element("div", "words");
  words.append(element("span", "hidden", message.who === "me" ? "您：" : "渝标通："));
  words.append(...(message.kind === "answer" ? laidOut(message.text) : linked(message.text)));
  bubble.append(words);
  if (message.picture) bubble.append(pictureOf(message.picture));
  if (message.kind) bubble.dataset.kind = message.kind;
  if (message.buttons) bubble.append(choicesOf(message.buttons, choose));
  const page = pageOf(message.entry);
  if (page) bubble.append(page);
  if (message.articles) bubble.append(articlesOf(message.articles));
  if (message.asked) bubble.append(votesOf(message, vote));
  row.append(bubble);
  messages.append(row);
  // A long answer is read from its beginning.
  if (row.offsetHeight > messages.clientHeight) row.scrollIntoView({ block: "start" });
  else messages.scrollTop = messages.scrollHeight;
}

export function showWaiting(messages) {
  const row = element("div", "row bot");
  const bubble = element("div", "bubble waiting");
  row.setAttribute("aria-hidden", "true");
  for (let dot = 0; dot < 3; dot += 1) bubble.append(element("i", ""));
  row.append(bubble);
  messages.append(row);
  messages.scrollTop = messages.scrollHeight;
  return row;
}

export function showProgress(waiting) {
  const bar = element("progress", "");
  bar.max = 100;
  bar.value = 0;
  waiting.firstElementChild.replaceChildren(bar);
  return bar;
}

// A picture takes seconds to be looked at.
export function showLooking(waiting) {
  waiting.firstElementChild.classList.remove("waiting");
  waiting.firstElementChild.replaceChildren("正在看图片…");
}

// Choices are numbers of the last list, so older ones would mean something else by now.
export function retireChoices(messages, keepLast = false) {
  const last = messages.lastElementChild;
  for (const button of messages.querySelectorAll(".choices button")) {
    if (!(keepLast && last.contains(button))) button.disabled = true;
  }
}

function pictureOf(picture) {
  const anchor = link(picture.page, "");
  const image = element("img", "sent");
  image.src = picture.path;
  image.alt = picture.title;
  image.loading = "lazy";
  anchor.append(image);
  return anchor;
}

function choicesOf(buttons, choose) {
  const choices = element("div", "choices");
  for (const choice of buttons) {
    const button = element("button", "", choice.title);
    button.type = "button";
    button.addEventListener("click", () => choose(choice));
    choices.append(button);
  }
  return choices;
}

// Two buttons that say what the answer was worth; then a word of thanks in their place.
function votesOf(message, vote) {
  const line = element("div", "votes");
  line.setAttribute("role", "group");
  line.setAttribute("aria-label", "这条回答有用吗");
  const say = async (useful) => {
    for (const button of line.children) button.disabled = true;
    const kept = await vote(message, useful);
    const thanks = element("p", "more", kept ? THANKS[useful] : "没有记下来，请稍后再点。");
    thanks.setAttribute("role", "status");
    if (kept) line.replaceChildren(thanks);
    else for (const button of line.querySelectorAll("button")) button.disabled = false;
    if (!kept && !line.querySelector("p")) line.append(thanks);
  };
  for (const [label, useful] of [["有用", true], ["没用", false]]) {
    const button = element("button", "", label);
    button.type = "button";
    button.addEventListener("click", () => say(useful));
    line.append(button);
  }
  return line;
}

function pageOf(entry) {
  const [kind, key] = split(entry || "");
  if (!Object.prototype.hasOwnProperty.call(PAGES, kind)) return null;
  const [path, label] = PAGES[kind];
  const line = element("p", "more");
  line.append(link(path + encodeURIComponent(key).replace(/%2F/g, "/"), label));
  return line;
}

// The law's own words, for whoever wants to see them.
function articlesOf(articles) {
  const line = element("p", "more", "原文：");
  articles.forEach((one, at) => line.append(at ? " · " : "", link(one.path, one.title)));
  return line;
}

function split(entry) {
  const colon = entry.indexOf(":");
  return [entry.slice(0, colon), entry.slice(colon + 1)];
}

// An answer with its lists and named links; what stands between them keeps its lines.
function laidOut(text) {
  const blocks = [];
  let list = null;
  let words = null;
  for (const line of text.split("\n")) {
    const point = POINT.exec(line.trim());
    const named = LINK.exec(line.trim());
    if (!point) list = null;
    if (point || named) words = null;
    if (point) {
      if (!list) blocks.push(list = element("ul", ""));
      list.append(element("li", ""));
      list.lastChild.append(...linked(point[1]));
    } else if (named) {
      const alone = element("p", "told-link");
      alone.append(link(named[2], named[1]));
      blocks.push(alone);
    } else {
      if (words) words.append("\n");
      else blocks.push(words = element("div", ""));
      words.append(...linked(line));
    }
  }
  return blocks;
}

function linked(text) {
  const parts = [];
  let last = 0;
  for (const found of text.matchAll(ADDRESS)) {
    if (text[found.index - 1] === "@") continue; // an e-mail address
    const shown = found[0].replace(/[.,;:!?)]+$/, "");
    parts.push(text.slice(last, found.index));
    parts.push(link(shown.includes("://") ? shown : `https://${shown}`, shown));
    last = found.index + shown.length;
  }
  return [...parts, text.slice(last)];
}

function link(target, label) {
  const anchor = element("a", "", label);
  anchor.href = target;
  anchor.target = "_blank";
  anchor.rel = "noopener noreferrer";
  return anchor;
}

function element(name, className, text) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}

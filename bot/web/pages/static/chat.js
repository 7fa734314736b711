// The chat: sends what is typed, said or chosen to the REST channel and shows the replies.
import { Store } from "./chat-store.js";
import { callInbox, inboxId } from "./inbox.js";
import { onlyCopy } from "./only-copy.js";
import { showLooking, showMessage, showProgress, showWaiting, retireChoices } from "./chat-show.js";
import { sendFile } from "./upload.js";
import { voiceInput } from "./voice.js";

const SECONDS_TO_WAIT = 30;
const SECONDS_TO_LISTEN = 3;
const OFFLINE = "网络好像断了，请检查后再发一次。";
const CLEAR = /^(?:清空|清除|清屏)(?:对话|聊天|聊天记录|记录)?[。.!！]?$|^clear$/i;
const NOT_SENT = "没有传上去，请检查网络后再发一次。";

const messages = document.getElementById("messages");
const status = document.getElementById("status");
const form = document.getElementById("form");
const input = document.getElementById("text");
const send = document.getElementById("send");
const fileInputs = ["file", "photo"].map((id) => document.getElementById(id));
const store = new Store();
let asking = false;
let listening = false;

function show(message) {
  store.add(message);
  showMessage(messages, message, choose, vote);
}

// What is said of an answer; false if it could not be kept.
async function vote(message, useful) {
  try {
    await store.ready;
    const answer = await fetch("/chat/vote", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ sender: store.sender, message_id: message.asked, useful }),
    });
    if (answer.ok) store.settle(message);
    return answer.ok;
  } catch {
    return false;
  }
}

function choose(choice) {
  ask(choice.payload, choice.title);
  // A tapped choice is switched off; the focus must not get lost with it.
  focusInput();
}

// On a phone focus would open the keyboard over the answer.
function focusInput() {
  if (window.matchMedia("(pointer: fine)").matches) input.focus();
  else messages.focus();
}

async function ask(text, shown) {
  if (asking) return;
  retireChoices(messages);
  show({ who: "me", text: shown || text });
  const question = { text, id: store.newId() };
  // A reload in the middle asks again under the same id and gets the one answer.
  store.pending = question;
  if (await exchange(() => post(question), OFFLINE, question.id)) store.pending = null;
}

// Shows that something is going on, then what came of it; whether anything came back.
async function exchange(request, problem, asked) {
  const waiting = showWaiting(messages);
  asking = send.disabled = true;
  status.textContent = "正在查";
  try {
    await store.ready;
    const answer = await request(waiting);
    const body = await answer.json();
    waiting.remove();
    if (answer.ok) body.forEach((reply) => showReply(reply, reply === worth(body) ? asked : undefined));
    else show({ who: "bot", text: body.error });
    return true;
  } catch {
    waiting.remove();
    show({ who: "bot", text: problem });
    return false;
  } finally {
    asking = send.disabled = false;
    status.textContent = "";
  }
}

// The answer that may be called useful or useless: the first reply that is more than talk.
function worth(replies) {
  const told = replies.find((one) => one.metadata.kind !== "talk");
  return told && told.metadata.kind === "answer" && told.metadata.entry ? told : null;
}

function showReply(reply, asked) {
  const { kind, entry, articles, picture } = reply.metadata;
  if (kind === "handover") listen();
  show({ who: "bot", text: reply.text, kind, entry, articles, picture, buttons: reply.buttons, asked });
}

function post(question) {
  const patience = new AbortController();
  setTimeout(() => patience.abort(), SECONDS_TO_WAIT * 1000);
  return fetch("/webhooks/rest/webhook", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ sender: store.sender, message: question.text, message_id: question.id }),
    signal: patience.signal,
  });
}

// A label to be read, or evidence: the server knows whether a form is open for it.
async function upload(file) {
  const isPicture = file.type.startsWith("image/");
  const size = Math.max(1, Math.round(file.size / 1024));
  show({ who: "me", text: `［${isPicture ? "图片" : "文件"}］${size} KB` });
  await exchange((waiting) => {
    const body = new FormData();
    body.append("sender", store.sender);
    body.append("file", file, "file");
    const progress = showProgress(waiting);
    return sendFile("/chat/evidence", body, (percent) => {
      progress.value = percent;
      // Read out now and then, not at every step.
      if (percent % 25 === 0) status.textContent = `已上传 ${percent}%`;
      if (percent === 100 && isPicture) {
        showLooking(waiting);
        status.textContent = "正在看图片";
      }
    });
  }, NOT_SENT);
}

// While a person speaks, what they say is asked for every few seconds.
async function listen() {
  store.listening = true;
  if (listening) return;
  listening = true;
  let seconds = SECONDS_TO_LISTEN;
  while (store.listening) {
    await new Promise((wake) => { setTimeout(wake, seconds * 1000); });
    try {
      const answer = await fetch("/chat/news", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ sender: store.sender, seen: store.seen }),
      });
      const news = await answer.json();
      if (answer.ok) {
        store.listening = news.seconds > 0;
        seconds = news.seconds;
        for (const reply of news.replies) show({ who: "bot", text: reply.text });
        if (news.last) store.seen = news.last;
      }
    } catch { /* asked again in a while */ }
  }
  listening = false;
}

// Only a browser that subscribed has an inbox; in somebody else's page there is none to tell of.
async function tellOfNews() {
  const inbox = document.body.classList.contains("embedded") ? null : inboxId(false);
  if (!inbox) return;
  try {
    const { waiting } = await callInbox("waiting", { inbox });
    document.getElementById("news").hidden = !waiting;
  } catch { /* the page of subscriptions says so */ }
}

function restore() {
  // What was said before the reload must not be read out once more.
  messages.setAttribute("aria-live", "off");
  for (const message of store.messages) showMessage(messages, message, choose, vote);
  retireChoices(messages, true);
  setTimeout(() => messages.setAttribute("aria-live", "polite"), 500);
  if (store.listening) store.ready.then(listen);
  const question = store.pending;
  if (question) {
    exchange(() => post(question), OFFLINE, question.id).then((done) => { if (done) store.pending = null; });
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const text = input.value.trim();
  if (!text || asking) return;
  input.value = "";
  if (CLEAR.test(text)) {
    askToClear();
    return;
  }
  ask(text);
  input.focus();
});

for (const chosen of fileInputs) {
  chosen.addEventListener("change", () => {
    if (chosen.files.length && !asking) upload(chosen.files[0]);
    chosen.value = "";
  });
}

for (const button of document.querySelectorAll("#quick button")) {
  button.addEventListener("click", () => ask(button.textContent));
}

const sure = document.getElementById("sure");
const lost = document.getElementById("sure-lost");

// What can't be had again is named before it goes, with the way to keep it.
function askToClear() {
  const copies = store.messages.map(onlyCopy).filter(Boolean);
  lost.hidden = copies.length === 0;
  document.getElementById("sure-yes").textContent = copies.length ? "已经存好，清空" : "清空";
  document.getElementById("sure-links").replaceChildren(...copies.map(([number, code]) => {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = `/receipt#${number}.${code}`;
    link.target = "_blank";
    link.rel = "noopener noreferrer";
    link.textContent = `打开 ${number} 的凭证`;
    item.append(link);
    return item;
  }));
  sure.showModal();
}

document.getElementById("clear").addEventListener("click", askToClear);
sure.addEventListener("close", () => {
  if (sure.returnValue !== "yes") return;
  const body = new FormData();
  body.append("sender", store.sender);
  fetch("/chat/evidence/forget", { method: "POST", body, keepalive: true }).catch(() => {});
  store.clear();
  location.reload();
});

// In the widget: the frame asks the page around it to put it away.
const close = document.getElementById("close");
if (close) {
  const putAway = () => window.parent.postMessage({ yubiao: "close" }, "*");
  close.addEventListener("click", putAway);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !sure.open) putAway();
  });
}

voiceInput(document.getElementById("voice"), input, (text) => { status.textContent = text; });
restore();
tellOfNews();
// Nothing to press is shown before it works; a form sent without script would put the question
// into the address.
for (const id of ["quick", "form", "clear"]) document.getElementById(id).hidden = false;

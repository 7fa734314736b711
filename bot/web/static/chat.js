// The chat page: sends a question to the REST channel and shows the replies.
"use strict";

const messages = document.getElementById("messages");
const form = document.getElementById("form");
const input = document.getElementById("text");
const send = document.getElementById("send");
const fileInput = document.getElementById("file");

// One sender a tab; sessionStorage keeps the conversation over a reload and forgets it after.
let sender = sessionStorage.getItem("sender");
if (!sender) {
  sender = newId();
  sessionStorage.setItem("sender", sender);
}

// The id lets the server recognise a request that was sent twice.
function newId() {
  return crypto.getRandomValues(new Uint32Array(4)).join("-");
}

function show(text, who) {
  const row = document.createElement("div");
  row.className = "row " + who;
  const bubble = document.createElement("div");
  bubble.className = "bubble";
  bubble.textContent = text;
  row.append(bubble);
  messages.append(row);
  messages.scrollTop = messages.scrollHeight;
  return bubble;
}

function showReply(reply) {
  const bubble = show(reply.text, "bot");
  bubble.dataset.kind = reply.metadata.kind;
  if (!reply.buttons) return;
  const choices = document.createElement("div");
  choices.className = "choices";
  for (const choice of reply.buttons) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = choice.title;
    button.addEventListener("click", () => ask(choice.payload, choice.title));
    choices.append(button);
  }
  bubble.append(choices);
  bubble.scrollIntoView({ block: "end" });
}

async function ask(text, shown) {
  show(shown || text, "me");
  const waiting = show("正在查……", "bot");
  waiting.classList.add("waiting");
  send.disabled = true;
  try {
    const answer = await fetch("/webhooks/rest/webhook", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ sender, message: text, message_id: newId() }),
    });
    const body = await answer.json();
    waiting.parentElement.remove();
    if (answer.ok) body.forEach(showReply);
    else show(body.error, "bot");
  } catch {
    waiting.parentElement.remove();
    show("网络好像断了，请检查后再发一次。", "bot");
  } finally {
    send.disabled = false;
    input.focus();
  }
}

// Evidence for a complaint or report; the server says whether a form is open for it.
async function upload(file) {
  show("［文件］" + Math.max(1, Math.round(file.size / 1024)) + " KB", "me");
  const waiting = show("正在上传……", "bot");
  waiting.classList.add("waiting");
  const body = new FormData();
  body.append("sender", sender);
  body.append("file", file, "file");
  try {
    const answer = await fetch("/chat/evidence", { method: "POST", body });
    const replies = await answer.json();
    waiting.parentElement.remove();
    if (answer.ok) replies.forEach(showReply);
    else show(replies.error, "bot");
  } catch {
    waiting.parentElement.remove();
    show("没有传上去，请检查网络后再发一次。", "bot");
  }
}

fileInput.addEventListener("change", () => {
  if (fileInput.files.length) upload(fileInput.files[0]);
  fileInput.value = "";
});

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const text = input.value.trim();
  if (!text) return;
  input.value = "";
  ask(text);
});

for (const button of document.querySelectorAll("#quick button")) {
  button.addEventListener("click", () => ask(button.textContent));
}

// The page to subscribe on: reads and saves this browser's subscriptions, shows what came.

import { callInbox, forgetInbox, inboxId } from "./inbox.js";

const form = document.getElementById("wish");
const said = document.getElementById("said");
const boxes = [...form.querySelectorAll("input[name=topic]")];

function fill(state) {
  for (const box of boxes) box.checked = state.topics.includes(box.value);
  form.audience.value = state.audience;
  form.district.value = state.district;
}

function list(received) {
  const cells = document.getElementById("received");
  document.getElementById("received-box").hidden = !received.length;
  cells.replaceChildren(...received.map((one) => {
    const link = document.createElement("a");
    link.className = "cell";
    link.href = one.address;
    link.textContent = one.title;
    if (one.new) {
      const tag = document.createElement("span");
      tag.className = "tag upcoming";
      tag.textContent = "新";
      link.append(tag);
    }
    return link;
  }));
}

async function save(topics) {
  const inbox = inboxId(topics.length > 0);
  if (!inbox) {
    said.textContent = topics.length ? "这个浏览器不让网站保存信息，不能在这里订阅。" : "现在没有订阅。";
    return;
  }
  try {
    const wanted = { inbox, topics, audience: form.audience.value, district: form.district.value };
    fill(await callInbox("save", wanted));
    const left = boxes.filter((box) => box.checked).map((box) => box.dataset.name).join("、");
    said.textContent = topics.length ? `已保存，现在订着：${left}。` : "已全部退订，选的类别和这台设备关注的标准已经删除，只留退订的记录。";
    if (!topics.length) forgetInbox();
  } catch {
    said.textContent = "没有保存成功，请检查网络后再试。";
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const topics = boxes.filter((box) => box.checked).map((box) => box.value);
  if (topics.length) save(topics);
  else said.textContent = "请至少选一类；不想再收，点“全部退订”。";
});
document.getElementById("stop").addEventListener("click", () => save([]));

form.hidden = false;
const known = inboxId(false);
if (known) {
  callInbox("visit", { inbox: known }).then((state) => {
    fill(state);
    list(state.received);
  }).catch(() => { said.textContent = "没有读到您的订阅，请检查网络后刷新。"; });
}

// Switches notices on and off in this browser; without this script there is the button for all.
"use strict";
{
  const PATIENCE = 20000; // ms: a browser that can't reach its push service keeps silent
  const WORKER = "/console/static/push-worker.js";
  const form = document.getElementById("push");
  const told = document.getElementById("push-told");
  const on = document.getElementById("push-on");
  const off = document.getElementById("push-off");
  const key = form.dataset.key;
  const hex = (bytes) => [...new Uint8Array(bytes)].map((one) => one.toString(16).padStart(2, "0")).join("");
  const nameOf = async (endpoint) => hex(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(endpoint)));

  async function subscribed() {
    const worker = await navigator.serviceWorker.getRegistration(WORKER);
    return worker ? worker.pushManager.getSubscription() : null;
  }

  // A browser subscribes only with a worker that has begun its work.
  async function worker() {
    const kept = await navigator.serviceWorker.register(WORKER);
    const begins = kept.installing || kept.waiting;
    if (begins && !kept.active) {
      await new Promise((done, fail) => begins.addEventListener("statechange", () => {
        if (begins.state === "activated") done();
        if (begins.state === "redundant") fail(new Error("redundant"));
      }));
    }
    return kept;
  }

  async function send(path, fields) {
    const data = new FormData(form);
    for (const [name, value] of Object.entries(fields)) data.set(name, value);
    const answer = await fetch(path, { method: "POST", body: data, headers: { accept: "application/json" } });
    const said = await answer.json();
    if (!answer.ok) throw new Error(said.error);
    location.href = said.go_to;
  }

  async function switchOn() {
    if (await Notification.requestPermission() !== "granted") {
      return say("这个浏览器没有允许通知：请在浏览器的网站设置里允许，再点一次。");
    }
    let made;
    try {
      // One of another key would be refused.
      await (await subscribed())?.unsubscribe();
      const kept = await worker();
      const late = new Promise((_, fail) => setTimeout(() => fail(new Error("late")), PATIENCE));
      const asked = { userVisibleOnly: true, applicationServerKey: key };
      made = await Promise.race([kept.pushManager.subscribe(asked), late]);
    } catch {
      return say("连不上这个浏览器的推送服务，没有打开；换一个浏览器，或者用邮件。");
    }
    const { endpoint, keys } = made.toJSON();
    try {
      await send("/console/account/push", { endpoint, ...keys });
    } catch (refused) {
      await made.unsubscribe();
      say(refused.message);
    }
  }

  async function switchOff() {
    const made = await subscribed();
    const name = made ? await nameOf(made.endpoint) : "";
    await made?.unsubscribe();
    await send("/console/account/push/off", { name });
  }

  function say(words) {
    told.textContent = words;
    on.disabled = off.disabled = false;
  }

  async function begin() {
    if (!("serviceWorker" in navigator) || !("PushManager" in window) || !("Notification" in window)) {
      return say("这个浏览器不支持通知。");
    }
    const made = await subscribed();
    const isOn = made && form.dataset.names.split(" ").includes(await nameOf(made.endpoint));
    if (isOn) say("这个浏览器里打开了。");
    on.hidden = Boolean(isOn);
    off.hidden = !isOn;
  }

  for (const [button, act] of [[on, switchOn], [off, switchOff]]) {
    button.addEventListener("click", async () => {
      on.disabled = off.disabled = true;
      told.textContent = "请等一下……";
      try {
        await act();
      } catch {
        say("没有成功，请刷新后再试。");
      }
    });
  }
  begin().catch(() => say("这个浏览器不支持通知。"));
}

// Keeps a draft while it is written; without this script there is the button for it.
"use strict";
{
  const AFTER = 4000; // ms after the last key
  const form = document.getElementById("faq-form");
  const told = document.getElementById("autosaved");
  let waiting = 0;
  let saving = null;
  let stopped = false;

  const field = (name) => form.querySelector(`input[name="${name}"]`);
  const typed = () => {
    const left = ["stamp", "slug", "file"];
    const all = [...new FormData(form)].filter(([name]) => !left.includes(name));
    return new URLSearchParams(all).toString();
  };

  // A file is sent once, when it is saved.
  function words() {
    const all = new FormData(form);
    all.delete("file");
    return all;
  }

  // From now on the form is the draft's.
  function become(kept) {
    form.action = `/console/faq/drafts/${kept.draft}`;
    field("slug").value = kept.slug;
    if (!field("stamp")) {
      const hidden = document.createElement("input");
      hidden.type = "hidden";
      hidden.name = "stamp";
      form.append(hidden);
    }
    field("stamp").value = kept.stamp;
    history.replaceState(null, "", form.action);
    told.textContent = kept.told;
  }

  async function save() {
    if (stopped || saving || !field("question").value.trim()) return;
    const sent = typed();
    saving = fetch(`${form.action}/autosave`, {
      method: "POST", body: words(), headers: { accept: "application/json" },
    });
    try {
      const answer = await saving;
      const kept = await answer.json();
      if (answer.ok) {
        become(kept);
        if (typed() === sent) form.dispatchEvent(new Event("autosaved"));
        else later();
      } else {
        // Somebody else wrote, or the session ended: the buttons say what to do.
        stopped = true;
        told.textContent = `没有自动保存：${kept.error}`;
      }
    } catch {
      told.textContent = "没有自动保存：连不上服务器，请留着这一页，过一会儿再保存。";
      later();
    } finally {
      saving = null;
    }
  }

  function later() {
    clearTimeout(waiting);
    waiting = setTimeout(save, AFTER);
  }

  form.addEventListener("input", later);
  // Who types fast has typed before this script came.
  if ([...form.elements].some((one) => "defaultValue" in one && one.value !== one.defaultValue)) later();
  form.addEventListener("submit", async (event) => {
    clearTimeout(waiting);
    if (!saving) return;
    // What is on its way changes the stamp the form carries.
    event.preventDefault();
    const button = event.submitter;
    while (saving) await new Promise((done) => setTimeout(done, 50));
    clearTimeout(waiting);
    form.requestSubmit(button);
  });
}

// Shows how far the training is, and loads the page anew when it is done.
"use strict";
const progress = document.getElementById("progress");
if (progress) {
  setInterval(async () => {
    const answer = await fetch("/console/model/progress", { headers: { accept: "application/json", "x-by-itself": "1" } });
    if (!answer.ok) return;
    const run = await answer.json();
    document.getElementById("step").textContent = run.step;
    if (!["queued", "training", "evaluating"].includes(run.state)) location.assign("/console/model/");
  }, 2000);
}

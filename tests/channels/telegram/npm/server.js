// telegram-test-api behind a small proxy that mends what python-telegram-bot can't read:
// getMe without is_bot, dates in milliseconds, taps without chat_instance, null results, and
// getUpdates giving the same updates again.
"use strict";
const http = require("http");
const TelegramServer = require("telegram-test-api");

const port = Number(process.argv[2]);
const inner = new TelegramServer({ port: port + 1, host: "127.0.0.1" });
const confirmed = new Set();

function mended(path, result) {
  if (path.endsWith("/getMe")) return { ...result, is_bot: true };
  if (path.endsWith("/sendMessage") && path.startsWith("/bot"))
    return { ...result, date: Math.floor(result.date / 1000) };
  if (path.endsWith("/getUpdates") && path.startsWith("/bot")) {
    const fresh = result.filter((update) => !confirmed.has(update.update_id));
    for (const update of fresh) {
      confirmed.add(update.update_id);
      if (update.callback_query) update.callback_query.chat_instance = "1";
      const message = update.message || (update.callback_query || {}).message;
      if (message && !message.date) message.date = 1;
      if (message && !message.message_id) message.message_id = 1;
    }
    return fresh;
  }
  return result === null || result === undefined ? true : result;
}

async function start() {
  await inner.start();
  http
    .createServer(async (request, response) => {
      const chunks = [];
      for await (const chunk of request) chunks.push(chunk);
      const answer = await fetch(`http://127.0.0.1:${port + 1}${request.url}`, {
        method: request.method,
        headers: { "content-type": request.headers["content-type"] || "application/json" },
        body: chunks.length ? Buffer.concat(chunks) : undefined,
      });
      const body = await answer.json();
      if (body.ok) body.result = mended(request.url.split("?")[0], body.result);
      response.writeHead(answer.status, { "content-type": "application/json" });
      response.end(JSON.stringify(body));
    })
    .listen(port, "127.0.0.1", () => console.log("ready"));
}
start();

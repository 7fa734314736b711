// The name of this browser's inbox: random, kept on this device until everything is unsubscribed.

const KEY = "inbox-id";

export function inboxId(make) {
  try {
    let id = localStorage.getItem(KEY);
    if (!id && make) {
      id = crypto.getRandomValues(new Uint32Array(4)).join("-");
      localStorage.setItem(KEY, id);
    }
    return id;
  } catch { return null; }
}

export function forgetInbox() {
  try { localStorage.removeItem(KEY); } catch { /* there was none */ }
}

export const callInbox = (path, body) => post(`/subscriptions/${path}`, body);

export async function post(address, body) {
  const answer = await fetch(address, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(answer.status);
  return answer.json();
}

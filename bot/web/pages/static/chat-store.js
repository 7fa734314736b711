// Keeps the conversation over a reload; it ends with the tab, or when it is cleared.

import { onlyCopy } from "./only-copy.js";
import { solved } from "./puzzle.js";

const MOST_MESSAGES = 100;

// A frame on another site may have no storage; then nothing outlives the page.
function read(name) {
  try { return JSON.parse(sessionStorage.getItem(name)); } catch { return null; }
}

function write(name, value) {
  try { sessionStorage.setItem(name, JSON.stringify(value)); } catch { /* as above */ }
}

export class Store {
  constructor() {
    this.messages = read("chat-messages") || [];
    this.ready = this.find();
  }

  // The name of this chat, which the server may want to be a puzzle's solution.
  async find() {
    const bits = Number(document.body.dataset.puzzle);
    this.sender = read("chat-sender") || await solved(this.newId(), bits);
    write("chat-sender", this.sender);
  }

  // The server recognises by its id a request that was sent twice.
  newId() {
    return crypto.getRandomValues(new Uint32Array(4)).join("-");
  }

  add(message) {
    const all = [...this.messages, message];
    // The code of an anonymous case is nowhere else, so it stays however long the chat becomes.
    this.messages = all.filter((one, at) => at >= all.length - MOST_MESSAGES || onlyCopy(one));
    write("chat-messages", this.messages);
  }

  // An answer somebody has said something of is not asked about again.
  settle(message) {
    delete message.asked;
    write("chat-messages", this.messages);
  }

  // The question whose answer has not come yet: {text, id}, or null.
  get pending() {
    return read("chat-pending");
  }

  set pending(question) {
    write("chat-pending", question);
  }

  // Whether a person may be speaking in this chat.
  get listening() {
    return read("chat-listening") === true;
  }

  set listening(value) {
    write("chat-listening", value);
  }

  // The last words of a person that were shown; an answer that got lost is told again.
  get seen() {
    return read("chat-seen") || 0;
  }

  set seen(number) {
    write("chat-seen", number);
  }

  clear() {
    this.messages = [];
    for (const name of ["chat-sender", "chat-messages", "chat-pending", "chat-listening", "chat-seen"]) {
      try { sessionStorage.removeItem(name); } catch { /* as above */ }
    }
  }
}

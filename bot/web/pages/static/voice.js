// Voice input where the browser has it. The browser turns the voice into text; we only get the text.

const PROBLEMS = {
  "not-allowed": "没有使用麦克风的权限，请打字。",
  "no-speech": "没有听到声音，请再试一次。",
};

export function voiceInput(button, input, say) {
  const Recognition = window.SpeechRecognition || window.webkitSpeechRecognition;
  if (!Recognition) return;
  const listener = new Recognition();
  let listening = false;
  listener.lang = "zh-CN";
  listener.interimResults = true;

  function set(on) {
    listening = on;
    button.setAttribute("aria-pressed", String(on));
    input.placeholder = on ? "请说话……" : "打字提问";
  }

  button.hidden = false;
  button.addEventListener("click", () => {
    if (listening) {
      listener.stop();
      return;
    }
    try { listener.start(); } catch { return; }
    set(true);
  });
  // The words are left in the field to be checked; nothing is sent by itself.
  listener.addEventListener("result", (event) => {
    input.value = [...event.results].map((result) => result[0].transcript).join("");
  });
  listener.addEventListener("error", (event) => say(PROBLEMS[event.error] || "没有听清，请打字。"));
  listener.addEventListener("end", () => { set(false); input.focus(); });
}

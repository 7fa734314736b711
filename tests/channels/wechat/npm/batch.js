// One process for the whole batch: reads JSON from stdin, writes JSON to stdout.
const WXBizMsgCrypt = require("wechat-crypto");

let read = "";
process.stdin.setEncoding("utf8");
process.stdin.on("data", (chunk) => (read += chunk));
process.stdin.on("end", () => {
  const asked = JSON.parse(read);
  const crypto = new WXBizMsgCrypt(asked.token, asked.key, asked.id);
  process.stdout.write(
    JSON.stringify({
      sealed: asked.texts.map((text) => {
        const encrypt = crypto.encrypt(text);
        return { encrypt, signature: crypto.getSignature("1714112445", "42", encrypt) };
      }),
      opened: asked.ours.map((sealed) => crypto.decrypt(sealed.encrypt)),
      signatures: asked.ours.map((sealed) =>
        crypto.getSignature(sealed.timestamp, sealed.nonce, sealed.encrypt)
      ),
    })
  );
});

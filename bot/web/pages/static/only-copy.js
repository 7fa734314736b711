// Finds what only this chat still has: number and code of an anonymous case.

const FILED = /登记编号：(CQ\d{8}-\d{6}-\d)\s+查询码：([0-9A-Z-]{19})\s+这是匿名/;

// [number, code] of an anonymous case the message has told of, or null.
export function onlyCopy(message) {
  const found = message.who === "bot" ? FILED.exec(message.text) : null;
  return found && found.slice(1);
}

// Looks for a name whose SHA-256 begins with zero bits, where the service asks for that.
// Some thousand tries take a second or two, while the citizen reads.

function zeroBits(bytes) {
  let bits = 0;
  for (const byte of bytes) {
    if (byte) return bits + Math.clz32(byte) - 24;
    bits += 8;
  }
  return bits;
}

export async function solved(name, bits) {
  if (!bits || !crypto.subtle) return name;
  const encoder = new TextEncoder();
  for (let tries = 0; ; tries += 1) {
    const candidate = `${name}.${tries}`;
    const digest = await crypto.subtle.digest("SHA-256", encoder.encode(candidate));
    if (zeroBits(new Uint8Array(digest)) >= bits) return candidate;
  }
}

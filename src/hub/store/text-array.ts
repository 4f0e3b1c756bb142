const textOid = 25;
const headerBytes = 20;

/**
 * A `text[]` as PostgreSQL reads it in binary: one dimension from 1 on, then each text with its length. As a literal, which it else
 * travels as, every quote of a signed text is escaped on one side and looked for on the other. The statement has to name its type.
 */
export function textArray(texts: readonly string[]): Buffer {
  const bytes = texts.reduce((sum, text) => sum + 4 + Buffer.byteLength(text), headerBytes);
  const array = Buffer.allocUnsafe(bytes);
  const header = [texts.length === 0 ? 0 : 1, 0, textOid, texts.length, 1];
  let at = 0;
  for (const number of header.slice(0, texts.length === 0 ? 3 : 5)) at = array.writeInt32BE(number, at);
  for (const text of texts) {
    const length = array.write(text, at + 4);
    array.writeInt32BE(length, at);
    at += 4 + length;
  }
  return array.subarray(0, at);
}

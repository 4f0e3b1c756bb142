const unsafe = /[\p{Cc}\p{Zl}\p{Zp}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu;

/** A line whose text others wrote: what moves a cursor or turns writing around stands as its number, so that no record draws a verdict on itself. */
export function forTerminal(line: string): string {
  return line.replace(unsafe, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}

import { msg, str } from '@lit/localize';
import type { QuarantineItem } from '../../protocol/review.ts';

type Words = (found: readonly string[]) => string;

/** What a hub says of the place in what came; never a value of it. What an unknown hub says is shown as it is. */
const details: readonly (readonly [RegExp, Words])[] = [
  [/^published by (.+)$/, ([by = '']) => msg(str`signed in as ${by}`)],
  [/^(\d+) bytes or more$/, ([bytes = '']) => msg(str`${bytes} bytes or more; 8192 are allowed`)],
  [/^not JSON in UTF-8$/, () => msg('neither JSON nor UTF-8 can be read in it')],
  [/^not enrolled, or no more$/, () => msg('no gateway of this name is enrolled')],
  [/^not a topic of a gateway$/, () => msg('gateways do not write there')],
  [
    /^e: station (.*) is not one of this gateway's$/,
    ([station = '']) => msg(str`station ${station} does not belong to this gateway`),
  ],
  [/^seq: begins at 1$/, () => msg('the number (seq) has to begin at 1')],
  [/^v: expected/, () => msg('another version (v) of the format than 1')],
  [
    /^boot (\d+), seq (\d+)$/,
    ([boot = '', seq = '']) => msg(str`start ${boot}, number ${seq} was received with other content before`),
  ],
  [/^e: text with a NUL character$/, () => msg('a text with a NUL character')],
  [/^sent, bt, t: no such time$/, () => msg('a time that cannot be')],
  [/^(.+): expected (.+)$/, ([place = '', form = '']) => msg(str`at ${place}: ${form} was expected`)],
];

/** Where in it the fault lies, in words. */
export function sayQuarantineDetail({ detail }: Pick<QuarantineItem, 'detail'>): string {
  for (const [form, words] of details) {
    const found = form.exec(detail);
    if (found) return words(found.slice(1));
  }
  return detail;
}

/** Characters that a screen would hide, or that turn the direction of writing. */
const unseen = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\u2028\u2029]/gu;

/** Text with every character to be seen: what would be hidden is written as its number. Line ends stay. */
export function showUnseen(text: string): string {
  return text.replace(unseen, (character) =>
    character === '\n' ? '\n' : `\\u{${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}}`,
  );
}

/** As many as fit into the desk's list. */
const rowBytes = 8;

/** Bytes as in a hex editor: the place, eight bytes, and what of them is ASCII. */
export function layOutBytes(bytes: Uint8Array): string {
  const rows: string[] = [];
  for (let at = 0; at < bytes.length; at += rowBytes) {
    const row = [...bytes.subarray(at, at + rowBytes)];
    const hex = row.map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    const ascii = row.map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '·')).join('');
    rows.push(`${at.toString(16).padStart(4, '0')}  ${hex.padEnd(rowBytes * 3 - 1)}  ${ascii}`);
  }
  return rows.join('\n');
}

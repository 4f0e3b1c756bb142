import * as v from 'valibot';
import { bundleAuthorSchema, bundlePartSchema } from '../../src/protocol/bundle.ts';
import { sentEventSchema } from '../../src/protocol/event.ts';
import { kidSchema, momentSchema, signedSchema } from '../../src/protocol/signed.ts';

/** What the first apps read of a bundle, to the word: files of newer ones go to them too. Never changed. */
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const firstLineSchema = v.object({
  hulin: v.literal('bundle'),
  v: v.literal(1),
  hub: kidSchema,
  madeAt: momentSchema,
  events: count,
  parts: count,
  receipts: count,
  certificates: v.fallback(v.optional(v.array(signedSchema), []), []),
});
const itemSchema = v.union([
  v.object({ author: bundleAuthorSchema }),
  v.object({ event: sentEventSchema }),
  v.object({ receipt: signedSchema }),
  v.object({ part: bundlePartSchema }),
]);
type Item = v.InferOutput<typeof itemSchema>;

export function readAsOlder(text: string) {
  const [first = '', ...lines] = text.replace(/\n+$/, '').split('\n');
  const head = v.parse(v.pipe(v.string(), v.parseJson(), firstLineSchema), first);
  const items: Item[] = [];
  const damaged: number[] = [];
  for (const [index, line] of lines.entries()) {
    const item = v.safeParse(v.pipe(v.string(), v.parseJson(), itemSchema), line);
    if (item.success) items.push(item.output);
    else damaged.push(index + 2);
  }
  const found = items.filter((item) => !('author' in item)).length;
  const lacking = Math.max(0, head.events + head.parts + head.receipts - found - damaged.length);
  return { head, items, damaged, lacking };
}

/** A newer app's lines as the first apps would have written them: everything once. */
export function writtenAsOlder(text: string): string {
  const [first = {}, ...items] = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  const lines = [{ ...first, authors: undefined }, ...items.map((item) => ({ ...item, head: undefined }))];
  return `${[...new Set(lines.map((line) => JSON.stringify(line)))].join('\n')}\n\n`;
}

import * as v from 'valibot';
import { valuesOf } from '../../domain/casework/case-file.ts';
import { isPursued } from '../../domain/casework/case-order.ts';
import { caseFileSchema } from '../../protocol/casework.ts';
import { remarkAbout, remarkKinds } from '../custody/remark-about.ts';
import type { Queryable } from '../ports.ts';

/** Which of these records, not erased yet, are in a case that is opened and not closed, or were said about one that is: they are evidence. */
export async function heldByCase(db: Queryable, records: readonly string[]): Promise<ReadonlySet<string>> {
  const abouts = await aboutsOf(db, records);
  const subjectOf = (id: string) => {
    let subject = id;
    for (const seen = new Set<string>(); !seen.has(subject); subject = abouts.get(subject) ?? subject)
      seen.add(subject);
    return subject;
  };
  const rows = await db.query<{ violation: string; file: unknown }>(
    `select violation, file from case_file where violation = any($1::uuid[])
        and not exists (select 1 from erasure x where x.record = violation)`,
    [records.map(subjectOf)],
  );
  const pursued = rows.filter(({ file }) => isPursued(valuesOf(v.parse(caseFileSchema, file)).status.step));
  const held = new Set(pursued.map(({ violation }) => violation));
  return new Set(records.filter((id) => held.has(subjectOf(id))));
}

/** What the remarks among these records are about, and what that is about, to the first record. */
async function aboutsOf(db: Queryable, records: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const abouts = new Map<string, string>();
  for (let next: readonly string[] = records; next.length > 0; ) {
    const rows = await db.query<{ id: string; raw: string }>(
      'select id, raw from event where id = any($1::uuid[]) and kind = any($2::text[])',
      [next, remarkKinds],
    );
    const found = rows.map(({ id, raw }) => [id, remarkAbout(JSON.parse(raw))] as const);
    const fresh = found.filter((one): one is readonly [string, string] => one[1] !== null && !abouts.has(one[0]));
    for (const [id, about] of fresh) abouts.set(id, about);
    next = fresh.map(([, about]) => about);
  }
  return abouts;
}

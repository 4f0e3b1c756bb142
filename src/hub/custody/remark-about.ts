import * as v from 'valibot';

/** Kinds of events whose words are about an earlier record, and so about the same people. */
export const remarkKinds: readonly string[] = ['note', 'amendment', 'voiding'];

const remarkSchema = v.object({
  kind: v.picklist(remarkKinds),
  body: v.object({ about: v.pipe(v.string(), v.uuid(), v.toLowerCase()) }),
});

/** The record that an event's words are about, also when this build cannot read the rest of it; null when it is no remark. */
export function remarkAbout(event: unknown): string | null {
  const remark = v.safeParse(remarkSchema, event);
  return remark.success ? remark.output.body.about : null;
}

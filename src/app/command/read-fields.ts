import * as v from 'valibot';
import { type ViolationFields, violationFieldsSchema } from '../../protocol/event.ts';

/** The personal fields in an opened part's text; null when they are not of the agreed form. */
export function readFields(text: string): ViolationFields | null {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), violationFieldsSchema), text);
  return parsed.success ? parsed.output : null;
}

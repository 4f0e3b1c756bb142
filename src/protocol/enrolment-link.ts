import * as v from 'valibot';
import { kidSchema } from './signed.ts';

/** A one-time code: 128 random bits, base64url. */
export const enrolmentCodeSchema = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{22}$/, 'not an enrolment code'));

/**
 * What an enrolment link's fragment carries: `#enrol=<code>&hub=<thumbprint of the hub's identity key>`.
 * Null when the fragment is no enrolment link.
 */
export function readEnrolmentFragment(fragment: string): { code: string; hub: string } | null {
  const fields = new URLSearchParams(fragment.replace(/^#/, ''));
  const link = { code: fields.get('enrol'), hub: fields.get('hub') };
  const schema = v.object({ code: enrolmentCodeSchema, hub: kidSchema });
  const result = v.safeParse(schema, link);
  return result.success ? result.output : null;
}

export function enrolmentLink(publicUrl: string, code: string, hub: string): string {
  return `${publicUrl.replace(/\/$/, '')}/#enrol=${code}&hub=${hub}`;
}

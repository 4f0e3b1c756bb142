import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { gatewayIdSchema } from '../src/protocol/telemetry.ts';

const stationSchema = v.object({
  id: v.pipe(v.string(), v.minLength(1), v.maxLength(60)),
  kind: v.picklist(['gateway', 'smoke-sensor', 'gate']),
  heartbeatMs: v.pipe(v.number(), v.minValue(1)),
  /** Where it stands, when known: a fire comes that way. */
  lon: v.optional(v.number()),
  lat: v.optional(v.number()),
});

/** What enrolment gave each gateway: where to report, its secret, and the stations behind it. */
export const credentialsSchema = v.object({
  url: v.pipe(v.string(), v.regex(/^mqtts?:\/\//, 'not an mqtt:// address')),
  gateways: v.pipe(
    v.array(v.object({ id: gatewayIdSchema, secret: v.string(), stations: v.array(stationSchema) })),
    v.minLength(1),
  ),
});
export type Credentials = v.InferOutput<typeof credentialsSchema>;

export type CredentialsResult =
  | { readonly ok: true; readonly credentials: Credentials }
  | { readonly ok: false; readonly because: string };

/** Reads a credentials file; `because` is one line for a person. */
export function readCredentials(file: string): CredentialsResult {
  try {
    const result = v.safeParse(credentialsSchema, JSON.parse(readFileSync(file, 'utf8')));
    if (result.success) return { ok: true, credentials: result.output };
    const [issue] = result.issues;
    return { ok: false, because: `${file}: ${v.getDotPath(issue) ?? 'content'}: ${issue.message}` };
  } catch (problem) {
    return {
      ok: false,
      because: `cannot read credentials: ${problem instanceof Error ? problem.message : String(problem)}`,
    };
  }
}

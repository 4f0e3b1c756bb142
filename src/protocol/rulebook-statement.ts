import * as v from 'valibot';
import { areHubKeysSound, signingCertificate } from './hub-certificates.ts';
import { type HubKeys, hubKeysSchema } from './hub-keys.ts';
import { importVerifyKey, isSignedBy, momentSchema, type Signed, sha256Schema, signedSchema } from './signed.ts';

const civilDate = v.pipe(v.string(), v.isoDate());

/**
 * Raw text (purpose `rulebook`) of what the hub says of a rulebook's bytes: which they are, from when to when, who issued them into
 * Hulin and when. Persisted: changing this breaks stored statements.
 */
export const rulebookStatementSchema = v.object({
  v: v.literal(1),
  kind: v.literal('rulebook'),
  id: v.string(),
  version: v.string(),
  /** Of the file's exact bytes: what records cite. */
  sha256: sha256Schema,
  inForceOn: civilDate,
  expiresOn: v.nullable(civilDate),
  issued: v.variant('by', [
    v.object({ by: v.literal('built-in') }),
    v.object({ by: v.literal('placed') }),
    v.object({ by: v.literal('office'), event: v.string(), name: v.string(), position: v.string() }),
  ]),
  /** By the hub's clock, when it first shelved these bytes. */
  time: momentSchema,
});
export type RulebookStatement = v.InferOutput<typeof rulebookStatementSchema>;

/** The statement as it travels and is kept: with the keys it is checked by, under the hub's identity. */
export const signedRulebookSchema = v.object({ v: v.literal(1), statement: signedSchema, keys: hubKeysSchema });

/** What a rulebook's statement is called in the rulebook's folder. */
export const rulebookStatementFile = 'rulebook.signed.json';

/** The file of a statement, bringing the one certificate it is checked by. */
export function rulebookStatementText(statement: Signed, { identity, certificates }: HubKeys): string {
  const own = certificates.filter((one) => signingCertificate({ identity, certificates: [one] }, statement.kid));
  return JSON.stringify({ v: 1, statement, keys: { identity, certificates: own } });
}

export type ReadRulebookStatement =
  | { readonly ok: true; readonly statement: RulebookStatement }
  /** `forged`: not signed by a key of the pinned hub. `other-bytes`: a true statement about another rulebook. */
  | { readonly ok: false; readonly because: 'unreadable' | 'forged' | 'other-bytes'; readonly detail: string };

/** Believes a statement only when a signing key certified by the pinned identity made it, about the bytes of this SHA-256. */
export async function readRulebookStatement(
  text: string,
  pinned: string,
  sha256: string,
): Promise<ReadRulebookStatement> {
  const file = v.safeParse(v.pipe(v.string(), v.parseJson(), signedRulebookSchema), text);
  if (!file.success) return refuse('unreadable', 'it is no signed statement');
  const { statement, keys } = file.output;
  if (!(await areHubKeysSound(keys, pinned))) return refuse('forged', 'its keys are not those of this hub');
  const certificate = signingCertificate(keys, statement.kid);
  if (!certificate) return refuse('forged', 'signed by a key that the hub never certified');
  if (!(await isSignedBy('rulebook', statement, await importVerifyKey(certificate.jwk))))
    return refuse('forged', 'its signature is wrong');
  const says = v.safeParse(v.pipe(v.string(), v.parseJson(), rulebookStatementSchema), statement.raw);
  if (!says.success) return refuse('unreadable', 'it says nothing this build knows');
  if (says.output.sha256 !== sha256) return refuse('other-bytes', 'it is about other bytes');
  return { ok: true, statement: says.output };
}

function refuse(because: 'unreadable' | 'forged' | 'other-bytes', detail: string): ReadRulebookStatement {
  return { ok: false, because, detail };
}

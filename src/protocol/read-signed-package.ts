import * as v from 'valibot';
import { sha256Hex } from './bytes.ts';
import { areHubKeysSound, signingCertificate } from './hub-certificates.ts';
import { importVerifyKey, isSignedBy } from './signed.ts';
import { signedPackageSchema, type ZonePackage, zonePackageSchema } from './zone-package.ts';

export type ReadSignedPackage =
  /** `sha256` is the manifest text's: what records cite. */
  | { readonly ok: true; readonly manifest: ZonePackage; readonly sha256: string }
  | {
      readonly ok: false;
      /** `foreign`: signed by another hub than the pinned one. `unsigned`: its signature is not that of a key the hub certified. */
      readonly because: 'unreadable' | 'foreign' | 'unsigned';
      readonly detail: string;
    };

/**
 * Reads a `package.json` and believes it only when a signing key certified by the pinned identity (its RFC 7638 thumbprint) signed
 * the manifest. The package brings its certificates, so that a phone enrolled under older signing keys can check it.
 */
export async function readSignedPackage(text: string, pinned: string): Promise<ReadSignedPackage> {
  const file = v.safeParse(v.pipe(v.string(), v.parseJson(), signedPackageSchema), text);
  if (!file.success) return refuse('unreadable', `package.json: ${sayIssue(file.issues[0])}`);
  const { manifest, keys } = file.output;
  if (!(await areHubKeysSound(keys, pinned))) return refuse('foreign', 'its keys are not those of this hub');
  const certificate = signingCertificate(keys, manifest.kid);
  if (!certificate) return refuse('unsigned', 'signed by a key that the hub never certified');
  if (!(await isSignedBy('package', manifest, await importVerifyKey(certificate.jwk))))
    return refuse('unsigned', 'the signature of its manifest is wrong');
  const says = v.safeParse(v.pipe(v.string(), v.parseJson(), zonePackageSchema), manifest.raw);
  if (!says.success) return refuse('unreadable', `manifest: ${sayIssue(says.issues[0])}`);
  return { ok: true, manifest: says.output, sha256: await sha256Hex(manifest.raw) };
}

function refuse(because: 'unreadable' | 'foreign' | 'unsigned', detail: string): ReadSignedPackage {
  return { ok: false, because, detail };
}

/** The place and what was expected there, never the value. */
function sayIssue(issue: v.BaseIssue<unknown>): string {
  const expected = issue.type === 'parse_json' ? 'JSON' : (issue.expected ?? 'something else');
  return [v.getDotPath(issue), `${expected} expected`].filter(Boolean).join(': ');
}

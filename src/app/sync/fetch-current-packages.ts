import * as v from 'valibot';
import { sha256Hex } from '../../protocol/bytes.ts';
import { currentPackagesSchema, packagePaths } from '../../protocol/current-packages.ts';
import { requestText } from '../../protocol/signed.ts';
import type { PackageProblem } from '../package-ports.ts';
import { only, type PackageListRow } from '../storage/rows.ts';
import type { HubConnection } from './hub-connection.ts';
import { textOf } from './hub-http.ts';
import { readSigned } from './hub-keys.ts';
import { freshNonce } from './signed-requests.ts';

export type CurrentAnswer =
  | { readonly ok: true; readonly list: PackageListRow }
  | { readonly ok: false; readonly because: PackageProblem };

/** What the hub wants every phone to have. Believed only when it is signed for this very question: an old list is none. */
export async function fetchCurrentPackages(
  { session, verifier }: HubConnection,
  signal: AbortSignal,
): Promise<CurrentAnswer> {
  const nonce = freshNonce();
  const path = packagePaths.current(nonce);
  const heard = await session.ask({ method: 'GET', path }, signal);
  if (heard.kind === 'no-network') return { ok: false, because: 'no-network' };
  if (heard.kind === 'problem') return { ok: false, because: 'refused' };
  const signed = readSigned(textOf(heard.bytes));
  if (!signed || !(await verifier.isHubs('package', signed))) return { ok: false, because: 'not-signed' };
  const says = v.safeParse(v.pipe(v.string(), v.parseJson(), currentPackagesSchema), signed.raw);
  const digest = await sha256Hex(await requestText('GET', path, nonce, new Uint8Array()));
  if (!says.success || says.output.request !== digest) return { ok: false, because: 'not-signed' };
  const { v: _version, kind: _kind, request: _request, ...list } = says.output;
  return { ok: true, list: { only, ...list } };
}

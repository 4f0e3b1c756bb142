import { recallText } from '../../protocol/enrolment.ts';
import { signText } from '../../protocol/signed.ts';
import type { EnrolledProfile } from '../storage/own-keys.ts';
import { askHub, type Fetch } from './hub-http.ts';

/**
 * Shows a hub that does not know this device what it once signed: it was restored from a backup made before. True when the hub took
 * the device back, as far as nobody lies: what follows is signed as always.
 */
export async function recallEnrolment(fetch: Fetch, profile: EnrolledProfile, signal: AbortSignal): Promise<boolean> {
  const { answer } = profile.enrolled;
  const { sig } = await signText('session', await recallText(answer), profile.privateKey, profile.kid);
  const body = JSON.stringify({ answer, key: profile.jwk, sig });
  const headers = { 'content-type': 'application/json' };
  const request = { method: 'POST', path: '/api/v1/enrolments/recall', headers, body } as const;
  return (await askHub(fetch, request, signal)).kind === 'body';
}

import type { SealedRecall } from '../../protocol/sealed-recall.ts';
import type { EnrolledProfile } from '../storage/own-keys.ts';
import { recallOf } from '../storage/recall-of.ts';
import { askHub, type Fetch } from './hub-http.ts';

const headers = { 'content-type': 'application/json' };

/**
 * Shows a hub that does not know this device, or its chain, what it once signed: it was restored from a backup made before. True when the
 * hub took the device back, as far as nobody lies: what follows is signed as always.
 */
export async function recallEnrolment(fetch: Fetch, profile: EnrolledProfile, signal: AbortSignal): Promise<boolean> {
  const body = JSON.stringify(await recallOf(profile));
  const request = { method: 'POST', path: '/api/v1/enrolments/recall', headers, body } as const;
  return (await askHub(fetch, request, signal)).kind === 'body';
}

/** The same for the author of what is carried here. */
export async function recallCarried(fetch: Fetch, recall: SealedRecall, signal: AbortSignal): Promise<boolean> {
  const body = JSON.stringify(recall);
  const request = { method: 'POST', path: '/api/v1/enrolments/recall/carried', headers, body } as const;
  return (await askHub(fetch, request, signal)).kind === 'body';
}

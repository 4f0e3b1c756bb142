import { maxRecalledGrants, type RecallRequest, recallText } from '../../protocol/enrolment.ts';
import { signText } from '../../protocol/signed.ts';
import type { EnrolledProfile } from './own-keys.ts';

/** What the hub once signed about this device: its enrolment, those of further people, and each closing by which it went over to another chain. */
export async function recallOf({ enrolled, jwk, privateKey, kid }: EnrolledProfile): Promise<RecallRequest> {
  const { answer, hub, grantAnswers = [], closings = [] } = enrolled;
  const { sig } = await signText('session', await recallText(answer), privateKey, kid);
  const [grants, certificates] = [grantAnswers.slice(-maxRecalledGrants), [...hub.certificates].slice(-200)];
  return { answer, key: jwk, sig, grants, closings: closings.slice(-32), certificates };
}

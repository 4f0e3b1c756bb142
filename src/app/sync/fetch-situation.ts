import { situationSchema } from '../../protocol/situation.ts';
import type { PulledStore } from '../storage/pulled-store.ts';
import { askSigned } from './ask-signed.ts';
import type { HubConnection } from './hub-connection.ts';

/** Stores where rangers are and what stations said last. False when there was no usable answer: what is stored stays. */
export async function fetchSituation(pulled: PulledStore, hub: HubConnection, signal: AbortSignal): Promise<boolean> {
  const answer = await askSigned(hub, '/api/v1/situation', situationSchema, signal);
  if (answer.kind === 'answer') await pulled.putSituation(answer.says, hub.profile.enrolled.grant.id);
  return answer.kind === 'answer';
}

import * as v from 'valibot';
import { situationSchema } from '../../protocol/situation.ts';
import type { PulledStore } from '../storage/pulled-store.ts';
import type { HubConnection } from './hub-connection.ts';
import { textOf } from './hub-http.ts';

/** Stores where rangers are and what stations said last. False when there was no usable answer: what is stored stays. */
export async function fetchSituation(
  pulled: PulledStore,
  { session }: HubConnection,
  signal: AbortSignal,
): Promise<boolean> {
  const heard = await session.ask({ method: 'GET', path: '/api/v1/situation' }, signal);
  if (heard.kind !== 'body') return false;
  const answer = v.safeParse(v.pipe(v.string(), v.parseJson(), situationSchema), textOf(heard.bytes));
  if (answer.success) await pulled.putSituation(answer.output);
  return answer.success;
}

import { mostPositions, positionsAnswerSchema } from '../../protocol/situation.ts';
import type { PositionStore } from '../storage/position-store.ts';
import type { HubConnection } from './hub-connection.ts';

/** Sends the positions that wait, the newest first; true when the hub confirmed any. The others wait on. */
export async function sendPositions(
  store: PositionStore,
  { requests }: HubConnection,
  nonce: string,
  signal: AbortSignal,
): Promise<boolean> {
  for (let [fresh, sent] = [nonce, false]; ; sent = true) {
    const positions = await store.waiting(mostPositions);
    if (positions.length === 0) return sent;
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ v: 1, positions });
    const request = { method: 'POST', path: '/api/v1/positions', headers, body, nonce: fresh } as const;
    const asked = await requests.ask(request, positionsAnswerSchema, signal);
    if (asked.kind !== 'answer') return sent;
    await store.sent(positions);
    fresh = asked.says.nonce;
  }
}

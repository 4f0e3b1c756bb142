import { positionsAnswerSchema } from '../../protocol/situation.ts';
import type { PositionStore } from '../storage/position-store.ts';
import type { HubConnection } from './hub-connection.ts';

/** Sends the positions that wait; true when the hub confirmed them. Until then they wait on. */
export async function sendPositions(
  store: PositionStore,
  { requests }: HubConnection,
  nonce: string,
  signal: AbortSignal,
): Promise<boolean> {
  const positions = await store.waiting();
  if (positions.length === 0) return false;
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ v: 1, positions });
  const request = { method: 'POST', path: '/api/v1/positions', headers, body, nonce } as const;
  const asked = await requests.ask(request, positionsAnswerSchema, signal);
  if (asked.kind === 'answer') await store.sent(positions);
  return asked.kind === 'answer';
}

import { countForPush } from '../../domain/custody/plan-push.ts';
import type { PartEnd } from '../../domain/custody/round-step.ts';
import { utf8 } from '../../protocol/bytes.ts';
import { headAnswerSchema, maxPushBytes, maxPushEvents, pushAnswerSchema } from '../../protocol/custody.ts';
import type { EventRow } from '../storage/rows.ts';
import { packBody } from './gzip.ts';
import type { HubConnection } from './hub-connection.ts';
import { freshNonce } from './signed-requests.ts';

const limits = { events: maxPushEvents, bytes: maxPushBytes - 200 };

/**
 * Sends own events once more that the hub has with other wrapped keys than they were sealed with: it takes from their author what opens
 * them. `later` when it was not reached; what it makes of them is seen when they come back.
 */
export async function sendWrapsAgain(
  hub: HubConnection,
  events: readonly EventRow[],
  signal: AbortSignal,
): Promise<PartEnd> {
  const { chain } = hub.profile.enrolled;
  const path = `/api/v1/chains/${chain}/head`;
  const head = await hub.requests.ask({ method: 'GET', path, nonce: freshNonce() }, headAnswerSchema, signal);
  if (head.kind === 'later') return head;
  let { nonce } = head.says;
  for (let left = [...events]; left.length > 0; ) {
    const texts = left.map(({ raw, sig, kid, wraps }) => JSON.stringify({ raw, sig, kid, wraps }));
    const pending = left.map(({ seq }, index) => ({ seq, bytes: utf8(texts[index] ?? '').length + 1 }));
    const count = Math.max(1, countForPush(pending, limits));
    const packed = await packBody(utf8(`{"v":1,"chain":"${chain}","events":[${texts.slice(0, count).join(',')}]}`));
    const request = { method: 'POST', path: '/api/v1/push', nonce, ...packed } as const;
    const asked = await hub.requests.ask(request, pushAnswerSchema, signal);
    if (asked.kind === 'later') return asked;
    ({ nonce } = asked.says);
    left = left.slice(count);
  }
  return { kind: 'done' };
}

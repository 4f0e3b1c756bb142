import * as v from 'valibot';
import { fromBase64url } from '../../protocol/bytes.ts';
import { quarantineAnswerSchema, quarantineContentSchema } from '../../protocol/review.ts';
import type { Reviewing } from '../review-ports.ts';
import type { HubConnections } from './hub-connection.ts';
import { type Heard, type HubRequest, textOf } from './hub-http.ts';

export type HubReviews = Pick<Reviewing, 'decide' | 'closeChain' | 'browseQuarantine' | 'readQuarantined'>;

/** What command decides at the hub about what it holds. `detail` of a refusal is the hub's reason code, or `no-network`. */
export function hubReviews(connections: HubConnections): HubReviews {
  async function ask(request: HubRequest, signal: AbortSignal): Promise<Heard> {
    const hub = await connections.current();
    if (!hub) return { kind: 'problem', status: 401, code: 'not-signed-in', detail: 'not enrolled' };
    return hub.session.ask(request, signal);
  }
  async function post(path: string, body: object, signal: AbortSignal) {
    const headers = { 'content-type': 'application/json' };
    const heard = await ask({ method: 'POST', path, headers, body: JSON.stringify(body) }, signal);
    return heard.kind === 'body' ? ({ ok: true, value: null } as const) : refused(heard);
  }
  async function read<S extends v.GenericSchema>(path: string, schema: S, signal: AbortSignal) {
    const heard = await ask({ method: 'GET', path }, signal);
    if (heard.kind !== 'body') return refused(heard);
    const answer = v.safeParse(v.pipe(v.string(), v.parseJson(), schema), textOf(heard.bytes));
    if (!answer.success) return { ok: false, detail: 'unreadable answer' } as const;
    return { ok: true, value: answer.output } as const;
  }
  return {
    decide: ({ chain, seq }, outcome, signal) => post('/api/v1/reviews', { chain, seq, outcome }, signal),
    closeChain: (chain, signal) => post('/api/v1/closings', { chain }, signal),
    browseQuarantine: (offset, filter, signal) => {
      const wanted = Object.entries(filter).filter((entry): entry is [string, string] => entry[1] !== null);
      const query = new URLSearchParams([['offset', String(offset)], ...wanted]);
      return read(`/api/v1/quarantine?${query}`, quarantineAnswerSchema, signal);
    },
    async readQuarantined({ source, reason, origin, hash }, signal) {
      const query = new URLSearchParams({ source, reason, origin, hash });
      const answer = await read(`/api/v1/quarantine/content?${query}`, quarantineContentSchema, signal);
      if (!answer.ok) return answer;
      const { start } = answer.value;
      return { ok: true, value: start === null ? null : fromBase64url(start) };
    },
  };
}

function refused(heard: Exclude<Heard, { kind: 'body' }>): { ok: false; detail: string } {
  if (heard.kind === 'no-network') return { ok: false, detail: 'no-network' };
  return { ok: false, detail: heard.code === 'cannot-release' ? heard.detail : (heard.code ?? String(heard.status)) };
}

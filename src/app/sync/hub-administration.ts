import * as v from 'valibot';
import { codeAnswerSchema } from '../../protocol/enrolment.ts';
import type { Administration } from '../ports.ts';
import type { HubConnections } from './hub-connection.ts';
import { type Heard, textOf } from './hub-http.ts';

/** An administrator's doings at the hub. */
export function hubAdministration(connections: HubConnections): Administration {
  async function post(path: string, body: object, signal: AbortSignal): Promise<Heard> {
    const hub = await connections.current();
    if (!hub) return { kind: 'problem', status: 401, code: 'not-signed-in', detail: 'not enrolled' };
    const headers = { 'content-type': 'application/json' };
    return hub.session.ask({ method: 'POST', path, headers, body: JSON.stringify(body) }, signal);
  }
  return {
    async issueCode(who, signal) {
      const heard = await post('/api/v1/codes', who, signal);
      if (heard.kind !== 'body') return { ok: false, detail: detailOf(heard) };
      const answer = v.safeParse(v.pipe(v.string(), v.parseJson(), codeAnswerSchema), textOf(heard.bytes));
      if (!answer.success) return { ok: false, detail: 'unreadable answer' };
      const { link, expiresAt } = answer.output;
      return { ok: true, value: { link, expiresAt } };
    },
    async revoke(device, lostFrom, signal) {
      const body = { device, ...(lostFrom !== null && { lostFrom }) };
      const heard = await post('/api/v1/revocations', body, signal);
      return heard.kind === 'body' ? { ok: true, value: null } : { ok: false, detail: detailOf(heard) };
    },
    async revokeGateway(gateway, because, signal) {
      const heard = await post('/api/v1/gateways/revocations', { gateway, because }, signal);
      return heard.kind === 'body' ? { ok: true, value: null } : { ok: false, detail: detailOf(heard) };
    },
  };
}

function detailOf(heard: Exclude<Heard, { kind: 'body' }>): string {
  return heard.kind === 'no-network' ? 'no-network' : (heard.code ?? String(heard.status));
}

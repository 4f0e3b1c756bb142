import type { OpenedPart, Openings } from '../ports.ts';
import type { HubConnections } from './hub-connection.ts';

/** Reading sealed parts at the hub, which logs each reading. The plaintext lives in memory only. */
export function hubOpenings(connections: HubConnections): Openings {
  return {
    async open(event, part, signal): Promise<OpenedPart> {
      const hub = await connections.current();
      if (!hub) return { ok: false, because: 'not-allowed', detail: 'not enrolled' };
      const headers = { 'content-type': 'application/json' };
      const body = JSON.stringify({ event, part });
      const heard = await hub.session.ask({ method: 'POST', path: '/api/v1/openings', headers, body }, signal);
      if (heard.kind === 'body') return { ok: true, blob: new Blob([heard.bytes], { type: heard.type }) };
      if (heard.kind === 'no-network') return { ok: false, because: 'no-network', detail: '' };
      return { ok: false, because: whyNot(heard.status), detail: heard.detail };
    },
  };
}

function whyNot(status: number): Extract<OpenedPart, { ok: false }>['because'] {
  if (status === 401 || status === 403) return 'not-allowed';
  if (status === 404) return 'missing';
  return status === 422 ? 'cannot-open' : 'no-network';
}

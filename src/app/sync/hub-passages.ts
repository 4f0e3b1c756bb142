import * as v from 'valibot';
import { passagesSchema } from '../../protocol/passages.ts';
import type { GateDesk } from '../gate-ports.ts';
import type { HubConnections } from './hub-connection.ts';
import { textOf } from './hub-http.ts';

/** What gates' counters measured, asked from the hub. */
export function hubPassages(connections: HubConnections): GateDesk['passages'] {
  return async (gate, from, to, signal) => {
    const hub = await connections.current();
    if (!hub) return null;
    const query = new URLSearchParams({ gate, from: String(from), to: String(to) });
    const heard = await hub.session.ask({ method: 'GET', path: `/api/v1/passages?${query}` }, signal);
    if (heard.kind !== 'body') return null;
    const read = v.safeParse(v.pipe(v.string(), v.parseJson(), passagesSchema), textOf(heard.bytes));
    return read.success ? read.output : null;
  };
}

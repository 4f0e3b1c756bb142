import * as v from 'valibot';
import { readingsSchema } from '../../protocol/readings.ts';
import type { HistoryAnswer, StationHistory } from '../history-ports.ts';
import type { HubConnections } from './hub-connection.ts';
import { type Heard, textOf } from './hub-http.ts';

/** A station's history, from the hub. */
export function hubHistory(connections: HubConnections): StationHistory {
  return {
    async read(station, fromAt, toAt, stepSeconds, signal) {
      const hub = await connections.current();
      if (!hub) return { ok: false, because: 'not-allowed' };
      const query = `device=${encodeURIComponent(station)}&from=${fromAt}&to=${toAt}&step=${stepSeconds}`;
      return readAnswer(await hub.session.ask({ method: 'GET', path: `/api/v1/readings?${query}` }, signal));
    },
  };
}

function readAnswer(heard: Heard): HistoryAnswer {
  if (heard.kind === 'no-network') return { ok: false, because: 'no-network' };
  if (heard.kind === 'problem') return { ok: false, because: whyNot(heard.status) };
  const answer = v.safeParse(v.pipe(v.string(), v.parseJson(), readingsSchema), textOf(heard.bytes));
  return answer.success ? { ok: true, readings: answer.output } : { ok: false, because: 'no-network' };
}

function whyNot(status: number): Extract<HistoryAnswer, { ok: false }>['because'] {
  if (status === 401 || status === 403) return 'not-allowed';
  return status === 404 ? 'missing' : 'no-network';
}

import * as v from 'valibot';
import { sha256Hex } from '../../protocol/bytes.ts';
import {
  erasureAnswerSchema,
  evidenceHashHeader,
  openingLogSchema,
} from '../../protocol/evidence/evidence-requests.ts';
import type { Erased, EvidenceDesk, Exported } from '../evidence-ports.ts';
import type { HubConnections } from './hub-connection.ts';
import { type Heard, type HubRequest, textOf } from './hub-http.ts';

const json = { 'content-type': 'application/json' };
/** The hub opens and packs before its first byte comes. */
const expectedBytes = 64 * 1024 * 1024;

/** Evidence packages and the log of openings, at the hub. */
export function hubEvidence(connections: HubConnections): EvidenceDesk {
  async function ask(request: HubRequest, signal: AbortSignal): Promise<Heard> {
    const hub = await connections.current();
    if (!hub) return { kind: 'problem', status: 401, code: 'not-signed-in', detail: 'not enrolled' };
    return hub.session.ask(request, signal);
  }
  return {
    async export(request, onProgress, signal) {
      const body = JSON.stringify(request);
      const post = { method: 'POST', path: '/api/v1/evidence', headers: json, body } as const;
      return readExport(await ask({ ...post, answerBytes: expectedBytes, onBytes: onProgress }, signal));
    },
    async erase(record, because, signal) {
      const body = JSON.stringify({ records: [record], because });
      return readErased(await ask({ method: 'POST', path: '/api/v1/erasures', headers: json, body }, signal));
    },
    async openings(before, signal) {
      const query = before === null ? '' : `?before=${before}`;
      const heard = await ask({ method: 'GET', path: `/api/v1/openings${query}` }, signal);
      if (heard.kind !== 'body') return null;
      const log = v.safeParse(v.pipe(v.string(), v.parseJson(), openingLogSchema), textOf(heard.bytes));
      return log.success ? log.output : null;
    },
  };
}

async function readExport(heard: Heard): Promise<Exported> {
  if (heard.kind === 'no-network') return { ok: false, because: 'no-network' };
  if (heard.kind === 'problem') return { ok: false, because: whyNot(heard.status) };
  const sha256 = await sha256Hex(heard.bytes);
  if (heard.headers?.get(evidenceHashHeader) !== sha256) return { ok: false, because: 'damaged' };
  return { ok: true, file: new Blob([heard.bytes], { type: 'application/zip' }), sha256 };
}

function readErased(heard: Heard): Erased {
  if (heard.kind === 'problem' && (heard.status === 401 || heard.status === 403))
    return { ok: false, because: 'not-allowed' };
  if (heard.kind !== 'body') return { ok: false, because: 'no-network' };
  const answer = v.safeParse(v.pipe(v.string(), v.parseJson(), erasureAnswerSchema), textOf(heard.bytes));
  if (!answer.success) return { ok: false, because: 'no-network' };
  const { erased, inCase = [] } = answer.output;
  return inCase.length > 0 ? { ok: false, because: 'in-case' } : { ok: true, erased: erased.length };
}

function whyNot(status: number): Extract<Exported, { ok: false }>['because'] {
  if (status === 401 || status === 403) return 'not-allowed';
  if (status === 404) return 'missing';
  return status === 413 ? 'too-large' : 'no-network';
}

import * as v from 'valibot';
import {
  erasureAnswerSchema,
  erasureRequestSchema,
  evidenceHashHeader,
  evidenceRequestSchema,
  openingLogSchema,
} from '../../protocol/evidence/evidence-requests.ts';
import type { Session } from '../custody/sessions.ts';
import { buildEvidence } from '../evidence/build-evidence.ts';
import { readOpenings } from '../evidence/read-openings.ts';
import type { Queryable } from '../ports.ts';
import { eraseRecords } from '../retention/erase-records.ts';
import type { HubTools } from './hub-tools.ts';
import { Refusal } from './refusal.ts';
import { jsonAnswer, type Route, route } from './route.ts';

const numberText = (most: number) =>
  v.pipe(v.string(), v.regex(/^[1-9]\d{0,14}$/, 'not a whole number'), v.transform(Number), v.maxValue(most));

/** What leaves the hub as evidence, what is erased, and who has read what. */
export function evidenceRoutes(hub: HubTools): Route[] {
  const { database, metrics } = hub;
  const evidence = route({
    method: 'POST',
    path: '/api/v1/evidence',
    summary:
      'An evidence package of some records: one ZIP file that proves itself. `open` puts personal fields and photos into it; who took out what is logged before the answer.',
    who: 'command',
    body: evidenceRequestSchema,
    answer: { kind: 'bytes', type: 'application/zip' },
    problems: ['bad-input', 'not-found', 'too-large'],
    handle: async ({ body, session, request }) => {
      const by = {
        device: session.device,
        person: session.person,
        role: session.role,
        name: await nameOf(database, session),
      };
      const built = await buildEvidence(evidenceTools(hub), { ...body, by }, request.signal);
      metrics.count('hulin_evidence_total', 'Evidence packages by outcome.', {
        outcome: built.ok ? 'built' : built.because,
      });
      if (!built.ok && built.because === 'missing') throw new Refusal('not-found', `body.records: ${built.record}`);
      if (!built.ok) throw new Refusal('too-large', `body.records: from ${built.record} on too much for one package`);
      const headers = {
        'content-type': 'application/zip',
        'content-disposition': 'attachment; filename="hulin-evidence.zip"',
        [evidenceHashHeader]: built.sha256,
      };
      return { status: 200, headers, body: built.bytes };
    },
  });
  const erasure = route({
    method: 'POST',
    path: '/api/v1/erasures',
    summary:
      'Make the personal parts of records, and of the remarks about them, unreadable for ever. The records stay in their chains; those of a case between its opening and its end are refused, as `inCase`.',
    who: 'command',
    body: erasureRequestSchema,
    answer: { kind: 'json', schema: erasureAnswerSchema },
    problems: ['bad-input'],
    handle: async ({ body: { records, because }, session: { person } }) =>
      jsonAnswer(await eraseRecords(hub, records, { because, person })),
  });
  const openings = route({
    method: 'GET',
    path: '/api/v1/openings',
    summary: 'Who read which sealed part, when and why. Newest first; `next` is the next page’s `before`.',
    who: 'administrator',
    query: { before: v.optional(numberText(Number.MAX_SAFE_INTEGER)), limit: v.optional(numberText(500), '100') },
    answer: { kind: 'json', schema: openingLogSchema },
    problems: ['bad-input'],
    handle: async ({ query: { before, limit } }) => jsonAnswer(await readOpenings(database, before ?? null, limit)),
  });
  return [evidence, erasure, openings];
}

function evidenceTools(hub: HubTools) {
  return { ...hub, evidencePage: hub.evidencePage ?? (async () => null) };
}

async function nameOf(db: Queryable, { person }: Session): Promise<string> {
  const [row] = await db.query<{ name: string }>('select name from person where id = $1', [person]);
  return row?.name ?? person;
}

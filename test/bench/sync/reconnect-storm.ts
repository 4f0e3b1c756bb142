import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '../../../src/hub/ports.ts';
import { openDatabase } from '../../../src/hub/store/database.ts';
import { hubsByHttp } from '../../support/hub-by-http.ts';
import { startHub } from '../../support/hub-process.ts';
import type { PersonaHub } from '../../support/persona-hub.ts';
import { Persona } from '../../support/personas.ts';
import { deliver, lookAtStorm, stormPhones } from '../../support/storm.ts';
import type { Sizes } from './sizes.ts';

export interface StormTimes {
  /** Until every record of every phone was acknowledged. */
  readonly wholeMs: number;
  /** Of one request, as its phone sees it. */
  readonly requestMs: readonly number[];
  /** Of what a desk asks meanwhile, ten times a second. */
  readonly deskMs: readonly number[];
}

/**
 * All phones find the signal in the same moment: each asks for its head and pushes what it has. Nothing may be lost or doubled. Twice on
 * one hub, with other phones: one that has just started, and one that is warm.
 */
export async function measureStorm({ stormPhones: phones, stormRecords: records }: Sizes): Promise<StormTimes[]> {
  const hub = await startHub({ mode: 'production', env: { HULIN_LOG: 'warn' } });
  const socket = encodeURIComponent(`${hub.dataFolder}/postgres`);
  const database = await openDatabase(`postgres://hulin@${socket}:5432/hulin`);
  try {
    const aHub = await hubsByHttp(database, join(hub.dataFolder, 'keys'));
    const commander = await (
      await Persona.enrol(
        aHub(() => hub.url),
        'commander',
      )
    ).signIn();
    const first = await storm(database, () => aHub(() => hub.url), commander, { phones, records });
    return [first, await storm(database, () => aHub(() => hub.url), commander, { phones, records })];
  } finally {
    await database.close();
    await hub.dispose();
  }
}

async function storm(
  database: Database,
  aHub: () => PersonaHub,
  commander: Persona,
  { phones, records }: { readonly phones: number; readonly records: number },
): Promise<StormTimes> {
  const requestMs: number[] = [];
  const storming = await stormPhones(() => timing(aHub(), requestMs), phones, records);
  requestMs.length = 0; // those were the enrolments
  const over = new AbortController();
  const desk = watchSituation(commander, over.signal);
  const startedAt = performance.now();
  const never = new AbortController().signal;
  await Promise.all(storming.map((phone) => deliver(phone, records, never)));
  const wholeMs = performance.now() - startedAt;
  over.abort();
  const found = Object.entries(await lookAtStorm(database, storming)).filter(([, list]) => list.length > 0);
  if (found.length > 0) throw new Error(`the storm: ${found.map(([what]) => what).join(', ')}`);
  return { wholeMs, requestMs, deskMs: await desk };
}

async function watchSituation(commander: Persona, over: AbortSignal): Promise<number[]> {
  const times: number[] = [];
  for (; !over.aborted; await sleep(100)) {
    const startedAt = performance.now();
    const { statusCode } = await commander.ask('GET', '/api/v1/situation');
    if (statusCode !== 200) throw new Error(`the situation: ${statusCode}`);
    times.push(performance.now() - startedAt);
  }
  return times;
}

function timing(hub: PersonaHub, times: number[]): PersonaHub {
  const inject: PersonaHub['app']['inject'] = async (request) => {
    const startedAt = performance.now();
    const answer = await hub.app.inject(request);
    times.push(performance.now() - startedAt);
    return answer;
  };
  return { ...hub, app: { inject } };
}

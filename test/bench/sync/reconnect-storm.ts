import { join } from 'node:path';
import { openDatabase } from '../../../src/hub/store/database.ts';
import { hubsByHttp } from '../../support/hub-by-http.ts';
import { startHub } from '../../support/hub-process.ts';
import type { PersonaHub } from '../../support/persona-hub.ts';
import { deliver, lookAtStorm, stormPhones } from '../../support/storm.ts';
import type { Sizes } from './sizes.ts';

export interface StormTimes {
  /** Until every record of every phone was acknowledged. */
  readonly wholeMs: number;
  /** Of one request, as its phone sees it. */
  readonly requestMs: readonly number[];
}

/** All phones find the signal in the same moment: each asks for its head and pushes what it has. Nothing may be lost or doubled. */
export async function measureStorm({ stormPhones: phones, stormRecords: records }: Sizes): Promise<StormTimes> {
  const hub = await startHub({ mode: 'production', env: { HULIN_LOG: 'warn' } });
  const socket = encodeURIComponent(`${hub.dataFolder}/postgres`);
  const database = await openDatabase(`postgres://hulin@${socket}:5432/hulin`);
  try {
    const aHub = await hubsByHttp(database, join(hub.dataFolder, 'keys'));
    const requestMs: number[] = [];
    const storm = await stormPhones(
      () =>
        timing(
          aHub(() => hub.url),
          requestMs,
        ),
      phones,
      records,
    );
    requestMs.length = 0; // those were the enrolments
    const startedAt = performance.now();
    const never = new AbortController().signal;
    await Promise.all(storm.map((phone) => deliver(phone, records, never)));
    const wholeMs = performance.now() - startedAt;
    const found = Object.entries(await lookAtStorm(database, storm)).filter(([, list]) => list.length > 0);
    if (found.length > 0) throw new Error(`the storm: ${found.map(([what]) => what).join(', ')}`);
    return { wholeMs, requestMs };
  } finally {
    await database.close();
    await hub.dispose();
  }
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

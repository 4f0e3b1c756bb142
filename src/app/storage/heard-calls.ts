import * as v from 'valibot';
import type { HeardCalls } from '../../domain/alarm/ringing-alarms.ts';
import type { HeardStore } from '../siren-ports.ts';
import { mapLive } from './live-query.ts';
import type { SettingStore } from './setting-store.ts';

/** Persisted: changing this breaks stored data. */
const heardSchema = v.record(v.string(), v.number());

/** Of so many alarms it is remembered that they were heard: those heard last. */
const mostRemembered = 1000;

/** Which alarms' calls were heard on this machine; none before the first, or where what is stored cannot be read. */
export function heardCalls(settings: SettingStore): HeardStore {
  return {
    heard: mapLive(settings.watch('heard-calls'), readHeard),
    hear: async (calls) => {
      const before = Object.entries(readHeard(await settings.read('heard-calls')));
      const kept = before.filter(([alarm]) => calls[alarm] === undefined);
      await settings.put('heard-calls', Object.fromEntries([...kept, ...Object.entries(calls)].slice(-mostRemembered)));
    },
  };
}

function readHeard(stored: unknown): HeardCalls {
  const read = v.safeParse(heardSchema, stored);
  return read.success ? read.output : {};
}

import type { ReadinessFacts, ReadyLine, ReadyReason, ReadyState } from './readiness.ts';

type Judged = readonly [ReadyState, ReadyReason];

/** Room for a day's photographs. */
const leastFreeBytes = 200 * 1024 * 1024;
const leastCharge = 0.5;
const mostSkewMs = 2 * 60_000;

/**
 * The phone itself.
 *
 * | Line | Ready | Not ready | Unknown |
 * |---|---|---|---|
 * | storage | persisted, 200 MB free | refused · not persisted · less free | the browser does not say |
 * | clock | believed, within 2 min of the hub's | doubtful · farther off | never compared |
 * | battery | half or more · the ranger has looked | less than half | the browser does not say |
 * | unsent | nothing | something waits · only a person can go on | not counted yet |
 */
export function judgeDevice(facts: ReadinessFacts): ReadyLine[] {
  const lines: Readonly<Record<'storage' | 'clock' | 'battery' | 'unsent', Judged>> = {
    storage: judgeStorage(facts),
    clock: judgeClock(facts),
    battery: judgeBattery(facts),
    unsent: judgeUnsent(facts),
  };
  const items = ['storage', 'clock', 'battery', 'unsent'] as const;
  return items.map((item) => ({ item, state: lines[item][0], because: lines[item][1] }));
}

function judgeStorage({ storage }: ReadinessFacts): Judged {
  if (!storage) return ['unknown', 'not-known'];
  if (storage.refused) return ['not-ready', 'refused'];
  if (storage.persisted === false) return ['not-ready', 'not-persisted'];
  if (storage.freeBytes !== null && !(storage.freeBytes >= leastFreeBytes)) return ['not-ready', 'nearly-full'];
  return storage.persisted && storage.freeBytes !== null ? ['ready', 'kept'] : ['unknown', 'not-known'];
}

function judgeClock({ now }: ReadinessFacts): Judged {
  if (!now) return ['unknown', 'not-known'];
  if (now.kind === 'doubtful') return ['not-ready', 'doubtful'];
  if (now.skewMs === null) return ['unknown', 'never-compared'];
  return Math.abs(now.skewMs) <= mostSkewMs ? ['ready', 'right'] : ['not-ready', 'off'];
}

/** What the browser says counts more than what a person says. */
function judgeBattery({ battery }: ReadinessFacts): Judged {
  if (!battery) return ['unknown', 'not-known'];
  if (battery.level !== null) return battery.level >= leastCharge ? ['ready', 'enough'] : ['not-ready', 'low'];
  return battery.isSeenByPerson ? ['ready', 'seen-by-person'] : ['unknown', 'not-known'];
}

function judgeUnsent({ unsent }: ReadinessFacts): Judged {
  if (!unsent) return ['unknown', 'not-known'];
  if (unsent.needsYou) return ['not-ready', 'needs-you'];
  return unsent.count === 0 ? ['ready', 'nothing-waits'] : ['not-ready', 'waiting'];
}

import { permitStage } from '../../domain/permit/permit-stage.ts';
import type { ReadinessFacts } from '../../domain/readiness/readiness.ts';
import type { Now } from '../../domain/verdict/verdict.ts';
import type { BatteryState } from '../battery-ports.ts';
import type { ActivePackages, PackageUpdateState } from '../package-ports.ts';
import type { StorageHealth, SyncState } from '../ports.ts';

/** What the app's services say, each undefined or null until it has said something. */
export interface Said {
  readonly now: Now | undefined;
  readonly active: ActivePackages | null | undefined;
  readonly updates: PackageUpdateState | null | undefined;
  readonly health: StorageHealth | undefined;
  readonly battery: BatteryState | undefined;
  readonly sync: SyncState | undefined;
  readonly isBatterySeen: boolean;
  /** The hub's time at which all it had to tell was here. */
  readonly wholeAt: number | null | undefined;
}

/** The services' words as the facts to judge readiness by. What nobody has said stays unknown. */
export function gatherFacts(said: Said): ReadinessFacts {
  const { now, active, updates, health, battery, sync, isBatterySeen } = said;
  return {
    now: now ?? null,
    confirmed: updates?.confirmed ?? null,
    zones: active?.zones.map(({ citation }) => citation) ?? null,
    rulebooks:
      active?.rulebooks.map(({ citation, rulebook: { inForceOn, expiresOn } }) => ({
        ...citation,
        inForceOn,
        expiresOn,
      })) ?? null,
    map: updates?.chunks ?? null,
    storage: health ? { persisted: health.persisted, freeBytes: freeBytes(health), refused: health.refused } : null,
    battery: battery ? { level: battery.level, isSeenByPerson: isBatterySeen } : null,
    unsent: sync?.isCounted
      ? { count: sync.waiting.events + sync.waiting.parts, needsYou: hasSendingStopped(sync.needsYou) }
      : null,
    permits: permitsKnown(said),
  };
}

/** A spoilt attachment stops nothing else. */
function hasSendingStopped(needsYou: SyncState['needsYou']): boolean {
  return needsYou !== null && needsYou !== 'part-spoilt';
}

function permitsKnown({ active, now, wholeAt }: Said): ReadinessFacts['permits'] {
  if (!active || !now || wholeAt === undefined) return null;
  const standing = active.permits.filter((permit) => ['in-force', 'coming'].includes(permitStage(permit, now.at)));
  return { count: standing.length, confirmedAt: wholeAt };
}

function freeBytes({ usedBytes, quotaBytes }: StorageHealth): number | null {
  return usedBytes === null || quotaBytes === null ? null : quotaBytes - usedBytes;
}

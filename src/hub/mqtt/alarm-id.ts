import { createHash } from 'node:crypto';
import type { AlarmRule } from '../../domain/shared/codes.ts';

/** The reading that opens an alarm, by the number of its message and the moment it was measured, epoch ms. */
export interface OpeningReading {
  readonly station: string;
  readonly rule: AlarmRule;
  readonly gateway: string;
  readonly boot: number;
  readonly seq: number;
  readonly at: number;
}

/**
 * An alarm's id, the same at every hub: a UUID (version 8, RFC 9562) out of SHA-256. Stored alarms are known by their opening
 * reading: those with an id of an earlier form keep it. Persisted: changing this breaks stored data.
 */
export function alarmId({ station, rule, gateway, boot, seq, at }: OpeningReading): string {
  const opening = ['hulin/alarm/2', station, rule, gateway, boot, seq, at];
  const digest = createHash('sha256').update(opening.join('\n')).digest();
  digest[6] = 0x80 | ((digest[6] as number) & 0x0f);
  digest[8] = 0x80 | ((digest[8] as number) & 0x3f);
  const hex = digest.toString('hex', 0, 16);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

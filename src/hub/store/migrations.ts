import foundation from './migrations/0001_foundation.sql?raw';
import permits from './migrations/0002_permits.sql?raw';
import office from './migrations/0003_office.sql?raw';
import backup from './migrations/0004_backup.sql?raw';
import evidence from './migrations/0005_evidence.sql?raw';
import casework from './migrations/0006_casework.sql?raw';
import alarms from './migrations/0007_alarms.sql?raw';
import incidents from './migrations/0008_incidents.sql?raw';
import telemetry from './migrations/0009_telemetry.sql?raw';
import gateModes from './migrations/0010_gate_modes.sql?raw';
import pace from './migrations/0011_pace.sql?raw';
import superseding from './migrations/0012_superseding.sql?raw';
import gateRegister from './migrations/0013_gate_register.sql?raw';
import misdated from './migrations/0014_misdated.sql?raw';
import clocks from './migrations/0015_clocks.sql?raw';
import gatewayStanding from './migrations/0016_gateway_standing.sql?raw';
import room from './migrations/0017_room.sql?raw';
import upkeep from './migrations/0018_upkeep.sql?raw';
import chainsOfADevice from './migrations/0019_chains_of_a_device.sql?raw';
import revocations from './migrations/0020_revocations.sql?raw';

/** One numbered step of the schema. Persisted by its hash: never change the text of one that was released, add another. */
export interface Migration {
  readonly number: number;
  readonly sql: string;
}

export const migrations: readonly Migration[] = [
  { number: 1, sql: foundation },
  { number: 2, sql: permits },
  { number: 3, sql: office },
  { number: 4, sql: backup },
  { number: 5, sql: evidence },
  { number: 6, sql: casework },
  { number: 7, sql: alarms },
  { number: 8, sql: incidents },
  { number: 9, sql: telemetry },
  { number: 10, sql: gateModes },
  { number: 11, sql: pace },
  { number: 12, sql: superseding },
  { number: 13, sql: gateRegister },
  { number: 14, sql: misdated },
  { number: 15, sql: clocks },
  { number: 16, sql: gatewayStanding },
  { number: 17, sql: room },
  { number: 18, sql: upkeep },
  { number: 19, sql: chainsOfADevice },
  { number: 20, sql: revocations },
];

import type { Grant } from '../protocol/enrolment.ts';
import type { Live } from './live.ts';

/** Who works with this phone. One key and one chain; each person has a grant of his own. */
export interface PeopleState {
  readonly all: readonly Grant[];
  /** Null after logging out: verdicts and sending go on, records wait until somebody is on duty. */
  readonly onDuty: Grant | null;
}

export interface People {
  /** Null before enrolment. */
  readonly state: Live<PeopleState | null>;
  /** Drafts on this phone that are others' than whoever's is on duty: he sees how many, and nothing of them. */
  readonly othersDrafts: Live<number>;
  /** From now on records bear this person's name and the hub shows what this person may see. Unsent records stay as they are. */
  goOnDuty(grant: string): Promise<void>;
  goOffDuty(): Promise<void>;
  /** Forgets what can be had again from the hub, and the settings; never keys, records, drafts, packages or the lock. */
  reset(): Promise<void>;
}

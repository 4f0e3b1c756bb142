import { civilDateAt, nextCivilMidnight, startOfCivilDate } from '../clock/civil-date.ts';
import type { Act, Breach } from '../shared/codes.ts';
import { type BanUnderPermit, conductsOf } from './bans-under-permit.ts';
import type { Permit } from './permit.ts';

/** Days in a row on which a permit does the same for the same acts. */
export interface PermitDays {
  readonly conducts: readonly (Act | Breach)[];
  readonly fromOn: string;
  readonly toOn: string;
  /** `lifted`: bans stand there and it lifts all of them. `banned`: one at least stays. `free`: none stands there. */
  readonly state: 'lifted' | 'banned' | 'free';
}

/** What a permit does on each of its days for each of its acts, days and acts alike put together; `met` as `bansUnderPermit` says. */
export function permitCalendar(permit: Permit, met: readonly BanUnderPermit[]): PermitDays[] {
  const dates = datesOf(permit);
  const runs = conductsOf(permit).flatMap((conduct) => runsOf(conduct, dates, met));
  return runs.reduce<PermitDays[]>((put, run) => {
    const same = put.findIndex(
      ({ fromOn, toOn, state }) => fromOn === run.fromOn && toOn === run.toOn && state === run.state,
    );
    const alike = put[same];
    if (!alike) return [...put, run];
    return put.with(same, { ...alike, conducts: [...alike.conducts, ...run.conducts] });
  }, []);
}

function runsOf(conduct: Act | Breach, dates: readonly string[], met: readonly BanUnderPermit[]): PermitDays[] {
  const bans = met.filter((ban) => ban.conduct === conduct);
  return dates.reduce<PermitDays[]>((runs, date) => {
    const state = stateOn(date, bans);
    const last = runs.at(-1);
    if (last?.state === state) return runs.with(runs.length - 1, { ...last, toOn: date });
    return [...runs, { conducts: [conduct], fromOn: date, toOn: date, state }];
  }, []);
}

function stateOn(date: string, bans: readonly BanUnderPermit[]): PermitDays['state'] {
  const standing = bans.filter(({ days }) => days.fromOn <= date && date <= days.toOn);
  if (standing.length === 0) return 'free';
  return standing.every(({ admission }) => admission.isAdmitted) ? 'lifted' : 'banned';
}

function datesOf({ fromOn, toOn }: Permit): string[] {
  const dates: string[] = [];
  for (let date = fromOn; date <= toOn; date = civilDateAt(nextCivilMidnight(startOfCivilDate(date)))) dates.push(date);
  return dates;
}

import * as v from 'valibot';
import { civilDateAt } from '../../domain/clock/civil-date.ts';
import { candidateBases } from '../../domain/legal/candidate-bases.ts';
import { citeLegal } from '../../domain/legal/cite-legal.ts';
import type { Act, Breach } from '../../domain/shared/codes.ts';
import { type LegalCitation, legalCitationSchema } from '../../protocol/event.ts';
import type { Packages } from '../package-ports.ts';

/** The law that may be cited for an act or breach that happened at a moment. Never rejects. */
export type LawBehind = (conduct: Act | Breach, happenedAt: number) => Promise<readonly LegalCitation[]>;

const patienceMs = 2_000;
const mostTexts = 16;

/** What a record keeps of the law. No record waits for it: where the texts cannot be read in time, it is made without. */
export function lawBehind({ legalTexts }: Pick<Packages, 'legalTexts'>): LawBehind {
  return async (conduct, happenedAt) => {
    try {
      const histories = await inTime(legalTexts());
      const texts = histories.map(({ current }) => current);
      const { candidates } = candidateBases({ texts }, conduct, civilDateAt(happenedAt));
      return citeLegal(candidates).filter(isRecordable).slice(0, mostTexts);
    } catch (problem) {
      console.error('the law was not to be read: the record is made without it', problem);
      return [];
    }
  };
}

function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('too slow')), patienceMs);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

/** A text too long for a record must not keep the record from being used. */
function isRecordable(citation: unknown): citation is LegalCitation {
  return v.is(legalCitationSchema, citation);
}

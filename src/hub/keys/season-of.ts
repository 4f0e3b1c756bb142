import { civilDateAt } from '../../domain/clock/civil-date.ts';

/** The first moment of the fire season that `at` belongs to. */
export function seasonStart(at: number): number {
  return Date.parse(`${seasonOf(at).slice(0, 4)}-07-01T00:00:00+08:00`);
}

/** The fire season a moment's records are sealed for, e.g. `2026-2027`: from 1 July in Weihai it is the coming one. */
export function seasonOf(at: number): string {
  const date = civilDateAt(at);
  const year = Number(date.slice(0, 4));
  const first = date.slice(5) >= '07-01' ? year : year - 1;
  return `${first}-${first + 1}`;
}

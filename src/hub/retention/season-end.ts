/** When a fire season's keys stop being used: 1 July in Weihai, epoch ms. `season` as in `2026-2027`. */
export function seasonEnd(season: string): number {
  return Date.parse(`${season.slice(5)}-07-01T00:00:00+08:00`);
}

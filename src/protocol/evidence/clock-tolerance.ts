/** Clocks of hubs that share a database, and an authority's, may differ by so much: what contradicts by less is no contradiction. */
export const clockToleranceMs = 120_000;

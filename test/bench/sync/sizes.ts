import process from 'node:process';

/** How much is measured. `rounds`: each system is measured so often, in turns. */
export interface Sizes {
  readonly rounds: number;
  readonly records: number;
  readonly photos: number;
  readonly photoBytes: number;
  readonly writes: number;
  readonly listed: number;
  readonly stormPhones: number;
  readonly stormRecords: number;
}

const usual: Sizes = {
  ...{ rounds: 3, records: 10_000, photos: 200, photoBytes: 300_000, writes: 200 },
  ...{ listed: 50_000, stormPhones: 500, stormRecords: 50 },
};
const small: Sizes = {
  ...{ rounds: 1, records: 1_000, photos: 20, photoBytes: 300_000, writes: 50 },
  ...{ listed: 2_000, stormPhones: 50, stormRecords: 50 },
};

/** What is measured: `sync`: push, pull and photos beside the peers. */
export const measurements = ['sync', 'write', 'list', 'storm'] as const;
export type Measurement = (typeof measurements)[number];

/** What `SYNC` asks for. `besidePeers`: not the plain reference alone. */
export interface Asked {
  readonly sizes: Sizes;
  readonly wanted: readonly Measurement[];
  readonly besidePeers: boolean;
}

/**
 * The usual sizes, or by `SYNC=small`; single ones by `SYNC=small,rounds=2,records=5000`; `SYNC=sync,storm` measures these alone;
 * `SYNC=plain` beside the plain reference only.
 */
export function readSizes(text = process.env['SYNC'] ?? ''): Asked {
  const words = text.split(',').filter((word) => word !== '');
  const sizes: Record<string, number> = { ...(words.includes('small') ? small : usual) };
  const wanted = measurements.filter((name) => words.includes(name));
  for (const word of words) {
    const [name = '', value] = word.split('=');
    const isNumber = Object.hasOwn(sizes, name) && Number(value) > 0;
    if (isNumber) sizes[name] = Number(value);
    else if (!['small', 'plain'].includes(word) && !measurements.some((one) => one === word))
      throw new Error(`SYNC: what is ${word}?`);
  }
  const besidePeers = !words.includes('plain');
  return { sizes: sizes as unknown as Sizes, wanted: wanted.length === 0 ? measurements : wanted, besidePeers };
}

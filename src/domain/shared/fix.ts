import type { FixSource } from './codes.ts';

/** Where somebody stands, WGS 84. `accuracyMeters` as the device gave it; null when placed by hand. `takenAt` is the phone's epoch ms. */
export interface Fix {
  readonly lon: number;
  readonly lat: number;
  readonly accuracyMeters: number | null;
  readonly takenAt: number;
  readonly source: FixSource;
}

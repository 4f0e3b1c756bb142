import type { Act, Term } from '../shared/codes.ts';

/** One notice as data. Dates are Asia/Shanghai civil dates (`YYYY-MM-DD`, yearly ones `MM-DD`), both ends included. */
export interface Rulebook {
  readonly v: 1;
  readonly id: string;
  readonly version: string;
  readonly title: Term;
  readonly documentNumber: string;
  readonly issuer: Term;
  readonly issuedOn: string;
  readonly inForceOn: string;
  readonly expiresOn: string;
  readonly area: Term;
  readonly season: { readonly from: string; readonly to: string; readonly article: number };
  readonly zone: {
    readonly baseLayer: 'forest';
    readonly beltMeters: number;
    readonly exclusions: readonly 'residential'[];
    readonly article: number;
  };
  readonly acts: readonly { readonly code: Act; readonly article: number }[];
  readonly exception: { readonly article: number; readonly text: Term };
  readonly articles: readonly { readonly article: number; readonly text: Term }[];
  readonly source: Term;
  readonly verified: { readonly by: string | null; readonly on: string | null; readonly note: Term };
  readonly demonstration: boolean;
}

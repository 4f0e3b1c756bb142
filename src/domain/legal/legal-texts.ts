import type { Act, Breach, Term } from '../shared/codes.ts';

/** The law behind a notice, as dated documents: nothing here is in force because a program says so. */
export interface LegalTexts {
  readonly id: string;
  readonly version: string;
  readonly texts: readonly LegalText[];
}

/** One law, regulation or local rule. Civil dates, both included; `toOn` null: to this day, as far as is known. */
export interface LegalText {
  readonly id: string;
  readonly title: Term;
  readonly documentNumber: Term | null;
  readonly fromOn: string | null;
  readonly toOn: string | null;
  /** The id of the text it repealed. */
  readonly replaces: string | null;
  /** How the reading came about, until the legal office has signed it. */
  readonly verified: { readonly by: string | null; readonly on: string | null; readonly note: Term };
  /** `police`: a matter for the police, never cited by a program. `frame`: how to decide, not what to fine. */
  readonly use: 'candidate' | 'police' | 'frame';
  readonly articles: readonly LegalArticle[];
}

export interface LegalArticle {
  /** As quoted: `54`, `56(4)`. */
  readonly number: string;
  /** The conduct, in short words of our own. */
  readonly text: Term;
  readonly penalties: readonly Penalty[];
  readonly conducts: readonly LegalConduct[];
}

/** That an article may fit an act or breach. `open` says what the legal office has to decide first; null where nothing. */
export interface LegalConduct {
  readonly code: Act | Breach;
  readonly open: Term | null;
}

/** A fine in yuan, ends included; null where the article has none for that party. */
export interface Penalty {
  /** Under which condition, where an article has several scales. */
  readonly when: Term | null;
  readonly warning: boolean;
  readonly person: YuanRange | null;
  readonly unit: YuanRange | null;
}

export interface YuanRange {
  readonly from: number;
  readonly to: number;
}

/** Which version of a text this is, and who signed it; `signed` is null for one that came with the app. */
export interface TextStanding {
  /** `1` of the file that came with the app; `signed-1`, `signed-2` … of the legal office. */
  readonly version: string;
  /** Of its canonical form: what records cite. */
  readonly sha256: string;
  readonly signed: Signing | null;
}

/** Who signed for the office, as typed by the signer, and when by the signing desk's clock. */
export interface Signing {
  readonly number: number;
  readonly name: string;
  readonly position: string;
  readonly at: number;
  readonly event: string;
}

export interface StandingText extends LegalText {
  readonly standing: TextStanding;
}

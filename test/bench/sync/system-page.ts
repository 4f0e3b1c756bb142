/** Where a page's system finds its server, and as whom it enrols there, if it has to. */
export interface PageBeginning {
  readonly dataset: string;
  readonly link?: string;
}

/** Milliseconds of each of some local writes, one after another. */
export interface WriteTimes {
  readonly plain: number[];
  readonly sealed?: number[];
}

export interface ListTimes {
  readonly openMs: number;
  readonly queryMs: number;
  readonly rows: number;
}

export interface DeskTimes {
  readonly openMs: number;
  readonly firstMs: number;
  readonly wholeMs: number;
  readonly rows: number;
}

/** What the page of each system can do: `globalThis.benchPage`. Times are milliseconds, and end when everything is on disk here and there. */
export interface SystemPage {
  begin(where: PageBeginning): Promise<void>;
  /** Puts records that wait to be sent; not timed. */
  seed(count: number): Promise<void>;
  push(): Promise<number>;
  pull(): Promise<number>;
  seedPhotos(count: number, bytes: number): Promise<void>;
  pushPhotos(): Promise<number>;
  write(count: number): Promise<WriteTimes>;
  /** The newest records of those stored, as the system's list shows them first. */
  list(): Promise<ListTimes>;
  /** Puts what a desk pulls of so many records; for a system that has a desk. */
  seedPulled?(count: number): Promise<void>;
  /** The list of a desk that has pulled so many records: its first rows, and all of them. */
  deskList?(count: number): Promise<DeskTimes>;
  count(): Promise<number>;
}

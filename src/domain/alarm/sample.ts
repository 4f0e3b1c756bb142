/** The quantities that alarm rules read, by their names in SenML. */
export const quantities = ['smoke', 'co', 'pm2_5', 'temperature', 'humidity', 'wind'] as const;
export type Quantity = (typeof quantities)[number];

/** When something counts as measured (epoch ms, as `countedAt` says), and the message that says so. */
export interface SampleKey {
  readonly at: number;
  readonly gateway: string;
  readonly boot: number;
  readonly seq: number;
}

/** What one message says about one station at one moment. */
export interface Sample extends SampleKey {
  /** Sent after an outage, or received long after: it does not tell of now. */
  readonly history: boolean;
  readonly values: Readonly<Partial<Record<Quantity, number>>>;
  /** The sensor's own alarm going on or off, with the reading it shows; left out when the message says nothing of it. */
  readonly own?: { readonly on: boolean; readonly name: string; readonly value: number };
}

/** The order of measuring; of one moment, that of the messages' numbers. Every arrival order of the same messages gives this one. */
export function compareKeys(one: SampleKey, other: SampleKey): number {
  if (one.at !== other.at) return one.at - other.at;
  if (one.gateway !== other.gateway) return one.gateway < other.gateway ? -1 : 1;
  return one.boot - other.boot || one.seq - other.seq;
}

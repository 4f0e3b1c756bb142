/**
 * The live channel: MQTT over the hub's WebSocket at `/mqtt`. It only rings; the pull is the truth.
 * Doorbells: `all` for every grant, `desk` for command, `gate` for gate keepers, `chain/{chain}` for one device, `situation` for positions and
 * readings (command).
 */
export const liveTopics = {
  all: 'hulin/v1/live/all',
  desk: 'hulin/v1/live/desk',
  gate: 'hulin/v1/live/gate',
  situation: 'hulin/v1/live/situation',
  alarm: 'hulin/v1/live/alarm',
  chain: (chain: string) => `hulin/v1/live/chain/${chain}`,
} as const;

/** Payload of `all`, `desk`, `gate` and `chain/…`: the newest change number. */
export interface Ring {
  readonly n: number;
}
/** Payload of `alarm`: an alarm's id, ahead of the pull. */
export interface AlarmRing {
  readonly alarm: string;
}

import fc from 'fast-check';
import type { Quantity, Sample } from '../../src/domain/alarm/sample.ts';

/** One message of a gateway about one station at one moment, as far as alarms are concerned. */
export interface SomeMessage {
  readonly gateway: string;
  readonly boot: number;
  readonly seq: number;
  readonly station: string;
  readonly at: number;
  readonly values: Readonly<Partial<Record<Quantity, number>>>;
  readonly own: boolean | null;
}

const stations = [
  { gateway: 'gw-a', station: 'a-smoke-01' },
  { gateway: 'gw-a', station: 'a-smoke-02' },
  { gateway: 'gw-b', station: 'b-smoke-01' },
] as const;
const steps = [0, 1, 10, 60, 150, 290, 310, 700, 3600, 23_000].map((seconds) => seconds * 1000);
const smoke = fc.constantFrom(0.02, 0.1, 0.14, 0.22, 0.3, 0.36, 0.45, 0.5, 0.62, 0.9);
const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });

const matter = fc.record({
  from: fc.constantFrom(...stations),
  step: fc.constantFrom(...steps),
  smoke,
  co: optional(fc.constantFrom(0.4, 0.9, 1.5, 4.6, 7)),
  humidity: optional(fc.constantFrom(20, 60, 97)),
  wind: optional(fc.constantFrom(2, 11)),
  own: fc.constantFrom(null, null, null, true, false),
  isRestart: fc.integer({ min: 0, max: 5 }).map((one) => one === 0),
});

/** Messages in order of measuring: smoke of every strength, gas, weather, wind of a gateway, gaps up to hours, equal moments, restarts of gateways. */
export function someMessages(startAt: number, maxLength: number): fc.Arbitrary<SomeMessage[]> {
  return fc.array(matter, { minLength: 4, maxLength }).map((matters) => {
    let [at, boot, first] = [startAt, 1, 0];
    return matters.flatMap(({ from, step, wind, own, isRestart, ...measured }, index) => {
      at += step;
      const given = Object.entries(measured).filter(([, value]) => value !== undefined);
      if (isRestart) [boot, first] = [boot + 1, index]; // numbers begin anew
      const seq = 2 * (index - first) + 1;
      const message = { ...from, boot, seq, at, values: Object.fromEntries(given), own };
      const ofGateway = {
        gateway: from.gateway,
        boot,
        seq: seq + 1,
        station: from.gateway,
        at,
        values: { wind },
        own: null,
      };
      return wind === undefined ? [message] : [message, { ...ofGateway, values: { wind } }];
    });
  });
}

/** What these messages say of one smoke sensor, in the order given. */
export function samplesOfStation(messages: readonly SomeMessage[], station: string): Sample[] {
  const gateway = stations.find((one) => one.station === station)?.gateway;
  return messages
    .filter((message) => message.station === station || message.station === gateway)
    .map(({ at, gateway: from, boot, seq, values, own }) => ({
      ...{ at, gateway: from, boot, seq, history: false, values },
      ...(own !== null && { own: { on: own, name: 'smoke', value: values.smoke ?? 1 } }),
    }));
}

export const smokeStations = stations.map(({ station }) => station);

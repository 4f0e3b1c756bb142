import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { builtInAlarmRules as rules } from '../../../src/domain/alarm/built-in-alarm-rules.ts';
import { confirmingStations } from '../../../src/domain/alarm/confirm-episodes.ts';
import { emptyFold, type FoldState, findEpisodes, foldSample } from '../../../src/domain/alarm/fold-samples.ts';
import { holdValues, weatherIgnored } from '../../../src/domain/alarm/read-air.ts';
import { rulesForHeartbeat } from '../../../src/domain/alarm/rules-for-heartbeat.ts';
import { compareKeys, type Sample } from '../../../src/domain/alarm/sample.ts';
import { samplesOfStation, someMessages } from '../../support/some-messages.ts';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

type Values = Sample['values'];

/** Samples every so often from the moment 0, one for each value. */
function every(stepMs: number, values: readonly Values[], from = 0): Sample[] {
  return values.map((one, index) => aSample(from + index * stepMs, one));
}

function aSample(at: number, values: Values, more: Partial<Sample> = {}): Sample {
  return { at, gateway: 'gw', boot: 1, seq: at / second + 1, history: false, values, ...more };
}

const smokes = (...values: number[]) => values.map((smoke): Values => ({ smoke }));
const times = (count: number, values: Values) => Array.from({ length: count }, () => values);
const spoken = (samples: readonly Sample[]) =>
  findEpisodes(samples, rules).map(({ rule, opening, closing }) => [rule, opening.at, closing?.at ?? null]);

describe('smoke over the limit', () => {
  it('raises at 0.5, stays in the dead band, clears at 0.3', () => {
    expect(spoken(every(second, smokes(0.49, 0.5, 0.31, 0.6, 0.3, 0.4, 0.5)))).toEqual([
      ['smoke-high', second, 4 * second],
      ['smoke-high', 6 * second, null],
    ]);
  });

  it('needs more in fog that brings no gas, and no more than ever when gas has risen', () => {
    const fog = { humidity: 98, co: 0.4 };
    expect(spoken(every(minute, times(3, { smoke: 0.7, ...fog })))).toEqual([]);
    expect(spoken(every(minute, times(3, { smoke: 0.9, ...fog })))).toEqual([['smoke-high', 0, null]]);
    expect(spoken(every(minute, times(3, { smoke: 0.5, humidity: 98, co: 3 })))).toEqual([['smoke-high', 0, null]]);
  });

  it('needs more in dust without gas', () => {
    expect(spoken(every(minute, times(3, { smoke: 0.6, pm2_5: 700, co: 0.5 })))).toEqual([]);
  });

  it('is no less strict in fog when nobody knows about gas: never measured, long ago, or stuck', () => {
    expect(spoken(every(minute, times(2, { smoke: 0.5, humidity: 98 })))).toEqual([['smoke-high', 0, null]]);
    const old = [aSample(0, { co: 0.4 }), aSample(rules.freshMs + 1, { smoke: 0.5, humidity: 98 })];
    expect(spoken(old)).toMatchObject([['smoke-high', rules.freshMs + 1, null]]);
    const stuck = every(5 * minute, [...times(13, { smoke: 0, co: 0.4 }), { smoke: 0.5, co: 0.4, humidity: 98 }]);
    expect(spoken(stuck)).toEqual([['smoke-high', 65 * minute, null]]);
  });

  it.each(['humidity', 'temperature', 'wind'] as const)(
    'is not stricter by a %s that has not changed for six hours',
    (name) => {
      const weather = { [name]: { humidity: 12, temperature: 41, wind: 9 }[name] };
      const smoky = { smoke: 0.36, co: 3, ...weather };
      const after = (ms: number) =>
        spoken([
          ...every(10 * minute, times(ms / (10 * minute), { smoke: 0, co: 0.4, ...weather })),
          aSample(ms, smoky, { seq: 1e6 }),
        ]);
      expect(after(6 * hour)).toEqual([['smoke-high', 6 * hour, null]]);
      expect(after(6 * hour + 10 * minute)).toEqual([]);
      expect(weatherIgnored(holdValues({}, { at: 0, values: weather }), 6 * hour, rules)).toEqual([]);
    },
  );

  it('says which weather is passed over, where it would have mattered', () => {
    const held = (values: Values, at = 7 * hour) => holdValues(holdValues({}, { at: 0, values }), { at, values });
    const ignored = (values: Values, at?: number) => weatherIgnored(held(values, at), at ?? 7 * hour, rules);
    expect(ignored({ humidity: 12, temperature: 41, wind: 9 })).toEqual(['humidity', 'temperature', 'wind']);
    expect(ignored({ humidity: 55, temperature: 20, wind: 0 })).toEqual([]);
    expect(ignored({ humidity: 12 }, 5 * hour)).toEqual([]);
  });

  it.each([{ humidity: 25 }, { temperature: 33 }, { wind: 9 }])('is stricter in fire weather: %o', (weather) => {
    expect(spoken(every(second, [{ smoke: 0.36, co: 3, ...weather }]))).toEqual([['smoke-high', 0, null]]);
    expect(spoken(every(second, [{ smoke: 0.36, co: 3 }]))).toEqual([]);
  });
});

describe('what lasts', () => {
  it('raises less smoke with gas after five minutes, from the reading it began with', () => {
    const low = { smoke: 0.22, co: 2.5 };
    expect(spoken(every(minute, times(5, low)))).toEqual([]);
    expect(spoken(every(minute, times(6, low)))).toEqual([['smoke-lasting', 0, null]]);
    expect(spoken(every(minute, [...times(6, low), { smoke: 0.05, co: 0.5 }]))).toEqual([
      ['smoke-lasting', 0, 6 * minute],
    ]);
  });

  it('begins anew after a reading below, and after a gap that proves nothing', () => {
    const low = { smoke: 0.22, co: 2.5 };
    expect(spoken(every(minute, [...times(4, low), { smoke: 0.1, co: 2.5 }, ...times(4, low)]))).toEqual([]);
    const gap = [...every(minute, times(3, low)), ...every(minute, times(3, low), 3 * minute + rules.gapMs)];
    expect(spoken(gap)).toEqual([]);
  });

  it('is no wind between that hides a gap of smoke', () => {
    const low = { smoke: 0.22, co: 2.5 };
    const wind = every(minute, times(11, { wind: 2 })).map((sample) => ({ ...sample, gateway: 'wind' }));
    const smoke = [aSample(0, low), aSample(11 * minute, low)];
    expect(spoken([...wind, ...smoke].toSorted(compareKeys))).toEqual([]);
  });

  it('is joined by readings that come between: what a gap left open is decided', () => {
    const low = { smoke: 0.22, co: 2.5 };
    const whole = every(minute, times(9, low));
    const withHole = whole.filter(({ at }) => at <= minute || at > 7 * minute);
    expect(spoken(withHole)).toEqual([]);
    expect(spoken(whole)).toEqual([['smoke-lasting', 0, null]]);
  });

  it('raises carbon monoxide over the limit for three minutes', () => {
    expect(spoken(every(minute, times(4, { co: 8 })))).toEqual([['co-high', 0, null]]);
    expect(spoken(every(minute, [{ co: 8 }, { co: 8 }, { co: 1 }, { co: 8 }, { co: 8 }]))).toEqual([]);
  });
});

describe('a sensor that measures every ten minutes', () => {
  const rarely = (values: readonly Values[]) =>
    findEpisodes(every(10 * minute, values), rulesForHeartbeat(rules, 10 * minute)).map(
      ({ rule, opening, closing }) => {
        return [rule, opening.at, closing?.at ?? null];
      },
    );

  it('trips what asks for time, from the reading it began with', () => {
    expect(rarely(times(36, { smoke: 0.3, co: 5 }))).toEqual([['smoke-lasting', 0, null]]);
    expect(rarely(times(3, { co: 8 }))).toEqual([['co-high', 0, null]]);
    const rise = [0.02, 0.1, 0.11, 0.32, 0.33].map((smoke) => ({ smoke, co: smoke > 0.2 ? 1.5 : 0.4 }));
    expect(rarely(rise)).toEqual([['smoke-lasting', 30 * minute, null]]);
  });

  it('proves nothing over three of its heartbeats, and nothing by one value', () => {
    const low = { smoke: 0.3, co: 5 };
    const gap = every(30 * minute, times(3, low));
    expect(findEpisodes(gap, rulesForHeartbeat(rules, 10 * minute))).toEqual([]);
    expect(rarely([{ smoke: 0, co: 0.4 }, low, { smoke: 0, co: 0.4 }])).toEqual([]);
  });

  it('takes nothing from one that measures often', () => {
    expect(rulesForHeartbeat(rules, 2 * minute)).toBe(rules);
  });
});

describe('a rise', () => {
  it('raises when smoke has gone up by a fifth within minutes, gas with it, and stays up', () => {
    const rise = [0.02, 0.05, 0.1, 0.17, 0.24, 0.26, 0.28, 0.3].map((smoke) => ({ smoke, co: 0.4 + 12 * smoke }));
    expect(spoken(every(30 * second, rise))[0]?.[0]).toBe('smoke-rising');
    expect(
      spoken(
        every(
          30 * second,
          rise.map(({ smoke }) => ({ smoke, co: 0.4 })),
        ),
      ),
    ).toEqual([]);
  });
});

describe('one fire at a sensor', () => {
  it('is one episode, named by the rule that spoke first, with what spoke later as evidence', () => {
    const [episode, ...more] = findEpisodes(every(minute, times(8, { smoke: 0.6, co: 9 })), rules);
    expect(more).toEqual([]);
    expect(episode).toMatchObject({ rule: 'smoke-high', evidence: ['co-high', 'smoke-lasting'], closing: null });
  });
});

describe("a sensor's own word", () => {
  const own = (at: number, on: boolean) => aSample(at, {}, { own: { on, name: 'smoke', value: 0.9 } });
  it('counts by when it was said', () => {
    expect(spoken([own(0, true), own(second, true), own(2 * second, false), own(3 * second, false)])).toEqual([
      ['sensor-alarm', 0, 2 * second],
    ]);
  });

  it('lasts while it is said again and again, and begins anew after a long pause: power was lost before the off', () => {
    const later = 20 * minute + rules.ownLastsMs + 1;
    const said = [own(0, true), own(20 * minute, true), own(20 * minute + rules.ownLastsMs, true)];
    expect(spoken(said)).toEqual([['sensor-alarm', 0, null]]);
    expect(spoken([own(0, true), own(20 * minute, true), own(later, true), own(later + second, false)])).toEqual([
      ['sensor-alarm', 0, later],
      ['sensor-alarm', later, later + second],
    ]);
  });
});

describe('drift', () => {
  it('of a soiled sensor is made up for over weeks, and its alarms still come', () => {
    const days = 40;
    const soiled = Array.from(
      { length: days * 144 },
      (_, index): Values => ({ smoke: Math.min(0.45, index * 0.0001), co: 0.4 + 0.01 * (index % 7) }),
    );
    const samples = every(10 * minute, soiled);
    expect(spoken(samples)).toEqual([]);
    const after = days * 24 * hour;
    expect(spoken([...samples, aSample(after, { smoke: 0.95, co: 6 })])).toEqual([['smoke-high', after, null]]);
  });

  it('is never learnt from a fire, nor from what rises within hours', () => {
    const slow = Array.from(
      { length: 36 },
      (_, index): Values => ({ smoke: 0.6 * (index / 35), co: 0.4 + 4 * (index / 35) }),
    );
    expect(spoken(every(10 * minute, slow)).length).toBe(1);
  });
});

describe('the fold', () => {
  const samples = someMessages(0, 40).map((messages) => samplesOfStation(messages, 'a-smoke-01').toSorted(compareKeys));

  it('goes on from any kept state as if it had seen all', () => {
    fc.assert(
      fc.property(samples, fc.nat(), (all, cut) => {
        const at = all.length === 0 ? 0 : cut % (all.length + 1);
        let state: FoldState = emptyFold;
        const ended = all.slice(0, at).flatMap((sample) => {
          const folded = foldSample(state, sample, rules);
          state = folded.state;
          return folded.ended;
        });
        const kept = JSON.parse(JSON.stringify(state)) as FoldState;
        expect([...ended, ...findEpisodes(all.slice(at), rules, kept)]).toEqual(findEpisodes(all, rules));
      }),
    );
  });

  it('knows one order only, whatever the order of arrival and however often each comes', () => {
    fc.assert(
      fc.property(samples, fc.infiniteStream(fc.nat()), (all, chance) => {
        const arrived = [...all, ...all]
          .map((sample) => ({ sample, place: chance.next().value }))
          .toSorted((a, b) => a.place - b.place);
        const once = new Map(arrived.map(({ sample }) => [JSON.stringify(sample), sample]));
        expect(findEpisodes([...once.values()].toSorted(compareKeys), rules)).toEqual(findEpisodes(all, rules));
      }),
    );
  });

  it('never lets episodes of smoke overlap', () => {
    fc.assert(
      fc.property(samples, (all) => {
        const smoke = findEpisodes(all, rules).filter(({ rule }) => rule !== 'sensor-alarm');
        smoke.reduce((last, { opening, closing }) => {
          expect(opening.at).toBeGreaterThanOrEqual(last);
          return closing?.at ?? Infinity;
        }, -Infinity);
      }),
    );
  });
});

describe('a neighbour', () => {
  const one = { station: 'a', lon: 122.03, lat: 37.43, openedAt: 0, closedAt: 10 * minute };
  it.each([
    ['near and at once', { lon: 122.04 }, ['b']],
    ['two kilometres off', { lon: 122.053 }, []],
    ['a quarter of an hour later', { openedAt: 25 * minute }, ['b']],
    ['later than that', { openedAt: 25 * minute + 1 }, []],
    ['before, and lasting', { openedAt: -hour, closedAt: null }, ['b']],
    ['the same sensor', { station: 'a' }, []],
  ] as const)('that smokes %s confirms or not', (_, more, stations) => {
    const other = { ...one, station: 'b', closedAt: null, ...more };
    expect(confirmingStations(one, [one, other], rules)).toEqual(stations);
    const back = confirmingStations(other, [one, other], rules);
    expect(back).toEqual(stations.length > 0 ? ['a'] : []);
  });
});

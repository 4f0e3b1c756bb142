import type { AlarmRuleBook } from './alarm-rule-book.ts';

const minute = 60_000;

/**
 * The rules in use. Smoke is a share of the sensor's range, gas in ppm, dust in µg/m³. A change of any figure is a new version.
 * Persisted: the version is stored with alarms and with what was folded so far.
 */
export const builtInAlarmRules: AlarmRuleBook = {
  version: '2026-12-04',
  gapMs: 5 * minute,
  gapHeartbeats: 2.5,
  freshMs: 10 * minute,
  stuckMs: 60 * minute,
  weatherStuckMs: 360 * minute,
  ownLastsMs: 30 * minute,
  gasRisenBy: 0.8,
  haze: { humidity: 92, pm2_5: 150 },
  fireWeather: { humidity: 30, temperature: 30, wind: 8 },
  drift: {
    smoke: { usual: 0, ignored: 0.1, upPerHour: 0.01, downPerHour: 0.1, atMost: 0.35, quietBelow: 0.25 },
    co: { usual: 0.4, ignored: 0.4, upPerHour: 0.05, downPerHour: 0.5, atMost: 4, quietBelow: 2 },
    pm2_5: { usual: 20, ignored: 30, upPerHour: 10, downPerHour: 40, atMost: 300, quietBelow: 300 },
  },
  rules: [
    {
      ...{ code: 'smoke-high', kind: 'level', quantity: 'smoke', holdMs: 0 },
      limits: [
        { when: { gas: 'none', isHazy: true }, raiseAt: 0.85, clearAt: 0.6 },
        { when: { gas: 'risen', isFireWeather: true }, raiseAt: 0.35, clearAt: 0.2 },
        { when: {}, raiseAt: 0.5, clearAt: 0.3 },
      ],
    },
    {
      ...{ code: 'smoke-lasting', kind: 'level', quantity: 'smoke', holdMs: 5 * minute },
      limits: [
        { when: { gas: 'risen', isFireWeather: true }, raiseAt: 0.12, clearAt: 0.08 },
        { when: { gas: 'risen' }, raiseAt: 0.2, clearAt: 0.12 },
        { when: { gas: 'unknown', isHazy: false }, raiseAt: 0.35, clearAt: 0.25 },
        { when: {}, raiseAt: null, clearAt: 0.25 },
      ],
    },
    {
      ...{ code: 'smoke-rising', kind: 'rise', quantity: 'smoke', holdMs: 1.5 * minute },
      ...{ by: 0.2, withinMs: 5 * minute, clearAt: 0.15 },
    },
    {
      ...{ code: 'co-high', kind: 'level', quantity: 'co', holdMs: 3 * minute },
      limits: [
        { when: { isFireWeather: true }, raiseAt: 4, clearAt: 2 },
        { when: {}, raiseAt: 6, clearAt: 3 },
      ],
    },
  ],
  neighbours: { meters: 1500, withinMs: 15 * minute },
  covering: { recentMs: 30 * minute, growth: { smoke: 0.15, co: 5 }, standsMs: 60 * minute },
};

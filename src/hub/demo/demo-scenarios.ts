/** What `npm start` may be asked to show; the simulator says what each is. `none`: no devices. */
export const demoScenarios = [
  ...['quiet', 'smoulder', 'running-fire', 'holiday-traffic', 'flaky-link', 'week-offline'],
  ...['flood', 'liar', 'drift', 'dead-battery', 'none'],
] as const;

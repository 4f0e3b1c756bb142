import { writeFileSync } from 'node:fs';
import { type AlarmQuality, measureAlarms } from '../support/alarm-quality.ts';

/** What the alarm rules make of months of air with drift, fog, dust, exhaust, permitted burns and fires of three kinds. */
const seeds = Array.from({ length: 20 }, (_, index) => 50_001 + index);

const [quality, rarely] = [measureAlarms(seeds), measureAlarms(seeds, { stepMs: 600_000 })];
for (const [every, one] of [
  ['every minute', quality],
  ['every ten minutes', rarely],
] as const)
  print(every, one);
const file = process.argv[2];
if (file) writeFileSync(file, JSON.stringify({ ...quality, everyTenMinutes: rarely }));

function print(every: string, { months, fires, missed, falseAlarms, explained, falsePerSensorMonth }: AlarmQuality) {
  console.log(
    `${every}: ${months} sensor-months, ${fires} fires: ${missed.length} missed${missed.length > 0 ? ` (${missed.join(', ')})` : ''}`,
  );
  console.log(
    `false alarms ${falseAlarms}, ${falsePerSensorMonth.toFixed(2)} a sensor-month; permitted burns alarmed ${explained}`,
  );
}

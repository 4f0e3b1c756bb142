import { msg } from '@lit/localize';
import type { LatestReading } from '../../protocol/situation.ts';

/** A quantity's name as the desk says it; an unknown one keeps the name it was sent under. */
export function sayQuantity(name: string): string {
  const words: Readonly<Record<string, string>> = {
    smoke: msg('Smoke'),
    pm2_5: 'PM2.5',
    co: msg('Carbon monoxide'),
    temperature: msg('Temperature'),
    humidity: msg('Humidity'),
    battery: msg('Battery'),
    in: msg('Entered'),
    out: msg('Left'),
    class: msg('Last passage'),
    barrier: msg('Barrier'),
    tamper: msg('Housing'),
  };
  return words[name] ?? name;
}

const units: Readonly<Record<string, string>> = {
  '/': '',
  count: '',
  'ug/m3': ' µg/m³',
  ppm: ' ppm',
  Cel: ' °C',
  '%RH': '%',
  '%EL': '%',
};

/** A reading's value with its unit; with so many `digits` after the point as a scale needs, when those are more than usual. */
export function sayValue({ name, value, unit }: Pick<LatestReading, 'name' | 'value' | 'unit'>, digits = 0): string {
  if (typeof value === 'boolean') return sayState(name, value);
  if (typeof value === 'string') return sayPassage(value);
  const usual = name === 'smoke' ? value.toFixed(2) : String(Math.round(value * 10) / 10);
  const isFiner = digits > (name === 'smoke' ? 2 : 1);
  return `${isFiner ? value.toFixed(digits) : usual}${unit ? (units[unit] ?? ` ${unit}`) : ''}`;
}

function sayState(name: string, on: boolean): string {
  if (name === 'barrier') return on ? msg('raised (barrier)') : msg('lowered (barrier)');
  if (name === 'tamper') return on ? msg('opened') : msg('closed');
  return on ? msg('yes') : msg('no');
}

function sayPassage(what: string): string {
  const words: Readonly<Record<string, string>> = {
    person: msg('person'),
    car: msg('car'),
    truck: msg('truck'),
    motorcycle: msg('motorcycle'),
  };
  return words[what] ?? what;
}

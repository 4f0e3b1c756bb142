import { describe, expect, it } from 'vitest';
import { nameStation } from '../../../src/app/command/name-station.ts';
import type { Station } from '../../../src/protocol/pull.ts';

const aStation = (id: string) => ({ id, name: { zh: `${id}号`, en: `No. ${id}` } }) as Station;

describe('the name of a station', () => {
  it('is what it is called, and its id where it is not known here', () => {
    const stations = [aStation('a'), aStation('b')];
    expect([nameStation('b', stations), nameStation('c', stations)]).toEqual(['No. b', 'c']);
    expect(nameStation('c', [...stations, aStation('c')])).toBe('No. c');
  });

  it('is found without going through all of them for each that asks', () => {
    let looks = 0;
    const counting = (id: string) => ({
      ...aStation(id),
      get id() {
        looks += 1;
        return id;
      },
    });
    const stations = Array.from({ length: 100 }, (_, place) => counting(`${place}`));
    for (let place = 0; place < 100; place += 1) expect(nameStation(`${place}`, stations)).toContain(`${place}`);
    expect(looks).toBe(100);
  });
});

import { describe, expect, it } from 'vitest';
import { LiveValue } from '../../../src/app/live.ts';
import { joinLive, mapLive, switchLive } from '../../../src/app/storage/live-query.ts';

const fail = (problem: unknown) => {
  throw problem;
};

describe('a Live made of others', () => {
  it('never lets a slow earlier value overtake a later one', async () => {
    const source = new LiveValue(50);
    const seen: number[] = [];
    const turned = mapLive(source, (ms) => new Promise<number>((done) => setTimeout(() => done(ms), ms)));
    turned.subscribe((value) => seen.push(value), fail);
    source.set(1);
    await new Promise((done) => setTimeout(done, 80));
    expect(seen).toEqual([1]);
  });

  it('tells of a failed turn and goes on with the next', async () => {
    const source = new LiveValue(0);
    const [seen, problems]: [number[], unknown[]] = [[], []];
    mapLive(source, (value) => (value === 0 ? Promise.reject(new Error('no')) : value)).subscribe(
      (value) => seen.push(value),
      (problem) => problems.push(problem),
    );
    await Promise.resolve();
    source.set(1);
    await new Promise((done) => setTimeout(done, 5));
    expect([seen, problems.length]).toEqual([[1], 1]);
  });

  it('says nothing more once stopped', async () => {
    const source = new LiveValue(1);
    const seen: number[] = [];
    mapLive(source, async (value) => value).subscribe((value) => seen.push(value), fail)();
    await new Promise((done) => setTimeout(done, 5));
    expect(seen).toEqual([]);
  });

  it('joins two, and follows the one that is chosen', () => {
    const [a, b] = [new LiveValue(1), new LiveValue('x')];
    const [joined, followed]: [string[], (string | null)[]] = [[], []];
    joinLive(a, b, (left, right) => `${left}${right}`).subscribe((value) => joined.push(value), fail);
    switchLive(a, (value) => (value > 1 ? b : null)).subscribe((value) => followed.push(value), fail);
    a.set(2);
    b.set('y');
    a.set(0);
    b.set('z');
    expect(joined).toEqual(['1x', '2x', '2y', '0y', '0z']);
    expect(followed).toEqual([null, 'x', 'y', null]);
  });
});

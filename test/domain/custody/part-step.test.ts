import { describe, expect, it } from 'vitest';
import { beginPart, judgeChunk, stepPart, wholeBytes } from '../../../src/domain/custody/part-step.ts';
import { firstChunkBytes } from '../../../src/domain/custody/size-chunk.ts';

const later = { kind: 'later', because: 'no-network', status: null, code: null } as const;
const told = (offset: number, complete = false) => ({ kind: 'told', offset, complete }) as const;

describe('a part on its way', () => {
  it.each([
    ['small', wholeBytes, true, firstChunkBytes, { kind: 'send-whole' }],
    ['large on an unknown line', 300_000, false, firstChunkBytes, { kind: 'send-chunk', offset: 0, isFirst: true }],
    ['large on a good line', 300_000, false, 400_000, { kind: 'send-whole' }],
    ['larger than a good line carries', 500_000, false, 400_000, { kind: 'send-chunk', offset: 0, isFirst: true }],
    ['begun before', 300_000, true, 400_000, { kind: 'ask-progress' }],
  ] as const)('that is %s', (_which, bytes, hasBegun, chunkBytes, act) => {
    expect(beginPart({ bytes, hasBegun }, chunkBytes).act).toEqual(act);
  });

  it('goes on where the hub says, whatever was sent', () => {
    const { state } = beginPart({ bytes: 300_000, hasBegun: true }, firstChunkBytes);
    const asked = stepPart(state, told(130_000));
    expect(asked.act).toEqual({ kind: 'send-chunk', offset: 130_000, isFirst: false });
    expect(stepPart(asked.state, told(260_000)).act).toMatchObject({ offset: 260_000 });
    expect(stepPart(asked.state, told(0)).act).toMatchObject({ offset: 0 }); // it lost what it had
    expect(stepPart(asked.state, told(300_000, true)).act).toEqual({ kind: 'end', end: { kind: 'sent' } });
    expect(stepPart(asked.state, later).act).toEqual({ kind: 'end', end: later });
  });

  it.each([
    ['has no more than before', 0],
    ['has other bytes of it, and is sent none any more', 300_000],
    ['has more than there is', 305_000],
  ])('goes whole to a hub that four times %s, and then waits', (_how, offset) => {
    let move = stepPart(beginPart({ bytes: 300_000, hasBegun: true }, firstChunkBytes).state, told(offset));
    for (let time = 1; time <= 3; time += 1) {
      move = stepPart(move.state, told(offset));
      expect(move.act.kind).toBe('send-chunk');
    }
    move = stepPart(move.state, told(offset));
    expect(move.act).toEqual({ kind: 'send-whole' });
    expect(stepPart(move.state, told(300_000, true)).act).toEqual({ kind: 'end', end: { kind: 'sent' } });
    expect(stepPart(move.state, later).act).toEqual({ kind: 'end', end: later });
  });
});

describe('a part that the hub does not take', () => {
  const refused = { kind: 'later', because: 'problem', status: 422, code: 'hash-mismatch' } as const;
  const { state } = beginPart({ bytes: 300_000, hasBegun: false }, 400_000);

  it('has its bytes looked at: bad ones end it, good ones wait', () => {
    const looking = stepPart(state, refused);
    expect(looking.act).toEqual({ kind: 'check-bytes' });
    const end = (isAsNamed: boolean) => stepPart(looking.state, { kind: 'checked', isAsNamed }).act;
    expect(end(false)).toEqual({ kind: 'end', end: { kind: 'spoilt' } });
    expect(end(true)).toEqual({ kind: 'end', end: refused });
  });

  it('is not looked at when no answer came', () => {
    for (const because of ['no-network', 'unsigned', 'foreign'] as const)
      expect(stepPart(state, { ...refused, because }).act).toEqual({ kind: 'end', end: { ...refused, because } });
  });

  it('ends before it is sent when its bytes are gone', () => {
    expect(beginPart({ bytes: null, hasBegun: true }, firstChunkBytes).act).toEqual({
      ...{ kind: 'end', end: { kind: 'spoilt' } },
    });
  });
});

describe('a chunk that comes to the hub', () => {
  it.each([
    [null, false, 0, 10, 'not-named'],
    [20, true, 0, 10, 'complete'],
    [20, false, 15, 10, 'too-long'],
    [20, false, 10, 10, 'take'],
  ] as const)('of a part named %s, complete %s, from %d by %d: %s', (named, isComplete, offset, length, verdict) => {
    expect(judgeChunk({ named, isComplete, offset, length })).toBe(verdict);
  });
});

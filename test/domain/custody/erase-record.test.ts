import { describe, expect, it } from 'vitest';
import { orderFor, ownAmong, type UnderId } from '../../../src/domain/custody/erase-record.ts';
import { isTakenElsewhere } from '../../../src/domain/custody/succeed-chain.ts';

const claim = (device: string): UnderId => ({ device, isClaim: true });
const repeat = (device: string): UnderId => ({ device, isClaim: false });

describe('an event under an id', () => {
  it.each([
    ['its device’s claim', claim('a'), [claim('a')], false],
    ['beside another’s claim', claim('a'), [claim('a'), claim('b')], false],
    ['a repeat of its device’s own', repeat('a'), [claim('a'), repeat('a'), claim('b')], false],
    ['held where another has the claim', repeat('a'), [repeat('a'), claim('b')], true],
    ['held where nobody has a claim', repeat('a'), [repeat('a'), repeat('b')], false],
  ] as const)('%s: a stranger? %s', (_how, event, under, expected) => {
    expect(ownAmong([...under, event]).includes(event)).toBe(!expected);
  });

  it('is taken by another device, not by an earlier chain of its own', () => {
    expect(isTakenElsewhere('a', [])).toBe(false);
    expect(isTakenElsewhere('a', ['a', 'a'])).toBe(false);
    expect(isTakenElsewhere('a', ['a', 'b'])).toBe(true);
    expect(isTakenElsewhere('a', [null])).toBe(true);
  });
});

describe('an erasure that was said', () => {
  const orders = new Map([['erased', 'order']]);
  it.each([
    ['for a copy by the same device', 'erased', null, [claim('a')], 'order'],
    ['for one beside a stranger', 'erased', null, [claim('a'), repeat('b')], 'order'],
    ['not for another device’s under the same id', 'erased', null, [claim('b')], null],
    ['for words about it', 'new', 'erased', [claim('b')], 'order'],
    ['not for words about an id that two have a claim to', 'new', 'erased', [claim('b'), claim('c')], null],
    ['not for words about anything else', 'new', 'other', [claim('a')], null],
    ['for words under another’s id about it', 'erased', 'erased', [claim('b')], 'order'],
  ] as const)('goes %s', (_for, id, about, under, expected) => {
    const standing = (of: string) => (of === 'erased' ? under : []);
    expect(orderFor(orders, { id, device: 'a', about }, standing)).toBe(expected);
  });
});

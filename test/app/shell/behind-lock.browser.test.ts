import { html, render } from 'lit';
import { describe, expect, it } from 'vitest';
import type { LockState } from '../../../src/app/lock-ports.ts';
import { behindLock } from '../../../src/app/shell/behind-lock.ts';
import type { Route } from '../../../src/app/shell/read-route.ts';

function shown(route: Route, kind: LockState['kind'] | null, holder = ''): string {
  const container = document.createElement('div');
  const faces = { page: html`<p>page</p>`, unlocking: html`<p>unlock</p>` };
  render(html`${behindLock(route, kind && { kind, afterMs: 1, holder }, faces)}`, container);
  return (container.textContent ?? '').replaceAll(/\s+/g, ' ').trim();
}

describe('a page on a phone that changes hands', () => {
  it('is made anew, so that nothing opened stays behind', () => {
    const container = document.createElement('div');
    const hold = (holder: string) => {
      const faces = { page: html`<p>page</p>`, unlocking: html`<p>unlock</p>` };
      const lock = { kind: 'none', afterMs: 1, holder } as const;
      render(html`${behindLock({ kind: 'record', draftId: 'd' }, lock, faces)}`, container);
      return container.querySelector('p');
    };
    const his = hold('one');
    expect(hold('one')).toBe(his);
    expect(hold('other')).not.toBe(his);
  });
});

describe('a page on a locked phone', () => {
  it.each<[Route]>([
    [{ kind: 'record', draftId: 'd' }],
    [{ kind: 'sighting' }],
    [{ kind: 'citizen-report' }],
    [{ kind: 'gate' }],
  ])('on which something personal is written gives way to the lock: %j', (route) => {
    expect(shown(route, 'locked')).toBe('unlock');
    expect(shown(route, 'unlocked')).toBe('page');
    expect(shown(route, 'none')).toBe('page');
    expect(shown(route, null)).toBe('');
  });

  it.each<[Route]>([[{ kind: 'records' }], [{ kind: 'record-detail', recordId: 'r' }]])(
    'that shows records shows them without what is personal: %j',
    (route) => {
      expect(shown(route, 'locked')).toMatch(/Unlockpage$/);
    },
  );

  it.each<[Route]>([[{ kind: 'home' }], [{ kind: 'permits' }], [{ kind: 'me' }]])('is there otherwise: %j', (route) => {
    expect(shown(route, 'locked')).toBe('page');
  });
});

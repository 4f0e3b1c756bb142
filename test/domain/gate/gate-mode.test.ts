import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  emptyGate,
  type GateFile,
  type GateSaid,
  gateModeOf,
  takeGateSaid,
} from '../../../src/domain/gate/gate-file.ts';
import { entryWarning, maySetGateMode } from '../../../src/domain/gate/may-set-mode.ts';
import type { GateMode } from '../../../src/domain/shared/gate-codes.ts';
import { beside, openClaims } from '../../../src/domain/workflow/workflow-file.ts';

const origin = (event: string, chain: string) => ({ event, chain, person: chain, fromAt: null, toAt: 1 });
const set = (event: string, chain: string, base: number, mode: GateMode, document = ''): GateSaid => ({
  ...{ kind: 'setting', gate: 'g', origin: origin(event, chain), base },
  setting: { mode, because: 'order', document },
});
const choose = (event: string, file: GateFile, stands: string): GateSaid => ({
  ...{ kind: 'settlement', gate: 'g' },
  settlement: { origin: origin(event, 'supervisor'), field: 'mode', stands, over: beside(file, 'mode', stands) },
});
const take = (said: readonly GateSaid[]) => said.reduce(takeGateSaid, emptyGate('g'));
const shown = (file: GateFile) =>
  file.entries.filter(({ state }) => state === 'stands' || state === 'claim').map(({ event }) => event);

describe('the mode of a gate', () => {
  it('is registering while nobody set any', () => {
    expect([gateModeOf(null), gateModeOf(emptyGate('g'))]).toEqual(['registering', 'registering']);
  });

  it('set by two who did not know of each other stays, and both are shown until a supervisor chooses', () => {
    const file = take([set('1', 'keeper', 0, 'closed'), set('2', 'desk', 0, 'approved-only')]);
    expect([gateModeOf(file), shown(file)]).toEqual(['closed', ['1', '2']]);
    const settled = takeGateSaid(file, choose('s', file, '2'));
    expect([gateModeOf(settled), openClaims(settled, 'mode')]).toEqual(['approved-only', []]);
    expect(settled.entries.map(({ event, state }) => `${event} ${state}`)).toEqual(['1 overruled', '2 stands']);
  });

  it('set to the same by both is no conflict, whatever each named as its document', () => {
    const file = take([set('1', 'keeper', 0, 'closed'), set('2', 'desk', 0, 'closed', '文号 1')]);
    expect(file.entries.map(({ state }) => state)).toEqual(['stands', 'agreed']);
    expect(take([set('1', 'keeper', 0, 'closed'), set('2', 'desk', 1, 'closed', '文号 1')]).entries[1]?.state).toBe(
      'stands',
    );
  });

  it.each([
    ['commander', 'x', 'y', true],
    ['administrator', 'x', 'y', true],
    ['gate-keeper', '*', 'y', true],
    ['gate-keeper', 'x', '*', true],
    ['gate-keeper', 'y', 'y', true],
    ['gate-keeper', 'x', 'y', false],
    ['ranger', '*', '*', false],
  ])('may a %s of area %s set that of area %s? %s', (role, area, gateArea, may) => {
    expect(maySetGateMode({ role, area }, gateArea)).toBe(may);
  });

  it.each([
    ['open', null],
    ['registering', null],
    ['approved-only', 'approval'],
    ['closed', 'nobody'],
    ['unattended', 'no-keeper'],
  ] as const)('%s warns of %s', (mode, warning) => expect(entryWarning(mode)).toBe(warning));
});

/** Two devices write on what each last heard; their events arrive interleaved in any way, each chain in its own order. */
const arrivals = fc
  .tuple(
    fc.array(fc.constantFrom<GateMode>('open', 'closed', 'approved-only'), { minLength: 1, maxLength: 4 }),
    fc.array(fc.constantFrom<GateMode>('open', 'closed', 'unattended'), { minLength: 1, maxLength: 4 }),
    fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }),
  )
  .map(([a, b, turns]) => {
    const lines = [a, b].map((modes, who) => modes.map((mode, nth) => set(`${who}-${nth}`, `d${who}`, 0, mode)));
    const order: GateSaid[] = [];
    for (const turn of turns) order.push(...(lines[turn ? 1 : 0]?.splice(0, 1) ?? []));
    return [...order, ...lines.flat()];
  });

describe('what two devices say of a gate, in any order of arrival (I16)', () => {
  const said = (file: GateFile) => file.entries.map(({ event, value }) => `${event} ${value.mode}`).toSorted();
  const reversed = (events: readonly GateSaid[]) => {
    const ofDevice = (device: string) => events.filter((one) => one.kind === 'setting' && one.origin.chain === device);
    const first = events[0]?.kind === 'setting' ? events[0].origin.chain : '';
    return first === 'd0' ? [...ofDevice('d1'), ...ofDevice('d0')] : [...ofDevice('d0'), ...ofDevice('d1')];
  };

  it('loses nothing, shows both where they differ, and comes to one mode once a supervisor chose', () => {
    fc.assert(
      fc.property(arrivals, (events) => {
        const [one, other] = [take(events), take(reversed(events))];
        expect(said(one)).toEqual(said(other));
        expect(one.entries).toHaveLength(events.length);
        for (const file of [one, other]) {
          const seen = new Set(file.entries.filter(({ state }) => state !== 'past').map(({ chain }) => chain));
          expect(seen).toEqual(new Set(['d0', 'd1'])); // who spoke is still seen to have spoken
          const chosen = shown(file).findLast((event) => event.startsWith('0')) ?? '';
          if (openClaims(file, 'mode').length === 0) continue;
          const settled = takeGateSaid(file, choose('s', file, chosen));
          expect([openClaims(settled, 'mode'), said(settled)]).toEqual([[], said(one)]);
          expect(gateModeOf(settled)).toBe(file.entries.find(({ event }) => event === chosen)?.value.mode);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('is the same when all of it arrives twice', () => {
    fc.assert(
      fc.property(arrivals, (events) => {
        expect(take([...events, ...events])).toEqual(take(events));
      }),
    );
  });
});

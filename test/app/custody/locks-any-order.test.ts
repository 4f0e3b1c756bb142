import 'fake-indexeddb/auto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Grant } from '../../../src/protocol/enrolment.ts';
import { setOlderPin } from '../../support/older-lock.ts';
import { type Phone, until } from '../../support/phone.ts';
import { aSharedPhone, finishes, lockOf, notes, restarted } from '../../support/shared-phone.ts';

const pins = ['命运284917', '命运395028'];
const oldPin = '命运406139';

/** One person as he remembers it: his PIN, if he set one, and what he wrote. */
interface Person {
  readonly grant: Grant;
  pin: string | null;
  isOpen: boolean;
  /** Behind the one PIN of before, with whatever he wrote under it. */
  isBehindOld: boolean;
  drafts: Map<string, string>;
  copies: Set<string>;
}

interface World {
  phone: Phone;
  readonly people: readonly Person[];
  on: Person;
  /** Copies of everybody, with who wrote them. */
  readonly written: Map<string, Person>;
}

const isOpen = ({ on }: World) => on.isOpen && !on.isBehindOld;

/** What can be done; each does nothing where the screens do not offer it. */
const deeds: Record<string, (world: World, which: number) => Promise<void>> = {
  writes: async (world, which) => {
    if (!isOpen(world)) return expect(world.phone.drafts.open()).rejects.toThrow('locked');
    const draft = await world.phone.drafts.open();
    const note = `${world.on.grant.person.name}${which}-${world.on.drafts.size}`;
    await world.phone.drafts.save({ ...draft, act: 'crop-burning', note });
    world.on.drafts.set(draft.id, note);
  },
  finishes: async (world) => {
    const [id] = world.on.drafts.keys();
    if (!isOpen(world) || id === undefined) return;
    await finishes(world.phone, id);
    world.on.drafts.delete(id);
    world.on.copies.add(id);
    world.written.set(id, world.on);
  },
  'sets a PIN': async (world, which) => {
    const pin = pins[which % pins.length] ?? '';
    expect((await world.phone.lock.setPin(pin)).ok).toBe(isOpen(world));
    if (isOpen(world)) world.on.pin = pin;
  },
  'takes it away': async (world) => {
    if (!isOpen(world) || world.on.pin === null) return;
    expect(await world.phone.lock.removePin(world.on.pin)).toEqual({ ok: true });
    world.on.pin = null;
  },
  locks: async (world) => {
    await world.phone.lock.lock();
    if (world.on.pin !== null) world.on.isOpen = false;
  },
  unlocks: async (world, which) => {
    const { on } = world;
    if (isOpen(world)) return;
    const right = on.isBehindOld ? oldPin : on.pin;
    const tried = which % 3 === 0 ? 'somebody-else’s' : right;
    const isRight = tried === right;
    const result = await world.phone.lock.unlock(tried ?? '');
    if (!result.ok && result.because === 'wait') return;
    expect(result.ok).toBe(isRight);
    if (!isRight) return;
    Object.assign(on, { isOpen: true, isBehindOld: false, pin: right });
  },
  forgets: async (world) => {
    if (isOpen(world)) return;
    await world.phone.lock.forget();
    Object.assign(world.on, { pin: null, isOpen: true, isBehindOld: false, drafts: new Map(), copies: new Set() });
  },
  'hands over': async (world, which) => {
    const next = world.people[which % world.people.length];
    if (!next || next === world.on) return;
    await world.phone.people.goOnDuty(next.grant.id);
    world.on.isOpen = world.on.pin === null;
    world.on = next;
  },
  'is killed': async (world) => {
    world.phone = restarted(world.phone);
    for (const person of world.people) person.isOpen = person.pin === null;
  },
};

/** What whoever is on duty is shown is his, whole, and nothing else. */
async function isAsRemembered(world: World): Promise<void> {
  const { phone, on, people } = world;
  expect(await lockOf(phone)).toBe(isOpen(world) ? (on.pin === null ? 'none' : 'unlocked') : 'locked');
  expect(await notes(phone)).toEqual(isOpen(world) ? [...on.drafts.values()].sort() : []);
  const others = people.filter((person) => person !== on).reduce((sum, { drafts }) => sum + drafts.size, 0);
  expect(await until(phone.people.othersDrafts)).toBe(others);
  for (const id of world.written.keys()) {
    const isHis = isOpen(world) && on.copies.has(id);
    expect((await phone.records.openFields(id)) !== null).toBe(isHis);
  }
}

describe('the locks of three people on one phone', () => {
  it.each([['none before'], ['one of before for everybody']])(
    'keep for each what is his, whatever is done in whatever order: %s',
    { timeout: 60_000 },
    async (start) => {
      const deed = fc.record({ what: fc.constantFrom(...Object.keys(deeds)), which: fc.nat(5) });
      await fc.assert(
        fc.asyncProperty(fc.array(deed, { minLength: 4, maxLength: 14 }), async (all) => {
          const { phone, grants } = await aSharedPhone();
          const people = grants.map((grant): Person => {
            const kept = { drafts: new Map<string, string>(), copies: new Set<string>() };
            return { grant, pin: null, isOpen: true, isBehindOld: false, ...kept };
          });
          const world: World = { phone, people, on: people[0] as Person, written: new Map() };
          for (const person of people) {
            await deeds['hands over']?.(world, people.indexOf(person));
            for (const what of ['writes', 'finishes', 'writes']) await deeds[what]?.(world, 9);
          }
          if (start !== 'none before') {
            await setOlderPin(phone.database, oldPin);
            for (const person of people) person.isBehindOld = true;
          }
          await isAsRemembered(world);
          for (const { what, which } of all) {
            await deeds[what]?.(world, which);
            await isAsRemembered(world);
          }
          const events = await world.phone.database.events.toArray();
          expect(events.map(({ id }) => id).sort()).toEqual([...world.written.keys()].sort());
          await world.phone.database.delete();
        }),
        { numRuns: 12 },
      );
    },
  );
});

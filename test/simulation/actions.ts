import type { Chance } from './chance.ts';
import { draftOf } from './drafts.ts';
import { type Action, gatewayActions } from './gateway-actions.ts';
import { heldIn } from './hub-reviews.ts';
import { altered, type Flight, forged, type Heard, portalPage } from './net.ts';
import { unsent } from './phone-db.ts';
import type { World } from './world.ts';

const dayMs = 86_400_000;
const clocksOff = [0, 0, 90_000, -5 * dayMs, 400 * dayMs, -56 * 365 * dayMs, 73 * 365 * dayMs];
const statuses = [400, 403, 413, 429, 500, 503] as const;

const deliver: Action = (world, chance) => {
  const at = chance.is(0.7) ? 0 : chance.below(world.flights.length);
  const flight = world.flights[at];
  if (!flight) return;
  if (flight.to === 'phone') {
    world.flights.splice(at, 1);
    world.hear(flight);
    return;
  }
  const taken = world.arrive(flight.request, chance.below(2));
  if (taken === false) return;
  world.flights.splice(at, 1);
  if (taken === true) return;
  if (chance.is(0.6)) world.conclude(taken, true);
  else if (chance.is(0.7)) world.hub.number(taken);
};

const lose: Action = (world, chance) => {
  const at = chance.below(world.flights.length);
  const flight = world.flights[at];
  if (!flight) return;
  const stillArrives = flight.to === 'hub' && chance.is(0.5);
  if (!stillArrives) world.flights.splice(at, 1);
  world.timeOut(flight.request);
};

const double: Action = (world, chance) => {
  const flight = chance.pick(world.flights);
  if (flight) world.flights.push(flight);
};

const reorder: Action = (world, chance) => {
  const [flight] = world.flights.splice(chance.below(world.flights.length), 1);
  if (flight) world.flights.push(flight);
};

/** Somebody between answers in the hub's place, or alters what it says. */
const lie: Action = (world, chance) => {
  const at = chance.below(world.flights.length);
  const flight = world.flights[at];
  if (!flight) return;
  const { request } = flight;
  if (flight.to === 'hub' && chance.is(0.3)) {
    world.flights[at] = { ...flight, request: { ...request, body: `${request.body} ` } };
    return;
  }
  const heard = lieFor(world, chance, flight);
  if (heard) world.flights[at] = { to: 'phone', request, heard, isLie: true };
};

function lieFor(world: World, chance: Chance, flight: Flight): Heard | null {
  const kind = chance.below(5);
  if (kind === 0) return portalPage;
  if (kind === 1) return { line: 'problem', status: chance.pick(statuses) ?? 500, code: 'nobody-signed-this' };
  if (kind === 2) return flight.to === 'phone' ? altered(flight.heard, chance.below(1 << 20)) : portalPage;
  if (kind === 3) return flight.to === 'phone' ? forged(flight.heard) : portalPage;
  const old = chance.pick(world.given);
  const isOfAnother = old?.line === 'body' && old.signed !== null && !old.signed.raw.includes(flight.request.digest);
  return isOfAnother ? old : null;
}

const progress: Action = (world, chance) => {
  const transaction = chance.pick(world.hub.open);
  if (!transaction) return;
  if (chance.is(0.3)) world.hub.number(transaction);
  else world.conclude(transaction, chance.is(0.8));
};

const append: Action = (world, chance) => {
  const phone = chance.pick(world.phones);
  if (phone && phone.appending.length < 3) phone.begin(draftOf(world, chance));
};

const finish: Action = (world, chance) => {
  const phone = chance.pick(world.phones.filter(({ appending }) => appending.length > 0));
  phone?.finish(chance.below(phone.appending.length));
};

/** A long day without signal. */
const writeMany: Action = (world, chance) => {
  const phone = chance.pick(world.phones);
  for (let left = phone ? 10 + chance.below(10) : 0; left > 0; left -= 1) {
    phone?.begin(draftOf(world, chance));
    phone?.finish(phone.appending.length - 1);
  }
};

const startRound: Action = (world, chance) => {
  const phone = chance.pick(world.phones);
  if (phone) world.startRound(phone);
};

/** A phone has a good line for a while: whatever is on its way arrives. */
const goodLine: Action = (world, chance) => {
  const phone = chance.pick(world.phones);
  if (phone) world.startRound(phone);
  world.settle();
};

const killPhone: Action = (world, chance) => chance.pick(world.phones)?.kill();
const fsync: Action = (world, chance) => chance.pick(world.phones)?.fsync();

const setClock: Action = (world, chance) => {
  const phone = chance.pick(world.phones);
  if (phone) phone.wallOffMs = chance.pick(clocksOff) ?? 0;
};

const switchPerson: Action = (world, chance) => {
  const phone = chance.pick(world.phones);
  phone?.switchPerson(chance.is(0.5) ? phone.key : `${phone.key}-2`);
};

const changeDuty: Action = (world, chance) => {
  const phone = chance.pick(world.phones);
  if (phone) phone.isOnDuty = !phone.isOnDuty;
};

const changeScope: Action = (world, chance) => {
  const phone = chance.pick(world.phones);
  if (!phone) return;
  phone.isDesk = !phone.isDesk;
  phone.scope = phone.isDesk ? 'commander' : 'ranger';
};

const changeVersion: Action = (world, chance) => chance.pick(world.phones)?.changeVersion();

const cloneProfile: Action = (world, chance) => {
  const phone = world.phones.length === 3 ? chance.pick(world.phones) : null;
  if (phone) world.clone(phone);
};

const rot: Action = (world, chance) => {
  const phone = chance.pick(world.phones);
  if (chance.is(0.5)) phone?.rotPart();
  else if (world.history.rottedChains.size === 0) phone?.rot();
};

/** What waits is given to another phone to carry, or lies in a file that nobody brings for a long time. */
const handOver: Action = (world, chance) => {
  const [from, to] = [chance.pick(world.phones), chance.pick(world.phones)];
  if (!from || !to || from.key === to.key) return;
  const { chain, closings, kids } = from.db;
  const file = { chain, events: unsent(from.db), receipts: [], closings, kids };
  if (chance.is(0.5)) to.carried = file;
  else if (file.events.length > 0) world.shelf.push(file);
};

const killHub: Action = (world, chance) => {
  const process = chance.below(2);
  world.hub.kill(process);
  world.ingests[process]?.kill();
};

const backUp: Action = (world) => world.hub.backUp(world.now);

const restore: Action = (world, chance) => {
  const backup = chance.pick(world.hub.backups.filter(({ at }) => at >= world.hub.announced));
  if (!backup) return;
  const isByCommand = chance.is(0.6);
  world.hub.restore(backup, isByCommand);
  world.history.restores += 1;
  if (!isByCommand) world.history.unnoticedRestores += 1;
};

const revoke: Action = (world, chance) => {
  const phone = chance.pick(world.phones);
  if (phone) world.hub.revoke(phone.key, chance.is(0.5));
};

const makeRoom: Action = ({ phones }) => {
  for (const phone of phones) phone.makeRoom();
};

/** An officer looks at what is held: mostly he uses it. */
const review: Action = (world, chance) => {
  const held = chance.pick(heldIn(world.hub.db));
  const outcome = chance.is(0.8) ? 'released' : 'refused';
  if (held) world.hub.review({ chain: held.chain, seq: held.event.seq, outcome, isByPerson: true }, world.now);
};

/** Somebody who shares a phone has a grant at last. */
const grant: Action = (world, chance) => {
  const phone = chance.pick(world.phones);
  if (phone) world.hub.grant(phone.db.person, world.now);
};

const rotateKeys: Action = (world) => world.hub.rotateKeys();

/** A supervisor ends a chain: mostly one that is stuck, or of which a file came because its phone is not to be had. */
const closeChain: Action = (world, chance) => {
  const stuck = world.phones.filter(({ needsYou }) => needsYou !== null);
  const filed = world.phones.filter(({ chain }) => world.shelf.some((file) => file.chain === chain));
  const phone = chance.pick(chance.is(0.6) ? stuck : chance.is(0.7) ? filed : world.phones);
  if (phone) world.hub.close(phone.chain);
};

/** Somebody asks that his data be erased. */
const erase: Action = (world, chance) => {
  const saved = chance.pick(world.history.saved);
  if (saved) world.hub.erase([saved.id], world.now);
};

const announce: Action = (world, chance) => world.hub.announce(`alarm/${chance.below(4)}`, world.now);

const weighted: readonly (readonly [Action, number])[] = [
  ...([
    [deliver, 46],
    [lose, 4],
    [double, 3],
    [reorder, 3],
    [lie, 5],
    [progress, 5],
  ] as const),
  ...([
    [append, 12],
    [finish, 13],
    [writeMany, 0.4],
    [startRound, 15],
    [goodLine, 4],
    [killPhone, 2],
    [fsync, 2],
    [setClock, 2],
  ] as const),
  ...([
    [switchPerson, 1.5],
    [changeDuty, 1],
    [changeScope, 0.7],
    [changeVersion, 1],
    [cloneProfile, 0.3],
    [rot, 0.5],
    [handOver, 2],
  ] as const),
  ...([
    [killHub, 2],
    [makeRoom, 5],
    [review, 3],
    [grant, 0.6],
    [backUp, 3],
    [restore, 1.8],
    [revoke, 0.5],
    [announce, 4],
    [rotateKeys, 0.5],
    [closeChain, 2.2],
    [erase, 1],
  ] as const),
  ...gatewayActions,
];
const weight = weighted.reduce((sum, [, each]) => sum + each, 0);

/** One step: some time passes, something happens; says what. */
export function takeStep(world: World, chance: Chance): string {
  world.now += 1 + chance.below(20_000);
  let left = chance.next() * weight;
  for (const [action, each] of weighted) {
    left -= each;
    if (left < 0) {
      action(world, chance);
      return action.name;
    }
  }
  return 'nothing';
}

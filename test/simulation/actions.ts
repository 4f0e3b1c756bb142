import type { Chance } from './chance.ts';
import { draftOf } from './drafts.ts';
import { altered, type Flight, forged, type Heard, portalPage } from './net.ts';
import { unsent } from './phone-db.ts';
import type { World } from './world.ts';

/** One thing that may happen next. It does nothing when there is no occasion for it. */
type Action = (world: World, chance: Chance) => void;

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

/** What waits is given to another phone to carry. */
const handOver: Action = (world, chance) => {
  const [from, to] = [chance.pick(world.phones), chance.pick(world.phones)];
  if (!from || !to || from.key === to.key) return;
  const { chain, closings, kids } = from.db;
  to.carried = { chain, events: unsent(from.db), receipts: [], closings, kids };
};

const killHub: Action = (world, chance) => {
  const process = chance.below(2);
  world.hub.kill(process);
  world.ingests[process]?.kill();
};

const backUp: Action = (world) => world.hub.backUp(world.now);

const restore: Action = (world, chance) => {
  const backup = chance.pick(world.hub.backups);
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

const rotateKeys: Action = (world) => world.hub.rotateKeys();

/** A supervisor ends a chain: mostly one that is stuck. */
const closeChain: Action = (world, chance) => {
  const stuck = world.phones.filter(({ needsYou }) => needsYou !== null);
  const phone = chance.pick(chance.is(0.8) ? stuck : world.phones);
  if (phone) world.hub.close(phone.chain);
};

/** Somebody asks that his data be erased. */
const erase: Action = (world, chance) => {
  const saved = chance.pick(world.history.saved);
  if (saved) world.hub.erase([saved.id], world.now);
};

const announce: Action = (world, chance) => world.hub.announce(`alarm/${chance.below(4)}`, world.now);

const record: Action = (world, chance) => {
  const gateway = chance.pick(world.gateways);
  gateway?.record(chance.next(), world.now);
  if (chance.is(0.7)) gateway?.sync();
};

const publish: Action = (world, chance) => {
  world.mqtt.push(...(chance.pick(world.gateways)?.window() ?? []));
};

const carryMqtt: Action = (world, chance) => {
  const [flight] = world.mqtt.splice(chance.is(0.6) ? 0 : chance.below(world.mqtt.length), 1);
  if (!flight || chance.is(0.1)) return;
  if (chance.is(0.1)) world.mqtt.push(flight);
  if (flight.to === 'hub') world.ingests[chance.below(2)]?.hear(flight);
  else world.mqtt.push(...(world.gateways.find(({ id }) => id === flight.gateway)?.hear(flight.say) ?? []));
};

const storeMessages: Action = (world, chance) => chance.pick(world.ingests)?.store();
const lookForHoles: Action = (world, chance) => chance.pick(world.ingests)?.look();
const sayState: Action = (world, chance) => {
  const gateway = chance.pick(world.gateways);
  if (gateway) chance.pick(world.ingests)?.hearState(gateway.state);
};
const killGateway: Action = (world, chance) => chance.pick(world.gateways)?.kill();

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
    [rot, 0.3],
    [handOver, 1],
  ] as const),
  ...([
    [killHub, 2],
    [backUp, 2],
    [restore, 0.9],
    [revoke, 0.5],
    [announce, 4],
    [rotateKeys, 0.5],
    [closeChain, 0.8],
    [erase, 1],
  ] as const),
  ...([
    [record, 4],
    [publish, 4],
    [carryMqtt, 10],
    [storeMessages, 4],
    [lookForHoles, 1],
    [killGateway, 0.7],
    [sayState, 0.7],
  ] as const),
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

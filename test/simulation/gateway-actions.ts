import type { Chance } from './chance.ts';
import type { World } from './world.ts';

/** One thing that may happen next. It does nothing when there is no occasion for it. */
export type Action = (world: World, chance: Chance) => void;

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

/** What gateways, their broker and the hub's ears at it may do, and how often. */
export const gatewayActions = [
  [record, 4],
  [publish, 4],
  [carryMqtt, 10],
  [storeMessages, 4],
  [lookForHoles, 1],
  [killGateway, 0.7],
  [sayState, 0.7],
] as const satisfies readonly (readonly [Action, number])[];

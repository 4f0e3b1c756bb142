import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PassBody } from '../../../src/protocol/pass.ts';
import { aHub, type HubUnderTest } from '../../support/hub-under-test.ts';
import { asCommander, asGateKeeper, asRanger, type Persona } from '../../support/personas.ts';

let hub: HubUnderTest;
let keeper: Persona;
let other: Persona;
let li: Persona;
beforeAll(async () => {
  hub = await aHub();
  keeper = await asGateKeeper(hub);
  other = await (await asGateKeeper(hub)).signIn();
  li = await (await asCommander(hub)).signIn();
});
afterAll(() => hub.close());

const idOf = ({ raw }: { raw: string }) => (JSON.parse(raw) as { id: string }).id;
const aPass = (changes: Partial<PassBody> = {}) => {
  const said = { declaresFire: false, depositsFire: false, entry: null, at: hub.clock.now() };
  return { kind: 'pass', body: { direction: 'in', gate: 'lk-gate-01', class: 'car', persons: 2, ...said, ...changes } };
};
const told = async (id: string) =>
  (await other.pullAll())
    .filter(({ entity, key }) => entity === 'pass' && key === id)
    .map(({ body }) => body)
    .at(-1);
const release = (chain: string, seq: number) => li.ask('POST', '/api/v1/reviews', { chain, seq, outcome: 'released' });
/** A keeper whose pass was held, because the device was taken for lost. */
const heldPass = async () => {
  const lost = await asGateKeeper(hub);
  await hub.database.query("update device set status = 'revoked' where id = $1", [lost.device]);
  const pass = await lost.record(aPass());
  expect((await lost.push([pass])).results).toMatchObject([{ outcome: 'held' }]);
  return { chain: lost.chain, pass: idOf(pass) };
};
const takesBack = async (about: string) => {
  const voiding = await li.record({ kind: 'voiding', body: { about, reason: 'mistaken' } });
  expect((await li.push([voiding])).results).toMatchObject([{ outcome: 'stored' }]);
};

describe('the register that keepers share', () => {
  it('leaves an entry as its keeper wrote it, whoever writes another under its id', async () => {
    const entry = await keeper.record(aPass({ persons: 4 }));
    await keeper.push([entry]);
    const ranger = await asRanger(hub);
    await ranger.push([await ranger.record({ ...aPass({ direction: 'out' }), id: idOf(entry) })]);
    expect(await told(idOf(entry))).toMatchObject({ direction: 'in', persons: 4, voided: false });
  });

  it('does not bring back what was taken back before it was released', async () => {
    const { chain, pass } = await heldPass();
    await takesBack(pass);
    expect((await release(chain, 1)).statusCode).toBe(204);
    expect(await told(pass)).toMatchObject({ voided: true });
  });

  it('takes back what was released before', async () => {
    const { chain, pass } = await heldPass();
    expect((await release(chain, 1)).statusCode).toBe(204);
    expect(await told(pass)).toMatchObject({ voided: false });
    await takesBack(pass);
    expect(await told(pass)).toMatchObject({ voided: true });
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sha256Hex, utf8 } from '../../../src/protocol/bytes.ts';
import { aHub, type HubUnderTest } from '../../support/hub-under-test.ts';
import { asCommander, asRanger } from '../../support/personas.ts';
import { someFields } from '../../support/some-violation.ts';

describe('a record on its way from a phone to command', () => {
  let hub: HubUnderTest;
  beforeAll(async () => {
    hub = await aHub();
  });
  afterAll(() => hub.close());

  it('is enrolled, pushed, completed, pulled and opened', async () => {
    const ranger = await asRanger(hub);
    const plain = utf8(JSON.stringify(someFields()));
    const { id, wraps, parts, sealed } = await ranger.seal([{ plain, role: 'fields', type: 'application/json' }]);
    const event = await ranger.record({ id, parts, wraps });

    expect(await ranger.head()).toMatchObject({ seq: 0, hash: null, missing: [] });
    const answer = await ranger.push([event]);
    expect(answer.results).toMatchObject([{ outcome: 'stored', seq: 1 }]);
    expect(answer.missing).toEqual(parts.map(({ sha256 }) => sha256));
    for (const { bytes, reference } of sealed) await ranger.putPartWell(reference.sha256, bytes);
    expect(await ranger.head()).toMatchObject({ seq: 1, hash: await sha256Hex(event.raw), missing: [] });

    const commander = await (await asCommander(hub)).signIn();
    const changes = await commander.pullAll();
    expect(changes.filter(({ key }) => key === `${ranger.chain}/1`)).toMatchObject([
      { body: { event: { raw: event.raw } } },
    ]);
    expect(changes.find(({ entity }) => entity === 'custody')).toMatchObject({
      body: { event: id, parts: 1, received: 1 },
    });
    const opened = await commander.ask('POST', '/api/v1/openings', { event: id, part: parts[0]?.sha256 });
    expect(opened.statusCode).toBe(200);
    expect(opened.json()).toEqual(someFields());
  });
});

import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Field, secret } from './field.ts';

const python = ['/usr/bin/python3', 'python3'].find(
  (program) => spawnSync(program, ['-c', 'import paho.mqtt.client']).status === 0,
);

let field: Field;
beforeEach(async () => {
  field = await Field.open();
});
afterEach(async () => {
  await field.close();
});

// Skipped where Python or its MQTT package is missing; on CI that is a failure.
describe.skipIf(!python && process.env.CI !== 'true')('the gateway in Python that the README shows', () => {
  it('is heard, stored and acknowledged, and lets go of what it sent', async () => {
    await field.ingest();
    const place = ['127.0.0.1', String(field.broker.port), 'gw-a', secret, 'a-smoke-01'];
    const child = spawn(python ?? 'python3', ['src/hub/mqtt/examples/gateway.py', ...place]);
    let out = '';
    child.stdout.on('data', (chunk) => (out += chunk));
    child.stderr.on('data', (chunk) => (out += chunk));
    const [code] = await once(child, 'close');
    expect([code, out]).toEqual([0, 'stored 1\nstored 2\nstored 3\n']);
    const rows = await field.database.query('select station, number from reading order by seq');
    expect(rows).toEqual([0.1, 0.2, 0.9].map((number) => ({ station: 'a-smoke-01', number })));
    expect(await field.count('alarm')).toBe(1);
  });
});

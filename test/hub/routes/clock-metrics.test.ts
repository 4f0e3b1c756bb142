import { expect, it } from 'vitest';
import { aHub } from '../../support/hub-under-test.ts';

it('tells whoever watches the hub how many gateways have a wrong clock and how far the worst is off, and names none', async () => {
  const hub = await aHub();
  try {
    await hub.database.query(
      "insert into gateway (id, secret_hash, secret_salt, enrolled_at) select 'gw' || n, '', '', 0 from generate_series(1, 4) n",
    );
    await hub.database.query(
      `insert into station (id, gateway, kind, name_zh, name_en, lon, lat, heartbeat_ms, status_at, clock_ms)
       select 'gw' || n, 'gw' || n, 'gateway', '网关', 'gateway', 122, 37, 60000, 0, (array[null, -180000, -7200000, 240000])[n]
         from generate_series(1, 4) n`,
    );
    const { body } = await hub.app.inject('/metrics');
    expect(body).toContain('# TYPE hulin_gateway_clocks_off gauge\n');
    expect(body).toContain('hulin_gateway_clocks_off{direction="slow"} 2\n');
    expect(body).toContain('hulin_gateway_clocks_off{direction="fast"} 1\n');
    expect(body).toContain('hulin_gateway_clock_off_seconds{direction="slow"} 7200\n');
    expect(body).not.toContain('gw1');
  } finally {
    await hub.close();
  }
});

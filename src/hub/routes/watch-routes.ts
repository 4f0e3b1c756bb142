import { timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import * as v from 'valibot';
import type { Queryable } from '../ports.ts';
import type { HubTools } from './hub-tools.ts';
import type { Metrics } from './metrics.ts';
import { Refusal } from './refusal.ts';
import { jsonAnswer, type Route, route } from './route.ts';

const okSchema = v.object({ ok: v.literal(true) });

/** For whoever watches over the hub. */
export function watchRoutes({ database, metrics, metricsToken, isBrokerReached }: HubTools): Route[] {
  const health = route({
    method: 'GET',
    path: '/healthz',
    summary: 'The process is alive.',
    who: 'anyone',
    answer: { kind: 'json', schema: okSchema },
    problems: [],
    handle: async () => jsonAnswer({ ok: true }),
  });
  const readiness = route({
    method: 'GET',
    path: '/readyz',
    summary: 'The hub can serve: store and broker are reached.',
    who: 'anyone',
    answer: { kind: 'json', schema: okSchema },
    problems: ['not-ready'],
    handle: async () => {
      const isStoreReached = await database.query('select 1 as one').then(
        () => true,
        () => false,
      );
      if (!isStoreReached) throw new Refusal('not-ready', 'store not reached');
      if (!isBrokerReached()) throw new Refusal('not-ready', 'broker not reached');
      return jsonAnswer({ ok: true });
    },
  });
  const counters = route({
    method: 'GET',
    path: '/metrics',
    summary: 'Counters in Prometheus text form, for this machine or the bearer of a token.',
    who: 'watchman',
    answer: { kind: 'bytes', type: 'text/plain; version=0.0.4' },
    problems: ['not-signed-in'],
    handle: async ({ request }) => {
      if (!isWatchman(request, metricsToken))
        throw new Refusal('not-signed-in', 'from this machine or with a token only');
      await measureGateways(database, metrics).catch(() => undefined); // without a store the counters are told all the same
      const headers = { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' };
      return { status: 200, headers, body: metrics.render() };
    },
  });
  return [health, readiness, counters];
}

async function measureGateways(db: Queryable, metrics: Metrics): Promise<void> {
  await measureClocks(db, metrics);
  await measureFirmware(db, metrics);
}

/** Which gateways they are, the desk says. */
async function measureClocks(db: Queryable, metrics: Metrics): Promise<void> {
  const rows = await db.query<{ direction: string; count: number; most: number }>(
    `select d.direction, count(s.id)::float8 as count, round(coalesce(max(abs(s.clock_ms)), 0) / 1000.0)::float8 as most
       from (values ('slow'), ('fast')) as d(direction)
       left join station s on s.clock_ms is not null and (s.clock_ms < 0) = (d.direction = 'slow') group by 1`,
  );
  for (const { direction, count, most } of rows) {
    metrics.gauge('hulin_gateway_clocks_off', 'Gateways whose clock is wrong and is corrected.', { direction }, count);
    const help = 'How far the worst of these clocks is off.';
    metrics.gauge('hulin_gateway_clock_off_seconds', help, { direction }, most);
  }
}

/** More versions than these are told together: each gateway says what it likes. */
const versionsAtMost = 20;

async function measureFirmware(db: Queryable, metrics: Metrics): Promise<void> {
  const rows = await db.query<{ firmware: string; count: number }>(
    `select case when place <= $1 then firmware else 'others' end as firmware, sum(count)::float8 as count from (
       select coalesce(firmware, 'unknown') as firmware, count(*) as count,
              row_number() over (order by count(*) desc, coalesce(firmware, 'unknown')) as place
         from station where kind = 'gateway' group by 1) v group by 1 order by 2 desc`,
    [versionsAtMost],
  );
  metrics.forget('hulin_gateways');
  for (const { firmware, count } of rows) {
    metrics.gauge('hulin_gateways', 'Enrolled gateways, by the firmware each named last.', { firmware }, count);
  }
}

function isWatchman({ ip, headers }: FastifyRequest, token: string | undefined): boolean {
  if (/^(::ffff:)?127\.|^::1$/.test(ip)) return true;
  const given = Buffer.from(headers.authorization ?? '');
  const expected = Buffer.from(`Bearer ${token}`);
  return token !== undefined && given.length === expected.length && timingSafeEqual(given, expected);
}

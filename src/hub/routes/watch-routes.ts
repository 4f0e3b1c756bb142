import { timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import * as v from 'valibot';
import type { HubTools } from './hub-tools.ts';
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
      const headers = { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' };
      return { status: 200, headers, body: metrics.render() };
    },
  });
  return [health, readiness, counters];
}

function isWatchman({ ip, headers }: FastifyRequest, token: string | undefined): boolean {
  if (/^(::ffff:)?127\.|^::1$/.test(ip)) return true;
  const given = Buffer.from(headers.authorization ?? '');
  const expected = Buffer.from(`Bearer ${token}`);
  return token !== undefined && given.length === expected.length && timingSafeEqual(given, expected);
}

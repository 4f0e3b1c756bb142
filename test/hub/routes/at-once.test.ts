import rateLimit from '@fastify/rate-limit';
import Fastify from 'fastify';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HubTools } from '../../../src/hub/routes/hub-tools.ts';
import { answerProblems } from '../../../src/hub/routes/problem-answers.ts';
import { registerRoutes } from '../../../src/hub/routes/register-routes.ts';
import { jsonAnswer, route } from '../../../src/hub/routes/route.ts';

describe('a path that works at a few requests at once', () => {
  const app = Fastify();
  const underWay = new Set<number>();
  const waiting: (() => void)[] = [];
  let most = 0;
  const slow = route({
    ...{ method: 'POST', path: '/slow', summary: 'Waits to be let go.', who: 'anyone', problems: ['bad-input'] },
    body: v.number(),
    atOnce: 3,
    answer: { kind: 'json', schema: v.number() },
    handle: async ({ body }) => {
      underWay.add(body);
      most = Math.max(most, underWay.size);
      await new Promise<void>((resolve) => waiting.push(resolve));
      underWay.delete(body);
      if (body === 1) throw new Error('one that fails');
      return jsonAnswer(body);
    },
  });
  beforeAll(async () => {
    app.removeAllContentTypeParsers();
    app.addContentTypeParser('*', { parseAs: 'buffer' }, async (_request: unknown, body: Buffer) => body);
    answerProblems(app);
    await app.register(rateLimit, { global: false });
    registerRoutes(app, {} as HubTools, [slow], { max: 100, windowMs: 60_000 });
  });
  afterAll(() => app.close());

  const ask = (payload: string) =>
    app.inject({ method: 'POST', url: '/slow', payload, headers: { 'content-type': 'application/json' } });

  it('serves everybody in the order they came, never more than so many at once, whatever fails or is no JSON', async () => {
    const asked = ['1', 'no JSON', '2', '3', '4', '5', '6', '7'].map((payload) => ask(payload));
    const order: number[] = [];
    while (order.length < 7) {
      await expect.poll(() => waiting.length).toBeGreaterThan(0);
      order.push(...[...underWay].slice(0, 1));
      waiting.shift()?.();
      await expect.poll(() => underWay.has(order.at(-1) ?? 0)).toBe(false);
    }
    expect((await Promise.all(asked)).map(({ statusCode }) => statusCode)).toEqual([
      500, 400, 200, 200, 200, 200, 200, 200,
    ]);
    expect(order).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(most).toBe(3);
  });
});

import type { FastifyInstance } from 'fastify';
import type { ClosingStack } from './closing-stack.ts';
import { findSession, sessionCookie } from './custody/sessions.ts';
import { ringOnChange } from './mqtt/doorbell.ts';
import { attachLiveBroker, type LiveSession } from './mqtt/live-broker.ts';
import type { Database, HubClock } from './ports.ts';

export interface LiveChannelOptions {
  readonly app: FastifyInstance;
  readonly publicUrl: string;
  readonly database: Database;
  readonly clock: HubClock;
  readonly opened: ClosingStack;
  readonly onProblem: (problem: unknown) => void;
}

/** Rings the browsers that are connected to this hub at whatever any hub commits, and sends away those whose session has ended. */
export async function openLiveChannel(options: LiveChannelOptions): Promise<void> {
  const { app, publicUrl, database, opened, onProblem } = options;
  const broker = await attachLiveBroker(app.server, {
    ...{ publicUrl, onProblem },
    sessionOf: (cookies) => sessionBehind(options, cookies),
  });
  opened.push('live channel', () => broker.close());
  opened.push('doorbell', await ringOnChange(database, broker, onProblem));
  const recheckRevoked = (notice: string) => {
    const { entity } = JSON.parse(notice) as { entity?: string };
    if (entity === 'device') broker.recheck().catch(onProblem);
  };
  opened.push('revocations', await database.listen('hulin_change', recheckRevoked));
}

async function sessionBehind(
  { app, database, clock }: LiveChannelOptions,
  cookies: string,
): Promise<LiveSession | null> {
  const token = app.parseCookie(cookies)[sessionCookie];
  return token ? findSession(database, token, clock.now()) : null;
}

import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { advisoryLocks } from './advisory-locks.ts';

/** Which of several hubs on one database does what only one has to do. */
export interface Leadership {
  isLeader(): boolean;
  /** Called each time this hub comes to lead. */
  onLeading(begin: () => void): void;
  close(): Promise<void>;
}

const retryMs = 1_000;

/**
 * Strives to lead until closed: one hub at a time, another within seconds after a leader's end. A hub that stood still may believe for
 * a moment that it still leads: what must not happen twice takes a lock in its own transaction besides.
 */
export async function openLeadership(url: string): Promise<Leadership> {
  const stopping = new AbortController();
  const beginnings: (() => void)[] = [];
  let client: Client | null = null;
  let leads = false;
  const turn = async (): Promise<void> => {
    client ??= await connect(url, () => {
      client = null;
      leads = false;
    });
    if (leads || !client) return;
    const { rows } = await client.query<{ won: boolean }>('select pg_try_advisory_lock($1) as won', [
      advisoryLocks.leader,
    ]);
    leads = client !== null && rows[0]?.won === true;
    if (leads) for (const begin of beginnings) begin();
  };
  const strive = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      await turn().catch(() => undefined); // the server is away: nobody leads, and it is tried again
      await sleep(retryMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  };
  await turn();
  const striving = strive();
  return {
    isLeader: () => leads,
    onLeading: (begin) => {
      beginnings.push(begin);
      if (leads) begin();
    },
    close: async () => {
      stopping.abort();
      await striving;
      leads = false;
      await client?.end();
    },
  };
}

async function connect(url: string, onGone: () => void): Promise<Client> {
  const client = new Client({ connectionString: url, keepAlive: true });
  client.on('error', () => undefined); // 'end' follows
  client.once('end', onGone);
  await client.connect();
  // A machine that lost its power closes no connection: the server finds out within half a minute.
  await client.query('set tcp_keepalives_idle = 10; set tcp_keepalives_interval = 5; set tcp_keepalives_count = 3');
  return client;
}

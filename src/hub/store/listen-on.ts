import { setTimeout as sleep } from 'node:timers/promises';
import { Client, escapeIdentifier } from 'pg';

const longestPauseMs = 5_000;

/** Calls back with each NOTIFY payload of a channel until stopped; when the connection breaks it opens another. Rejects when the first fails. */
export async function listenOn(
  url: string,
  channel: string,
  onPayload: (payload: string) => void,
): Promise<() => Promise<void>> {
  const stopping = new AbortController();
  let client = await connect(url, channel, onPayload);
  const kept = (async () => {
    for (;;) {
      await ended(client);
      const next = await reconnect(() => connect(url, channel, onPayload), stopping.signal);
      if (!next) return;
      client = next;
      if (stopping.signal.aborted) await client.end();
    }
  })();
  return async () => {
    stopping.abort();
    await client.end();
    await kept;
  };
}

async function connect(url: string, channel: string, onPayload: (payload: string) => void): Promise<Client> {
  const client = new Client({ connectionString: url, keepAlive: true });
  client.on('error', () => undefined); // 'end' follows, and the loop above opens another connection
  client.on('notification', ({ payload }) => onPayload(payload ?? ''));
  await client.connect();
  await client.query(`listen ${escapeIdentifier(channel)}`);
  return client;
}

function ended(client: Client): Promise<void> {
  return new Promise((resolve) => {
    client.once('end', resolve);
  });
}

async function reconnect(attempt: () => Promise<Client>, signal: AbortSignal): Promise<Client | null> {
  for (let tried = 0; !signal.aborted; tried += 1) {
    const client = await attempt().catch(() => null); // the server is away: try again after a pause
    if (client) return client;
    await sleep(Math.min(longestPauseMs, 50 * 2 ** tried), undefined, { signal }).catch(() => undefined);
  }
  return null;
}

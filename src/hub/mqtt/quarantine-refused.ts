import { putInQuarantine } from '../custody/quarantine.ts';
import type { Database } from '../ports.ts';
import type { RefusedPublish } from './gateway-broker.ts';
import { payloadHash } from './read-message.ts';

/** Keeps what the embedded broker threw away: who sent it is told by the detail, where to by the origin. */
export async function quarantineRefused(database: Database, now: number, refused: RefusedPublish): Promise<void> {
  const { login, topic, payload, reason } = refused;
  const detail = `published by ${login}`;
  const origin = topic.replaceAll('\0', '').slice(0, 200);
  const hash = payloadHash(payload);
  await database.transaction((tx) =>
    putInQuarantine(tx, now, { source: 'mqtt', reason, detail, origin, hash, content: payload }),
  );
}

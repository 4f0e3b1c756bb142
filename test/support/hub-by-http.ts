import { once } from 'node:events';
import { Agent, request as askByHttp, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import type { InjectOptions, LightMyRequestResponse } from 'fastify';
import { issueCode } from '../../src/hub/custody/issue-code.ts';
import { openHubKeys } from '../../src/hub/keys/hub-keys.ts';
import type { Database } from '../../src/hub/ports.ts';
import type { PersonaHub } from './persona-hub.ts';

let people = 0;

/**
 * A hub in another process, for a persona: each comes from an address of its own, as phones do. `url` is asked at each request. Codes
 * are issued by the hub's own code on its database and keys.
 */
export async function hubsByHttp(database: Database, keyFolder: string): Promise<(url: () => string) => PersonaHub> {
  const keys = await openHubKeys(keyFolder, database, Date.now());
  const code: PersonaHub['code'] = async (role, name = '示例护林员') => {
    const draft = { name, role, area: '*', issuedBy: null };
    return (await database.transaction((tx) => issueCode(tx, keys, Date.now(), draft))).code;
  };
  return (url) => {
    people += 1;
    const from = `10.0.${people >> 8}.${people & 255}`;
    return { app: { inject: (request) => ask(url(), from, request) }, clock: { now: () => Date.now() }, code };
  };
}

/** One line for each phone and request that waits; fetch costs the phones of a storm more than their records. */
const lines = new Agent({ keepAlive: true });

/** Rejects when the line breaks before the whole answer has come. */
async function ask(
  hub: string,
  from: string,
  { method = 'GET', url, headers, payload }: InjectOptions,
): Promise<LightMyRequestResponse> {
  const isBytes = payload === undefined || typeof payload === 'string' || payload instanceof Uint8Array;
  const json = isBytes ? {} : { 'content-type': 'application/json' };
  const sent = isBytes ? payload : JSON.stringify(payload);
  const asking = askByHttp(new URL(typeof url === 'string' ? url : '/', hub), {
    ...{ agent: lines, method },
    headers: { ...json, ...(headers as Record<string, string>), 'x-forwarded-for': from },
  });
  asking.end(sent);
  const [response] = (await once(asking, 'response')) as [IncomingMessage];
  const body = await text(response);
  const answer = {
    statusCode: response.statusCode ?? 0,
    headers: { ...response.headers, 'set-cookie': response.headers['set-cookie']?.[0] },
    body,
    json: () => JSON.parse(body) as unknown,
  };
  return answer as unknown as LightMyRequestResponse;
}

import type { HubSigner } from '../custody/hub-signer.ts';
import { type Answer, jsonAnswer } from './route.ts';

/** An answer a client may act on: its raw text names the request it answers, signed by the hub (sync.md I7). */
export async function signedAnswer(keys: HubSigner, text: object): Promise<Answer> {
  return jsonAnswer(await keys.sign('answer', JSON.stringify(text)));
}

import { hashOf, isSignedBy, type SignedText, signAs } from './stand-in.ts';

/** What a phone asks of the hub. `by` signed it: a courier may ask for a chain that is not its own. */
export interface Request {
  readonly kind: 'head' | 'push' | 'part' | 'chunk' | 'progress' | 'session' | 'pull' | 'keys' | 'recall' | 'erase';
  readonly chain: string;
  readonly by: string;
  readonly nonce: string;
  readonly body: string;
  readonly digest: string;
  readonly sig: string;
  /** For pulling: there is a session. */
  readonly hasSession: boolean;
}

/** What comes back, nothing of it believed yet. */
export type Heard =
  | { readonly line: 'no-network' }
  | { readonly line: 'problem'; readonly status: number; readonly code: string }
  | { readonly line: 'body'; readonly signed: SignedText | null; readonly plain: unknown };

/** On its way. A phone that stopped waiting hears nothing of it any more. */
export type Flight =
  | { readonly to: 'hub'; readonly request: Request }
  | { readonly to: 'phone'; readonly request: Request; readonly heard: Heard; readonly isLie: boolean };

export function makeRequest(asked: Pick<Request, 'kind' | 'chain' | 'by' | 'nonce' | 'body' | 'hasSession'>): Request {
  const digest = digestOf(asked);
  return { ...asked, digest, sig: signAs(asked.by, 'request', digest).sig };
}

/** False for a request that was altered on its way. */
export function isGenuine(request: Request): boolean {
  return digestOf(request) === request.digest && isSignedBy(request.by, 'request', signatureOf(request));
}

function digestOf({ kind, chain, nonce, body }: Pick<Request, 'kind' | 'chain' | 'nonce' | 'body'>): string {
  return hashOf(`${kind}\n${chain}\n${nonce}\n${body}`);
}

function signatureOf({ digest, sig, by }: Request): SignedText {
  return { raw: digest, sig, kid: by };
}

/** A captive portal's page: 200 to everything. */
export const portalPage: Heard = { line: 'body', signed: null, plain: '<html>' };

/** Whoever stands between signs with a key of his own, which nobody certified. */
export function forged(heard: Heard): Heard {
  if (heard.line !== 'body' || !heard.signed) return portalPage;
  return { ...heard, signed: signAs('stranger', 'answer', heard.signed.raw) };
}

/** One character of the signed text changed on its way; anything unsigned is cut to nothing. */
export function altered(heard: Heard, place: number): Heard {
  if (heard.line !== 'body' || !heard.signed) return portalPage;
  const { raw } = heard.signed;
  const at = place % raw.length;
  const other = raw[at] === '1' ? '2' : '1';
  return { ...heard, signed: { ...heard.signed, raw: raw.slice(0, at) + other + raw.slice(at + 1) } };
}

import type { LaterReason } from './push-step.ts';

/** What came back for a request, each question answered as far as the ones before it allow. */
export interface HeardAnswer {
  readonly line: 'no-network' | 'problem' | 'body';
  /** The body is a text with a signature at all: a captive portal's page is not. */
  readonly hasSignature: boolean;
  /** The pinned identity certified the key to us. */
  readonly isKeyKnown: boolean;
  readonly isSignatureValid: boolean;
  /** The signed text can be read and names the digest of this very request. */
  readonly isForRequest: boolean;
}

/**
 * Whether an answer may change anything here: null when it may, else why it means no more than "later".
 *
 * | line       | signed at all | key known | signature valid | for this request | → |
 * |------------|---------------|-----------|-----------------|------------------|---|
 * | no-network | –             | –         | –               | –                | no-network |
 * | problem    | –             | –         | –               | –                | problem |
 * | body       | no            | –         | –               | –                | unsigned |
 * | body       | yes           | no        | –               | –                | foreign |
 * | body       | yes           | yes       | no              | –                | unsigned |
 * | body       | yes           | yes       | yes             | no               | unsigned |
 * | body       | yes           | yes       | yes             | yes              | believed |
 */
export function whyNotBelieved(heard: HeardAnswer): LaterReason | null {
  if (heard.line !== 'body') return heard.line;
  if (!heard.hasSignature) return 'unsigned';
  if (!heard.isKeyKnown) return 'foreign';
  return heard.isSignatureValid && heard.isForRequest ? null : 'unsigned';
}

/** One link as a receipt or a result names it. */
export interface LinkName {
  readonly seq: number;
  readonly hash: string;
}

/** What the hub said to one pushed event; `receipt` is null when the hub did not sign it for this very event. */
export interface ReceivedResult<R> {
  readonly outcome: 'stored' | 'held' | 'dup' | 'fork' | 'need' | 'quarantined';
  readonly name: LinkName | null;
  readonly receipt: R | null;
}

/** The receipts of one push. Null when a result is not for its event or bears no receipt of the hub's: then nothing of it counts. */
export function believeResults<R>(sent: readonly LinkName[], results: readonly ReceivedResult<R>[]): R[] | null {
  if (results.length > sent.length) return null;
  const receipts: R[] = [];
  for (const [index, { outcome, name, receipt }] of results.entries()) {
    if (outcome === 'need' || outcome === 'quarantined') continue;
    const event = sent[index];
    if (!receipt || name?.seq !== event?.seq || name?.hash !== event?.hash) return null;
    receipts.push(receipt);
  }
  return receipts;
}

import { randomBytes } from 'node:crypto';
import { clockToleranceMs } from '../../protocol/evidence/clock-tolerance.ts';
import type { Certificate } from '../../protocol/time-stamp/certificate.ts';
import { checkToken } from '../../protocol/time-stamp/check-token.ts';
import { hasNonce, readStampAnswer, stampRequest, toNonce } from '../../protocol/time-stamp/stamp-request.ts';
import type { Database, HubClock } from '../ports.ts';

/** A time stamping authority (RFC 3161 over HTTP). `roots`: where its certificate must lead; none: it is not followed. */
export interface StampAuthority {
  readonly url: string;
  readonly roots: readonly Certificate[];
}

export interface StampTools {
  readonly database: Database;
  readonly clock: HubClock;
  readonly authority: StampAuthority;
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
}

const atOnce = 10;
const answerWithinMs = 20_000;
const mostAnswerBytes = 256 * 1024;
const firstPauseMs = 60_000;
const longestPauseMs = 3_600_000;

interface DueRow extends Record<string, unknown> {
  readonly anchor: string;
  readonly until_at: number;
  readonly tries: number;
}

/**
 * Asks the authority for the time stamps that are due. What fails is tried again, after pauses from a minute to an hour, for ever: an
 * anchor that was made while the line was down is stamped when it is back. Answers how many were stamped.
 */
export async function stampAnchors(tools: StampTools, signal: AbortSignal): Promise<number> {
  const due = await tools.database.query<DueRow>(
    `select t.anchor, a.until_at, t.tries from time_stamp t join anchor a on a.hash = t.anchor
      where t.token is null and t.next_at <= $1 order by a.day limit $2`,
    [tools.clock.now(), atOnce],
  );
  let stamped = 0;
  for (const row of due) {
    signal.throwIfAborted();
    const answer = await askForStamp(tools, row, signal);
    if (answer.ok) stamped += 1;
    await keepAnswer(tools, row, answer);
  }
  return stamped;
}

type Answer = { ok: true; token: Uint8Array; genAt: number } | { ok: false; fault: string };

/** `fault` names what was wrong in a word; never what the authority wrote. */
async function askForStamp(
  { authority, clock, fetch }: StampTools,
  { anchor: sha256, until_at }: DueRow,
  signal: AbortSignal,
): Promise<Answer> {
  const nonce = toNonce(randomBytes(8));
  const heard = await post(fetch, authority.url, stampRequest(sha256, nonce), signal);
  if (typeof heard === 'string') return { ok: false, fault: heard };
  const answer = readStampAnswer(heard);
  if (!answer.ok) return { ok: false, fault: answer.status === null ? 'unreadable' : `status ${answer.status}` };
  const { info, faults } = await checkToken(answer.token, sha256, authority.roots);
  if (!info || faults[0]) return { ok: false, fault: faults[0] ?? 'unreadable' };
  if (!hasNonce(info.nonce, nonce)) return { ok: false, fault: 'other-nonce' };
  const [from, to] = [until_at - clockToleranceMs, clock.now() + clockToleranceMs];
  if (info.genTime < from || info.genTime > to) return { ok: false, fault: 'wrong-time' };
  return { ok: true, token: answer.token, genAt: info.genTime };
}

async function post(
  fetch: StampTools['fetch'],
  url: string,
  body: Uint8Array<ArrayBuffer>,
  signal: AbortSignal,
): Promise<Uint8Array | string> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/timestamp-query', accept: 'application/timestamp-reply' },
      body,
      redirect: 'error',
      signal: AbortSignal.any([signal, AbortSignal.timeout(answerWithinMs)]),
    });
    if (!response.ok) return `HTTP ${response.status}`;
    const answer = new Uint8Array(await response.arrayBuffer());
    return answer.length > mostAnswerBytes ? 'too-large' : answer;
  } catch {
    signal.throwIfAborted();
    return 'no-answer'; // no line, a cut one, or a slow one: the next try may be luckier
  }
}

async function keepAnswer({ database, clock }: StampTools, { anchor, tries }: DueRow, answer: Answer): Promise<void> {
  if (answer.ok) {
    await database.query(
      'update time_stamp set token = $2, gen_at = $3, tries = tries + 1, fault = null where anchor = $1 and token is null',
      [anchor, Buffer.from(answer.token), answer.genAt],
    );
    return;
  }
  const pause = Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(tries, 10));
  await database.query('update time_stamp set tries = tries + 1, fault = $2, next_at = $3 where anchor = $1', [
    ...[anchor, answer.fault, clock.now() + Math.ceil(pause * (0.5 + Math.random() / 2))],
  ]);
}

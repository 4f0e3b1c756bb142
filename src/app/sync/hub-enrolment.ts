import * as v from 'valibot';
import { sha256Hex } from '../../protocol/bytes.ts';
import { type EnrolmentAnswer, enrolmentAnswerSchema } from '../../protocol/enrolment.ts';
import { readEnrolmentFragment } from '../../protocol/enrolment-link.ts';
import { areHubKeysSound } from '../../protocol/hub-certificates.ts';
import type { ProblemCode } from '../../protocol/problem.ts';
import { type Signed, signText, thumbprint } from '../../protocol/signed.ts';
import type { Live } from '../live.ts';
import type { Enrolment, EnrolResult, Profile } from '../ports.ts';
import { type ClockStore, signedTime } from '../storage/clock-store.ts';
import { mapLive } from '../storage/live-query.ts';
import type { LockStore } from '../storage/lock-store.ts';
import { type OwnKeys, profileOf } from '../storage/own-keys.ts';
import type { ProfileStore } from '../storage/profile-store.ts';
import type { EnrolledRow, ProfileRow } from '../storage/rows.ts';
import { isStorageProblem } from '../storage/storage-problem.ts';
import { askHub, type Fetch, type Heard, textOf } from './hub-http.ts';
import { HubVerifier, readSigned } from './hub-keys.ts';

export interface EnrolmentDeps {
  readonly keys: OwnKeys;
  readonly profiles: ProfileStore;
  readonly locks: Pick<LockStore, 'noteHolders'>;
  readonly clock: ClockStore;
  readonly fetch: Fetch;
  /** False on plain http that is not this machine: no crypto there. */
  readonly isSecure: boolean;
  /** Takes the link out of the address bar once it is stored. */
  readonly clearFragment: () => void;
}

type Link = { readonly code: string; readonly hub: string };
type Refused = Extract<EnrolResult, { ok: false }>;

const hints: Partial<Record<ProblemCode, Refused['because']>> = {
  'code-expired': 'code-expired',
  'code-used': 'code-used',
  'code-unknown': 'code-unknown',
};

/** Enrolling this profile: key and link are stored before the hub is asked, so that a lost answer can be asked for again. */
export class HubEnrolment implements Enrolment {
  readonly profile: Live<Profile | null>;
  readonly #deps: EnrolmentDeps;
  /** The code of a link that was turned down since the app started. */
  #turnedDown: string | null = null;

  constructor(deps: EnrolmentDeps) {
    this.#deps = deps;
    this.profile = mapLive(deps.keys.watchEnrolled(), (row) => row && profileOf(row));
  }

  async enrol(fragment: string, signal: AbortSignal): Promise<EnrolResult> {
    if (!this.#deps.isSecure) return refused('insecure', 'this page has no crypto: open it by https');
    const link = readEnrolmentFragment(fragment);
    if (!link) return refused('refused', 'not an enrolment link');
    return this.#guarded(async () => {
      const row = await this.#deps.keys.ensure();
      const isElsewhere = row.enrolled && (await thumbprint(row.enrolled.hub.identity)) !== link.hub;
      if (!isElsewhere) await this.#deps.profiles.keepLink(link);
      this.#deps.clearFragment();
      return isElsewhere ? refused('already-enrolled', 'with another hub') : this.#askAndNote(row, link, signal);
    });
  }

  /** Goes on with a link that a reload or a dead line interrupted; null when none waits. */
  async resume(signal: AbortSignal): Promise<EnrolResult | null> {
    if (!this.#deps.isSecure) return null;
    const row = await this.#deps.profiles.read();
    if (!row?.link || row.link.code === this.#turnedDown) return null;
    const { link } = row;
    return this.#guarded(() => this.#askAndNote(row, link, signal));
  }

  /** Nobody signs a refusal: the link stays where it is, and an enrolled phone only does not ask again before its next start. */
  async #askAndNote(row: ProfileRow, link: Link, signal: AbortSignal): Promise<EnrolResult> {
    const result = await this.#ask(row, link, signal);
    const isOver = !result.ok && ['code-expired', 'code-used', 'code-unknown', 'refused'].includes(result.because);
    this.#turnedDown = row.enrolled && isOver ? link.code : null;
    return result;
  }

  async #ask(row: ProfileRow, { code, hub }: Link, signal: AbortSignal): Promise<EnrolResult> {
    const { sig } = await signText('session', code, row.privateKey, row.kid);
    const body = JSON.stringify({ code, key: row.jwk, sig });
    const headers = { 'content-type': 'application/json' };
    const heard = await askHub(this.#deps.fetch, { method: 'POST', path: '/api/v1/enrolments', headers, body }, signal);
    const signed = heard.kind === 'body' ? readSigned(textOf(heard.bytes)) : null;
    if (!signed) return refusalOf(heard);
    const answer = await readAnswer(signed, `${code}.${row.kid}`, hub);
    return answer
      ? this.#keep(row, answer, signed)
      : refused('wrong-hub', 'the answer does not bear the signature of the link');
  }

  async #keep(row: ProfileRow, answer: EnrolmentAnswer, signed: Signed): Promise<EnrolResult> {
    const { device, chain, grant, hub, epoch, time } = answer;
    if (row.enrolled) return this.#addPerson(row, row.enrolled, answer, signed);
    const enrolled = { device, chain, grant, hub, epoch, answer: signed };
    const isKept = await this.#deps.profiles.keepEnrolment(enrolled);
    await this.#deps.clock.learn(signedTime(time));
    const known = isKept ? enrolled : (await this.#deps.profiles.read())?.enrolled;
    if (known?.device !== device) return refused('already-enrolled', 'another tab was first');
    return { ok: true, profile: profileOf({ ...row, enrolled }) };
  }

  /** A further link in an enrolled profile: one more person, the same key and chain. */
  async #addPerson(
    row: ProfileRow,
    enrolled: EnrolledRow,
    { device, grant, hub, time }: EnrolmentAnswer,
    signed: Signed,
  ): Promise<EnrolResult> {
    if (enrolled.device !== device) return refused('refused', 'the answer is for another device');
    await this.#deps.locks.noteHolders();
    await this.#deps.keys.learnHubKeys(hub.certificates); // shown again one day with the answer that one of them signed
    await this.#deps.profiles.addGrant(grant, signed);
    await this.#deps.clock.learn(signedTime(time));
    return { ok: true, profile: profileOf({ ...row, enrolled: { ...enrolled, grant } }) };
  }

  async #guarded(work: () => Promise<EnrolResult>): Promise<EnrolResult> {
    try {
      return await work();
    } catch (problem) {
      if (isStorageProblem(problem) && !isAbort(problem)) return refused('storage', String(problem));
      throw problem;
    }
  }
}

/** Null unless the pinned hub signed it for this code and key. */
async function readAnswer(signed: Signed, asked: string, pinned: string): Promise<EnrolmentAnswer | null> {
  const says = v.safeParse(v.pipe(v.string(), v.parseJson(), enrolmentAnswerSchema), signed.raw);
  if (!says.success || says.output.request !== (await sha256Hex(asked))) return null;
  const { hub } = says.output;
  if (!(await areHubKeysSound(hub, pinned))) return null;
  return (await new HubVerifier(hub).isHubs('answer', signed)) ? says.output : null;
}

/** A refusal nobody signed: shown to the person, and nothing else follows from it. */
function refusalOf(heard: Heard): Refused {
  if (heard.kind === 'no-network') return refused('no-network', 'no answer');
  if (heard.kind === 'body') return refused('no-network', 'something else than the hub answered');
  const because = hints[heard.code as ProblemCode];
  if (because) return refused(because, heard.detail);
  if (heard.code === null || heard.status >= 500 || heard.status === 429) return refused('no-network', heard.detail);
  return refused('refused', heard.detail);
}

function refused(because: Refused['because'], detail: string): Refused {
  return { ok: false, because, detail };
}

function isAbort(problem: unknown): boolean {
  return problem instanceof DOMException && problem.name === 'AbortError';
}

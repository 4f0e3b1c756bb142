import type { PushMove } from '../../src/domain/custody/push-step.ts';
import type { Invariant } from './invariants.ts';
import { headOf, type ReceiptRow, unsent } from './phone-db.ts';
import { productSteps, type Steps } from './steps.ts';

/** A mistake, as another step in the product's place, and the invariant that must find it. */
export interface Mistake {
  readonly name: string;
  readonly breaks: Invariant;
  readonly plant: Partial<Steps>;
}

type Move = PushMove<ReceiptRow>;
type Verdict = ReturnType<Steps['judgeBatch']>['verdicts'][number];
const { stepPush, judgeBatch, judgePage, holeAfter, applyCommand, takeGateSaid } = productSteps;
const dayMs = 86_400_000;

/** As if the hub had told that it holds everything up to `seq`. */
function claimUpTo(move: Move, seq: number): Move {
  const head = move.keep?.head ?? move.state.head ?? { seq, epoch: '', toldAt: 0, horizon: null };
  return { ...move, keep: { missing: [], receipts: [], ...move.keep, head: { ...head, seq } } };
}

/** Every link of one kind taken for one of another. */
function judgedAs(kind: Verdict['kind'], other: 'dup' | 'need' | 'next'): Steps['judgeBatch'] {
  return (known, links) => {
    const { verdicts, head } = judgeBatch(known, links);
    const instead = other === 'need' ? ({ kind: 'need', from: 1 } as const) : ({ kind: other } as const);
    return { head, verdicts: verdicts.map((verdict) => (verdict.kind === kind ? instead : verdict)) };
  };
}

/** The twelve that were found in peers. */
export const peerMistakes: readonly Mistake[] = [
  {
    name: 'remove before send',
    breaks: 'I2',
    plant: {
      stepPush: (state, input) => {
        const move = stepPush(state, input);
        return input.kind === 'head' && move.act.kind === 'send' ? claimUpTo(move, input.own.head.seq) : move;
      },
    },
  },
  {
    name: 'skip the refused one',
    breaks: 'I2',
    plant: {
      stepPush: (state, input) => {
        const move = stepPush(state, input);
        if (input.kind !== 'answer' || !input.outcomes.includes('quarantined')) return move;
        const skipping = claimUpTo(move, state.from + input.outcomes.length - 1);
        const head = skipping.keep?.head ?? null;
        return head ? { ...skipping, act: { kind: 'end', end: { kind: 'done', head, nonce: state.nonce } } } : move;
      },
    },
  },
  {
    name: 'trust own ack flags',
    breaks: 'I8',
    plant: {
      headToGoBy: (told, db) => {
        const seq = db.hubHead?.seq ?? 0;
        return { seq, hash: db.events[seq - 1]?.hash ?? null, ...(db.hubHead ? {} : told) };
      },
    },
  },
  { name: 'drop a fork', breaks: 'I20', plant: { judgeBatch: judgedAs('fork', 'dup') } },
  {
    name: 'paused means pushed',
    breaks: 'I2',
    plant: {
      stepPush: (state, input) => {
        const move = stepPush(state, input);
        const isPaused = input.kind === 'later' && input.later.because === 'no-network' && input.sent > 0;
        return isPaused ? claimUpTo(move, state.from + input.sent - 1) : move;
      },
    },
  },
  {
    name: 'no client id',
    breaks: 'I5',
    plant: { judgeBatch: judgedAs('dup', 'next') },
  },
  {
    name: 'wipe on user switch',
    breaks: 'I13',
    plant: { switchPerson: (db, person) => ({ ...db, person, events: db.events.slice(0, db.hubHead?.seq ?? 0) }) },
  },
  {
    name: 'block on 4xx',
    breaks: 'I6',
    plant: { refuseBatch: (outcomes) => (outcomes.includes('held') ? 400 : null) },
  },
  { name: 'sequence not commit-ordered', breaks: 'I9', plant: { mayNumber: () => true } },
  { name: 'suppress replay', breaks: 'I5', plant: { judgeBatch: judgedAs('dup', 'need') } },
  {
    name: 'clock drift throws',
    breaks: 'I12',
    plant: { refusesClock: (wall, seen) => seen !== null && Math.abs(wall - seen) > dayMs },
  },
  { name: 'PUBACK before commit', breaks: 'I17', plant: { acksOnArrival: () => true } },
];

const asItCame = <C extends { readonly review: unknown }>(copy: C) => ({ ...copy, review: null });

const believingAnyKey: Partial<Steps> = {
  whyNotBelieved: (heard) => productSteps.whyNotBelieved({ ...heard, isKeyKnown: true }),
};

/** One for every invariant that none of the twelve is about: each can go red. */
export const furtherMistakes: readonly Mistake[] = [
  {
    name: 'needless by a change behind the end of the pull',
    breaks: 'I9',
    plant: {
      standingChanges: (changes, upTo) => productSteps.standingChanges(changes, upTo).filter(({ n }) => n < upTo),
    },
  },
  { name: 'saved before it is on disk', breaks: 'I1', plant: { isDurableWhenDone: () => false } },
  {
    name: 'a push that takes the hub’s head for its own',
    breaks: 'I3',
    plant: {
      stepPush: (state, input) =>
        input.kind === 'head'
          ? stepPush(state, {
              ...input,
              own: { ...input.own, head: input.tells.head, hashAtHubSeq: input.tells.head.hash },
            })
          : stepPush(state, input),
    },
  },
  {
    name: 'links not checked',
    breaks: 'I4',
    plant: {
      judgeBatch: (known, links) => {
        const judged = judgeBatch(known, links);
        const last = links.findLast((link) => link !== null);
        const verdicts = judged.verdicts.map((verdict) =>
          verdict.kind === 'fork' ? ({ kind: 'next' } as const) : verdict,
        );
        return { verdicts, head: last ? { seq: last.seq, hash: last.hash } : judged.head };
      },
    },
  },
  {
    name: 'an answer to another request believed',
    breaks: 'I7',
    plant: { whyNotBelieved: (heard) => productSteps.whyNotBelieved({ ...heard, isForRequest: true }) },
  },
  {
    name: 'rows of another life kept',
    breaks: 'I10',
    plant: { judgePage: (standing, asked, page) => judgePage(standing, asked, { ...page, restarted: false }) },
  },
  { name: 'parts taken unseen', breaks: 'I11', plant: { judgePart: () => 'take' } },
  {
    name: 'a second tab’s head not read again',
    breaks: 'I14',
    plant: { judgeAppend: ({ isThere }) => (isThere ? 'is-there' : 'put') },
  },
  {
    name: 'an upgrade that drops what waits',
    breaks: 'I15',
    plant: {
      changeVersion: (db) =>
        unsent(db).length > 0 && headOf(db).seq > 0 ? { ...db, events: db.events.slice(0, -1) } : db,
    },
  },
  {
    name: 'the last writer wins',
    breaks: 'I16',
    plant: { applyCommand: (file, command) => applyCommand(file, { ...command, base: file.version }) },
  },
  {
    name: 'the last to set a gate wins',
    breaks: 'I16',
    plant: {
      takeGateSaid: (file, said) =>
        takeGateSaid(file, said.kind === 'setting' ? { ...said, base: file.version } : said),
    },
  },
  {
    name: 'a restored hub that asks for no end',
    breaks: 'I17',
    plant: {
      holeAfter: (upTo, next, limit) => (next === Number.POSITIVE_INFINITY ? null : holeAfter(upTo, next, limit)),
    },
  },
  {
    name: 'receipts of another life trusted for what is carried',
    breaks: 'I8',
    plant: { lostReceipts: () => [] },
  },
  {
    name: 'a cut part begun anew',
    breaks: 'I11',
    plant: { beginPart: (part, chunkBytes) => productSteps.beginPart({ ...part, hasBegun: false }, chunkBytes) },
  },
  {
    name: 'a chunk put wherever the part ends',
    breaks: 'I11',
    plant: { putChunk: (begun, _at, chunk) => begun + chunk },
  },
  { name: 'a signature nobody certified believed', breaks: 'I7', plant: believingAnyKey },
  { name: 'what waited stays on the closed chain', breaks: 'I3', plant: { leftToSuccessor: () => [] } },
  { name: 'a closing that a restored hub does not hear of', breaks: 'I8', plant: { takeClosingBack: () => null } },
  { name: 'what was written anew used twice', breaks: 'I3', plant: { isRecordedAlready: () => false } },
  { name: 'keys of what was erased kept', breaks: 'I18', plant: { forgetsKeys: () => false } },
  {
    name: 'an erasure that a restored hub does not hear of',
    breaks: 'I18',
    plant: { erasuresToOrder: (kept) => ({ waiting: [...kept], due: [] }) },
  },
  {
    name: 'parts said to have arrived that the hub asks for',
    breaks: 'I2',
    plant: { settleParts: (ofHeld) => ({ again: [], arrived: [...ofHeld] }) },
  },
  {
    name: 'nobody goes over who may not read',
    breaks: 'I3',
    plant: { mayGoOver: (round, isOnDuty) => productSteps.hasTold(round, isOnDuty) },
  },
  {
    name: 'a cursor that jumps to the newest change',
    breaks: 'I9',
    plant: { closePage: (_opening, hub) => hub.newest },
  },
  {
    name: 'the phone’s own clock taken for the hub’s',
    breaks: 'I12',
    plant: { learnClock: (known, heard) => productSteps.learnClock(known, { ...heard, hubAt: heard.wallAt }) },
  },
  {
    name: 'nothing enters beside what cannot be read',
    breaks: 'I6',
    plant: { judgeBatch: (known, links) => judgeBatch(known, links.includes(null) ? links.map(() => null) : links) },
  },
  { name: 'parts never sent', breaks: 'I3', plant: { partsInOrder: () => [] } },
  {
    name: 'a part ended as sent that was not',
    breaks: 'I2',
    plant: {
      beginPart: (part, chunkBytes) => {
        const { state } = productSteps.beginPart(part, chunkBytes);
        return { state, act: { kind: 'end', end: { kind: 'sent' } } };
      },
    },
  },
  {
    name: 'parts that a restored hub lost not sent again',
    breaks: 'I8',
    plant: { settleParts: (ofHeld, missing) => ({ ...productSteps.settleParts(ofHeld, missing), again: [] }) },
  },
  {
    name: 'verified without having come back',
    breaks: 'I2',
    plant: { tellCustody: (known) => (known.isHeld ? 'verified' : productSteps.tellCustody(known)) },
  },
  { name: 'a photo let go as soon as the hub has it', breaks: 'I8', plant: { mayRelease: () => true } },
  {
    name: 'a photo let go by words of another life of the hub',
    breaks: 'I8',
    plant: {
      noteHeld: (noted, _seq, word) => productSteps.noteHeld({ ...noted, notedIn: word.epoch }, 0, word),
      mayRelease: (kept, word) => productSteps.mayRelease({ ...kept, seq: 0 }, { ...word, namedAllAt: word.toldAt }),
    },
  },
  {
    name: 'what is carried let go as soon as it is delivered',
    breaks: 'I8',
    plant: { mayLetGo: ({ receiptAt }) => receiptAt.every((at) => at !== null) },
  },
  {
    name: 'released copies not counted',
    breaks: 'I3',
    plant: {
      usesAnother: (copies, isByPerson) => productSteps.usesAnother(copies.map(asItCame), isByPerson),
      isRecordedAlready: (event, { hashes, copies }) => {
        const came = [...copies].map(([id, all]) => [id, all.map(asItCame)] as const);
        return productSteps.isRecordedAlready(event, { hashes, copies: new Map(came) });
      },
    },
  },
  { name: 'one event at a time', breaks: 'I19', plant: { countForPush: (pending) => Math.min(1, pending.length) } },
];

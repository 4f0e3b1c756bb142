import { applyCommand } from '../../src/domain/casework/apply-command.ts';
import { linksToAdopt, replacedByAdopting } from '../../src/domain/custody/adopt-links.ts';
import { judgePage } from '../../src/domain/custody/apply-page.ts';
import { believeResults, whyNotBelieved } from '../../src/domain/custody/believe-answer.ts';
import { linkableUpTo, lostReceipts, mayLetGo, nextCarried } from '../../src/domain/custody/carry-events.ts';
import { erasuresToOrder, lostErasures, orderFor } from '../../src/domain/custody/erase-record.ts';
import { judgeAppend } from '../../src/domain/custody/judge-append.ts';
import { judgeBatch } from '../../src/domain/custody/judge-batch.ts';
import type { ChainHead } from '../../src/domain/custody/judge-link.ts';
import { learnClock, weighSkew } from '../../src/domain/custody/learn-clock.ts';
import { mayRelease, noteHeld } from '../../src/domain/custody/may-release.ts';
import { closePage, openPage } from '../../src/domain/custody/open-page.ts';
import { beginPart, judgeChunk, stepPart } from '../../src/domain/custody/part-step.ts';
import { countForPush } from '../../src/domain/custody/plan-push.ts';
import { beginPush, stepPush } from '../../src/domain/custody/push-step.ts';
import { beginRound, stepRound, whyAgain } from '../../src/domain/custody/round-step.ts';
import { mayBeCut, partsInOrder, settleParts } from '../../src/domain/custody/settle-parts.ts';
import { sizeChunk } from '../../src/domain/custody/size-chunk.ts';
import { beginPages, sizePage } from '../../src/domain/custody/size-page.ts';
import {
  hasTold,
  isRecordedAlready,
  isTakenElsewhere,
  leftToSuccessor,
  mayGoOver,
  maySucceed,
  provenUpTo,
  takeClosingBack,
  textAnew,
} from '../../src/domain/custody/succeed-chain.ts';
import { tellCustody } from '../../src/domain/custody/tell-custody.ts';
import { usesAnother } from '../../src/domain/custody/uses-another.ts';
import { takeGateSaid } from '../../src/domain/gate/gate-file.ts';
import { judgeMessage } from '../../src/domain/telemetry/judge-message.ts';
import { endOfRun, holeAfter } from '../../src/domain/telemetry/message-run.ts';
import { whyHeld } from '../../src/hub/custody/why-held.ts';
import { standingChanges } from '../support/standing-changes.ts';
import type { PushResult } from './hub-batch.ts';
import type { Change } from './hub-db.ts';
import type { EventRow, PhoneDb, ReceiptRow } from './phone-db.ts';

/** The product's own decisions, the same functions that app and hub call. */
const product = {
  ...{ beginRound, stepRound, whyAgain, beginPush, stepPush: stepPush<ReceiptRow>, countForPush, nextCarried },
  linkableUpTo,
  lostReceipts: lostReceipts<ReceiptRow>,
  ...{
    whyNotBelieved,
    believeResults: believeResults<ReceiptRow>,
    judgeAppend,
    linksToAdopt,
    replacedByAdopting: replacedByAdopting<EventRow>,
    settleParts,
    partsInOrder,
  },
  ...{
    leftToSuccessor: leftToSuccessor<EventRow>,
    hasTold,
    mayGoOver,
    provenUpTo,
    maySucceed,
    textAnew,
    isRecordedAlready,
    usesAnother,
    isTakenElsewhere,
    takeClosingBack,
  },
  ...{ mayBeCut, noteHeld, mayRelease, mayLetGo },
  ...{ beginPart, stepPart, sizeChunk, judgeChunk, beginPages, sizePage },
  ...{ orderFor: orderFor<string>, lostErasures: lostErasures<Known>, erasuresToOrder: erasuresToOrder<Known> },
  ...{ judgePage, learnClock, weighSkew, tellCustody },
  ...{ applyCommand, takeGateSaid, judgeBatch, whyHeld, openPage, closePage, judgeMessage, endOfRun, holeAfter },
};

export interface Known {
  readonly event: string;
}

/** What databases, disks and brokers promise the product, as functions so that a promise can be broken. */
const surroundings = {
  /** IndexedDB strict: a transaction that resolved is on disk. */
  isDurableWhenDone: (): boolean => true,
  /** The change table's advisory lock: numbers are given while nobody else's are uncommitted. */
  mayNumber: (uncommitted: number): boolean => uncommitted === 0,
  /** What a later change has made needless is left out of a pull that reaches the later one. */
  standingChanges: standingChanges<Change>,
  /** A batch is never turned back for what is in it. */
  refuseBatch: (_outcomes: readonly PushResult['outcome'][]): number | null => null,
  /** A part is kept when an event names it and it hashes to its name. */
  judgePart: (isNamed: boolean, hashesToName: boolean): 'take' | 'part-not-named' | 'hash-mismatch' => {
    if (!isNamed) return 'part-not-named';
    return hashesToName ? 'take' : 'hash-mismatch';
  },
  /** A chunk is put where the part ends; answers where that is now. */
  putChunk: (begun: string, offset: number, chunk: string): string => (begun.length === offset ? begun + chunk : begun),
  /** The keys of a record that was erased are gone from this phone in the transaction that learns of it. */
  forgetsKeys: (): boolean => true,
  /** `/ack` covers what is committed, not what has arrived. */
  acksOnArrival: (): boolean => false,
  /** Which head a phone compares its own with: what the hub says now, whatever it said before. */
  headToGoBy: (told: ChainHead, _db: PhoneDb): ChainHead => told,
  /** The next person on a shared phone. */
  switchPerson: (db: PhoneDb, person: string): PhoneDb => ({ ...db, person }),
  /** What a clock that cannot be right does to an append: nothing. */
  refusesClock: (_wall: number, _seen: number | null): boolean => false,
  /** An app one version older or newer opens the same database. */
  changeVersion: (db: PhoneDb): PhoneDb => db,
};

/** Not the product's own. */
export type StandIn = keyof typeof surroundings;
export const standInNames: readonly string[] = Object.keys(surroundings);
export const productSteps = { ...product, ...surroundings };
export type Steps = typeof productSteps;

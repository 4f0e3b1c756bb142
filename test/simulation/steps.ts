import { applyCommand } from '../../src/domain/casework/apply-command.ts';
import { linksToAdopt } from '../../src/domain/custody/adopt-links.ts';
import { judgePage } from '../../src/domain/custody/apply-page.ts';
import { believeResults, whyNotBelieved } from '../../src/domain/custody/believe-answer.ts';
import { linkableUpTo, lostReceipts, nextCarried } from '../../src/domain/custody/carry-events.ts';
import { judgeAppend } from '../../src/domain/custody/judge-append.ts';
import { judgeBatch } from '../../src/domain/custody/judge-batch.ts';
import type { ChainHead } from '../../src/domain/custody/judge-link.ts';
import { learnClock, weighSkew } from '../../src/domain/custody/learn-clock.ts';
import { closePage, openPage } from '../../src/domain/custody/open-page.ts';
import { countForPush } from '../../src/domain/custody/plan-push.ts';
import { beginPush, stepPush } from '../../src/domain/custody/push-step.ts';
import { beginRound, stepRound, whyAgain } from '../../src/domain/custody/round-step.ts';
import { partsInOrder, settleParts } from '../../src/domain/custody/settle-parts.ts';
import { tellCustody } from '../../src/domain/custody/tell-custody.ts';
import { takeGateSaid } from '../../src/domain/gate/gate-file.ts';
import { judgeMessage } from '../../src/domain/telemetry/judge-message.ts';
import { endOfRun, holeAfter } from '../../src/domain/telemetry/message-run.ts';
import { whyHeld } from '../../src/hub/custody/why-held.ts';
import { standingChanges } from '../support/standing-changes.ts';
import type { PushResult } from './hub-batch.ts';
import type { Change } from './hub-db.ts';
import type { PhoneDb, ReceiptRow } from './phone-db.ts';
import type { SignedText } from './stand-in.ts';

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
    settleParts,
    partsInOrder,
  },
  ...{ judgePage, learnClock, weighSkew, tellCustody },
  ...{ applyCommand, takeGateSaid, judgeBatch, whyHeld, openPage, closePage, judgeMessage, endOfRun, holeAfter },
};

/** What databases, disks and brokers promise the product, as functions so that a promise can be broken. */
const surroundings = {
  /** IndexedDB strict: a transaction that resolved is on disk. */
  isDurableWhenDone: (): boolean => true,
  /** The change table's advisory lock: numbers are given while nobody else's are uncommitted. */
  mayNumber: (uncommitted: number): boolean => uncommitted === 0,
  /** What a later change has made needless is left out of a pull that reaches the later one. */
  standingChanges: standingChanges<Change>,
  /** What forked off is kept beside the chain. */
  keepsForks: (): boolean => true,
  /** A batch is never turned back for what is in it. */
  refuseBatch: (_outcomes: readonly PushResult['outcome'][]): number | null => null,
  /** A receipt is signed once and returned byte for byte. */
  receiptAgain: (receipt: SignedText): SignedText | null => receipt,
  /** A part is kept when an event names it and it hashes to its name. */
  judgePart: (isNamed: boolean, hashesToName: boolean): 'take' | 'part-not-named' | 'hash-mismatch' => {
    if (!isNamed) return 'part-not-named';
    return hashesToName ? 'take' : 'hash-mismatch';
  },
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
export const standInNames: readonly string[] = Object.keys(surroundings);
export const productSteps = { ...product, ...surroundings };
export type Steps = typeof productSteps;

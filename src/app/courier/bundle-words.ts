import { msg, str } from '@lit/localize';
import type { BundleTrouble, CarriedChain, TakenBundle } from '../courier-ports.ts';

type Refused = Extract<TakenBundle, { ok: false }>['because'];
type Taken = Extract<TakenBundle, { ok: true }>;

/** Why a file was not taken at all, and what to do. */
export function explainRefusal(because: Refused): string {
  const words: Record<Refused, () => string> = {
    'not-a-bundle': () => msg('This is not a file of records. Choose the file whose name ends in .hulin.'),
    'newer-bundle': () => msg('This file was made by a newer version of the app. Update this phone first.'),
    'not-enrolled': () => msg('This phone is not enrolled yet. Enrol it first, then choose the file again.'),
    'other-hub': () => msg('These records are for another command. This phone cannot deliver them.'),
    storage: () => msg('This phone is full. Free some space, then choose the file again: nothing is taken twice.'),
  };
  return words[because]();
}

/** What came out of a file, line by line. */
export function describeTaken({ events, parts, known, own, receipts }: Taken): string[] {
  const lines = [
    events > 0
      ? msg(str`${events} records and ${parts} attachments taken. They go on by themselves when there is signal.`)
      : null,
    events === 0 && parts > 0 ? msg(str`${parts} attachments taken.`) : null,
    known > 0 ? msg(str`${known} records were here already.`) : null,
    own > 0 ? msg(str`${own} records are this phone's own: they are sent from here anyway.`) : null,
    receipts > 0 ? msg(str`${receipts} receipts of command for this phone's records.`) : null,
  ].filter((line) => line !== null);
  return lines.length > 0 ? lines : [msg('Nothing in this file is new to this phone.')];
}

/** Whether something of the file did not come in: a damaged line may have taken nothing along. */
export function isLoss({ kind }: BundleTrouble): boolean {
  return kind !== 'head' && kind !== 'line-elsewhere';
}

/** What is wrong with a file, item by item, and what that means. */
export function describeTrouble(trouble: BundleTrouble): string {
  switch (trouble.kind) {
    case 'head':
      return msg(
        'Line 1 of the file is damaged: it said which command the records are for, and how many there are. What can be read of the rest was taken all the same. Command says so if it is not its own.',
      );
    case 'line-elsewhere':
      return msg(
        str`Line ${trouble.line} of the file is damaged. What it says stands in the file a second time: nothing is lost.`,
      );
    case 'line':
      return msg(str`Line ${trouble.line} of the file is damaged.`);
    case 'lacking':
      return msg(str`The file ends too soon: ${trouble.count} items are lacking. Ask for it once more.`);
    case 'receipt':
      return sayReceiptReason(trouble);
    case 'part':
      return msg(str`Attachment ${trouble.sha256.slice(0, 8)}: ${sayPartReason(trouble.because)}`);
    case 'event':
      return msg(str`Record no. ${trouble.seq ?? '?'}: ${sayEventReason(trouble.because)}`);
  }
}

function sayReceiptReason({ because, seq }: Extract<BundleTrouble, { kind: 'receipt' }>): string {
  const words: Record<typeof because, () => string> = {
    'not-the-hubs': () => msg('A receipt was not signed by command.'),
    'unknown-key': () =>
      msg('A receipt is signed by a key this phone has not met: let it sync once, then choose the file again.'),
    'other-record': () => msg(str`The receipt for record no. ${seq ?? 0} is for another record.`),
  };
  return words[because]();
}

function sayPartReason(because: Extract<BundleTrouble, { kind: 'part' }>['because']): string {
  const words: Record<typeof because, () => string> = {
    'cut-short': () => msg('the file ends before it'),
    'hash-mismatch': () => msg('was changed on the way'),
    unnamed: () => msg('belongs to no record that could be taken'),
    'too-large': () => msg('is too large'),
  };
  return words[because]();
}

function sayEventReason(because: Extract<BundleTrouble, { kind: 'event' }>['because']): string {
  const words: Record<typeof because, () => string> = {
    unreadable: () => msg('cannot be read'),
    'unknown-author': () => msg('the key of the phone that made it is lacking'),
    'bad-signature': () => msg('was changed on the way: its signature does not fit'),
    'wraps-changed': () => msg('what opens its sealed part was changed on the way. Ask for the file once more'),
    'too-large': () => msg('is too large'),
  };
  return words[because]();
}

/** Where a carried chain stands, and what its carrier can do. */
export function describeCarried(carried: CarriedChain): string {
  const { isDelivered, mayBeRemoved, events, parts, refused, stuck, from } = carried;
  if (stuck === 'unknown-chain') return msg('Command does not know the phone these come from. Ask the administrator.');
  if (stuck === 'fork')
    return msg('Command has other records under the same numbers. Both are kept; tell the administrator.');
  if (stuck === 'gap')
    return msg(
      str`Command lacks earlier records of that phone, from no. ${from ?? 1} on. They go on when those have arrived.`,
    );
  if (refused > 0) return msg(str`Command did not accept ${refused} of them. Tell the administrator.`);
  if (mayBeRemoved) return msg('Delivered. Bring the receipts back, then they can be removed here.');
  if (isDelivered)
    return msg('Delivered. They stay here until command’s next backup has them: it may need them again.');
  return msg(
    str`On the way: ${events.received} of ${events.total} records and ${parts.received} of ${parts.total} attachments delivered.`,
  );
}

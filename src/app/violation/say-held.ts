import { msg, str } from '@lit/localize';
import { type HeldReason, heldReasons } from '../../domain/shared/held-codes.ts';
import { sayTerm } from '../locales/language.ts';
import type { OwnRecord } from '../ports.ts';

/** Why command keeps a record and uses nothing of it, and what its author can do; null when it does not. */
export function sayHeld({ custody, heldBecause }: OwnRecord): { happened: string; todo: string } | null {
  if (custody !== 'held' || !heldBecause) return null;
  const because = sayTerm(heldReasons[heldBecause]);
  return { happened: msg(str`Command keeps it and does not use it yet: ${because}.`), todo: sayTodo(heldBecause) };
}

const renewed = () =>
  msg('Nothing is lost. Ask command to give or renew your authorisation on this phone, and to release it.');
const updated = () =>
  msg("Nothing is lost. Tell the administrator to bring command's server up to date; then it is used by itself.");

/** Where its author can do something about it. */
const todos: Partial<Record<HeldReason, () => string>> = {
  'device-revoked': () =>
    msg('Nothing is lost. Call the administrator to be enrolled again; command decides about this record.'),
  'unknown-person': renewed,
  'not-allowed': renewed,
  'unknown-kind': updated,
  'unknown-schema': updated,
  'invalid-body': () => msg('Nothing is lost. Record it again if you can, and tell the administrator.'),
};

function sayTodo(because: HeldReason): string {
  return (
    todos[because]?.() ??
    msg('Nothing is lost and there is nothing for you to do: command looks at it. Ask there if it takes long.')
  );
}

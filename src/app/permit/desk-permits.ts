import * as v from 'valibot';
import { permitStage } from '../../domain/permit/permit-stage.ts';
import type { CustodyStatus, PermitStage } from '../../domain/shared/codes.ts';
import {
  isStanding,
  type PermitRow,
  permitBodySchema,
  permitToRow,
  permitWithdrawalBodySchema,
} from '../../protocol/permit.ts';
import type { OwnRecord } from '../ports.ts';

/** A permit in the desk's list: what is known of it, and where this desk's own doings on it stand. */
export interface DeskPermit {
  readonly permit: PermitRow;
  /** `unused`: the hub holds or refused it, so it lifts nothing. */
  readonly stage: PermitStage | 'corrected' | 'unused';
  /** Of its own event, while command has not told of it; null from then on. */
  readonly custody: CustodyStatus | null;
  /** Of a withdrawal written here that command has not told of; null without one. */
  readonly withdrawal: CustodyStatus | null;
}

const order: readonly DeskPermit['stage'][] = ['in-force', 'coming', 'ended', 'withdrawn', 'corrected', 'unused'];

/** Where one's own event has arrived and is not used. */
const notUsed: readonly (CustodyStatus | null)[] = ['held', 'refused', 'needs-you'];

/** What was pulled and what this desk wrote and nobody has told of yet, those in force first. */
export function deskPermits(pulled: readonly PermitRow[], own: readonly OwnRecord[], at: number): DeskPermit[] {
  const known = new Set(pulled.map(({ id }) => id));
  const written = own.filter(({ kind, id }) => kind === 'permit' && !known.has(id)).flatMap(writtenPermit);
  const withdrawals = new Map(own.filter(({ kind }) => kind === 'permit-withdrawal').flatMap(writtenWithdrawal));
  const rows = [...pulled.map((permit) => ({ permit, custody: null })), ...written];
  return rows
    .map(({ permit, custody }): DeskPermit => {
      const used = isStanding(permit) ? permitStage(permit, at) : 'corrected';
      const stage = notUsed.includes(custody) ? 'unused' : used;
      const withdrawal = permit.withdrawn === null ? (withdrawals.get(permit.id) ?? null) : null;
      return { permit, stage, custody, withdrawal };
    })
    .sort((one, other) => order.indexOf(one.stage) - order.indexOf(other.stage));
}

function writtenPermit({ id, body, savedAt, custody }: OwnRecord): { permit: PermitRow; custody: CustodyStatus }[] {
  const read = v.safeParse(permitBodySchema, body);
  if (!read.success) return [];
  const nothingSince = { responsible: null, replacedBy: null, withdrawn: null };
  const issued = { person: '', at: savedAt };
  return [{ permit: permitToRow({ id, version: 1, permit: read.output, issued, ...nothingSince }), custody }];
}

function writtenWithdrawal({ body, custody }: OwnRecord): [string, CustodyStatus][] {
  const read = v.safeParse(permitWithdrawalBodySchema, body);
  return read.success ? [[read.output.permit, custody]] : [];
}

/** Whether it can be withdrawn: nobody has, nor is a withdrawal of this desk on its way that may yet be used. */
export function mayWithdraw({ stage, withdrawal, custody }: DeskPermit): boolean {
  const isUnsaid = withdrawal === null || withdrawal === 'refused';
  return ['in-force', 'coming', 'ended'].includes(stage) && isUnsaid && custody === null;
}

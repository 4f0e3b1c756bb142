import * as v from 'valibot';
import type { Pass } from '../../domain/gate/pass.ts';
import { passBodySchema } from '../../protocol/pass.ts';
import type { OwnRecord } from '../ports.ts';

/** The entries and exits among this phone's records. */
export function ownPasses(records: readonly OwnRecord[]): Pass[] {
  return records.flatMap(({ id, kind, body }) => {
    const read = kind === 'pass' ? v.safeParse(passBodySchema, body) : null;
    return read?.success ? [{ id, ...read.output }] : [];
  });
}

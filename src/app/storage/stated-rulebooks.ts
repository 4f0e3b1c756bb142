import * as v from 'valibot';
import {
  type RulebookStatement,
  rulebookStatementSchema,
  signedRulebookSchema,
} from '../../protocol/rulebook-statement.ts';
import type { Live } from '../live.ts';
import { mapLive } from './live-query.ts';
import type { PackageStore } from './package-store.ts';

/** What the hub signed about rulebooks, by the SHA-256 of their bytes; each was found true when it came. */
export function statedRulebooks(packages: PackageStore): Live<ReadonlyMap<string, RulebookStatement>> {
  return mapLive(packages.watchStatements(), (rows) => {
    const read = rows.map(({ sha256, file }) => [sha256, statementIn(file)] as const);
    return new Map(read.flatMap(([sha256, says]) => (says ? [[sha256, says] as const] : [])));
  });
}

function statementIn(file: string): RulebookStatement | null {
  const signed = v.safeParse(v.pipe(v.string(), v.parseJson(), signedRulebookSchema), file);
  if (!signed.success) return null;
  const says = v.safeParse(v.pipe(v.string(), v.parseJson(), rulebookStatementSchema), signed.output.statement.raw);
  return says.success ? says.output : null;
}

import { readRulebook } from '../../protocol/rulebook.ts';
import type { Queryable } from '../ports.ts';
import type { ShelvedPackage } from './shelved-package.ts';

interface OfficeRow extends Record<string, unknown> {
  readonly sha256: string;
  readonly document: string;
  readonly event: string;
  readonly signed_name: string;
  readonly signed_position: string;
  readonly received_at: number;
}

/** The notices and orders signed at a desk, as every hub on this database serves them; those in `known` are not read again. */
export async function readOfficeShelf(
  db: Queryable,
  known: ReadonlyMap<string, ShelvedPackage>,
): Promise<Map<string, ShelvedPackage>> {
  const named = await db.query<{ sha256: string }>('select sha256 from office_rulebook order by received_at, sha256');
  const fresh = named.map(({ sha256 }) => sha256).filter((sha256) => !known.has(sha256));
  const rows =
    fresh.length === 0
      ? []
      : await db.query<OfficeRow>('select * from office_rulebook where sha256 = any($1::text[])', [fresh]);
  const read = new Map(rows.map((row) => [row.sha256, shelve(row)]));
  return new Map(
    named.flatMap(({ sha256 }) => {
      const one = known.get(sha256) ?? read.get(sha256);
      return one ? [[sha256, one] as const] : [];
    }),
  );
}

/** The document was checked before it was written: one this build cannot read is a fault of the build. */
function shelve(row: OfficeRow): ShelvedPackage {
  const inline = new TextEncoder().encode(row.document);
  const { id, version, inForceOn, expiresOn } = readRulebook(JSON.parse(row.document));
  const document = { sha256: row.sha256, path: '', offset: 0, length: inline.length, inline };
  const issued = { by: 'office', event: row.event, name: row.signed_name, position: row.signed_position } as const;
  return {
    ...{ kind: 'rulebook', writtenAt: row.received_at, id, version, sha256: row.sha256, bytes: inline.length },
    ...{ document, chunks: [], dates: { inForceOn, expiresOn }, issued },
  };
}

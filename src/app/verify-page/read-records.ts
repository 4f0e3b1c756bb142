import * as v from 'valibot';
import type { Bytes } from '../../protocol/bytes.ts';
import { type ViolationFields, violationFieldsSchema } from '../../protocol/event.ts';
import { type Evidence, readJson, textOf } from '../../protocol/evidence/open-evidence.ts';
import { openedParts } from '../../protocol/evidence/opened-event.ts';
import { readCase, type ToldEvent } from '../../protocol/evidence/read-case.ts';

/** An event of a package with what was opened of it. */
export interface ShownRecord {
  readonly told: ToldEvent;
  readonly fields: ViolationFields | null;
  readonly photos: readonly { readonly path: string; readonly type: string; readonly bytes: Bytes }[];
  readonly isSealed: boolean;
  /** The notice it was judged by, by title, number and version; null when it is not in the package. */
  readonly notice: string | null;
}

const pictures: Readonly<Record<string, string>> = { jpg: 'image/jpeg', png: 'image/png', webp: 'image/webp' };

/** The events of a package for the eye. */
export function readRecords(evidence: Evidence): ShownRecord[] {
  return readCase(evidence).map((told) => {
    const one = evidence.events.find(({ hash }) => hash === told.hash);
    const named = one?.event?.parts ?? [];
    const opened = one ? openedParts(evidence, one) : [];
    const items = opened.flatMap(({ path, sha256 }) => {
      const bytes = evidence.items.get(path);
      const type = pictures[path.split('.').at(-1) ?? ''] ?? '';
      return bytes ? [{ path, bytes, type, role: named.find((part) => part.sha256 === sha256)?.role }] : [];
    });
    const fields = items.find(({ role }) => role === 'fields');
    return {
      told,
      fields: fields ? readJson(textOf(fields.bytes), violationFieldsSchema) : null,
      photos: items.filter(({ type }) => type !== ''),
      isSealed: named.length > 0 && opened.length === 0,
      notice: noticeOf(evidence, told),
    };
  });
}

const noticeSchema = v.object({ title: v.object({ zh: v.string() }), documentNumber: v.string(), version: v.string() });

function noticeOf({ file, items }: Evidence, { violation }: ToldEvent): string | null {
  const named = file.documents.find(({ sha256 }) => sha256 === violation?.rulebook.sha256);
  const notice = named ? readJson(textOf(items.get(named.path)), noticeSchema) : null;
  return notice && `《${notice.title.zh}》${notice.documentNumber}（${notice.version}）`;
}

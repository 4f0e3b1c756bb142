import * as v from 'valibot';
import { sha256Hex } from '../bytes.ts';
import { type HulinEvent, type LegalCitation, violationBodySchema } from '../event.ts';
import { canonicalLegalText, legalTextsSchema } from '../legal-texts.ts';
import { legalTextBodySchema } from '../office.ts';
import { authorsFault } from './authors-fault.ts';
import { type Check, open, right, wrong } from './checks.ts';
import { isLacking } from './look-up.ts';
import { type Evidence, type EvidenceEvent, readJson, textOf } from './open-evidence.ts';

/**
 * Every legal text that a record cites is in the package, and signed if the record says so.
 *
 * | The text is there        | Cited as                  | Its signing is there | → |
 * |--------------------------|---------------------------|----------------------|---|
 * | yes                      | it came with the app      | –                    | right |
 * | yes                      | signed by the office      | yes                  | right |
 * | yes                      | signed by the office      | no                   | wrong; open when none of the records themselves cites it so |
 * | in an older hub’s file   | –                         | –                    | right |
 * | no, but such a file is   | –                         | –                    | open: an older hub put no other texts in |
 * | no, and said to be lacking | –                       | –                    | open |
 * | no                       | –                         | –                    | wrong |
 */
export async function checkLaws(evidence: Evidence): Promise<Check[]> {
  const cited = citingEvents(evidence);
  if (cited.size === 0) return [];
  const [signed, older] = await Promise.all([signedTexts(evidence), textsOfOlderFile(evidence)]);
  return [...cited.values()].map(({ law, by }) => {
    const isRecords = by.some((one) => authorsFault(evidence, one) === wrong);
    return checkLaw(evidence, law, { signed, older, fault: isRecords ? wrong : open });
  });
}

/** Each text as it is cited, with the events that do. */
function citingEvents({ events }: Evidence): ReadonlyMap<string, { law: LegalCitation; by: EvidenceEvent[] }> {
  const cited = new Map<string, { law: LegalCitation; by: EvidenceEvent[] }>();
  for (const one of events) {
    for (const law of lawsCited(one.event)) {
      const name = `${law.sha256} ${law.version}`;
      const known = cited.get(name);
      if (known) known.by.push(one);
      else cited.set(name, { law, by: [one] });
    }
  }
  return cited;
}

/** The legal texts behind a record, as it cites them. */
export function lawsCited(event: Pick<HulinEvent, 'kind' | 'body'> | null): LegalCitation[] {
  const read = event?.kind === 'violation' ? v.safeParse(violationBodySchema, event.body) : null;
  return read?.success ? [...(read.output.further?.legal ?? [])] : [];
}

interface Known {
  readonly signed: ReadonlySet<string>;
  readonly older: ReadonlySet<string> | null;
  /** What it comes to when a record says that a text is signed, and it is not. */
  readonly fault: typeof wrong;
}

function checkLaw(
  evidence: Evidence,
  { text, version, sha256 }: LegalCitation,
  { signed, older, fault }: Known,
): Check {
  const item = `${text} ${version}`;
  if (evidence.file.documents.some((one) => one.kind === 'legal-text' && one.sha256 === sha256)) {
    const isUnsigned = version.startsWith('signed-') && !signed.has(sha256);
    return isUnsigned ? fault('law', item, '缺少签发记录', 'its signing is missing') : right('law', item);
  }
  if (older?.has(sha256)) return right('law', item);
  if (older) return open('law', item, '旧版平台未收入此文本', 'the older hub did not put this text in');
  const isKnown = isLacking(evidence, 'document', sha256);
  return isKnown
    ? open('law', item, '导出时平台上没有', 'the hub did not have it at the export')
    : wrong('law', item, '缺失', 'missing');
}

/** Hashes of what the signing events in the package sign; those events are checked like every other. */
async function signedTexts({ events }: Evidence): Promise<ReadonlySet<string>> {
  const texts = events.flatMap(({ event }) => {
    const body = event?.kind === 'legal-text' ? v.safeParse(legalTextBodySchema, event.body) : null;
    return body?.success ? [body.output.text] : [];
  });
  return new Set(await Promise.all(texts.map((text) => sha256Hex(canonicalLegalText(text)))));
}

async function textsOfOlderFile({ file, items }: Evidence): Promise<ReadonlySet<string> | null> {
  const document = file.documents.find(({ kind }) => kind === 'legal-texts');
  const read = document && readJson(textOf(items.get(document.path)), legalTextsSchema);
  return read ? new Set(await Promise.all(read.texts.map((text) => sha256Hex(canonicalLegalText(text))))) : null;
}

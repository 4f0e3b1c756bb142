import type { ZoneLayer } from '../../../domain/shared/codes.ts';
import type { PackageWarning } from '../../../protocol/zone-package.ts';
import { type Finding, repair } from '../findings.ts';

/** A finding and whose it is. */
export interface LayerFinding extends Finding {
  readonly layer: ZoneLayer;
  readonly feature: string;
}

/** A manifest must stay small enough to be signed as one text: so many of a kind and layer are kept one by one, omissions first. */
const mostOfKind = 20;
const mostOmitted = 200;

/** The warnings to keep with the package: what is beyond the limits is counted, not lost. */
export function keepWarnings(found: readonly LayerFinding[]): PackageWarning[] {
  const kinds = new Map<string, LayerFinding[]>();
  for (const each of found) {
    const key = `${each.layer} ${each.code}`;
    const kind = kinds.get(key) ?? [];
    kind.push(each);
    kinds.set(key, kind);
  }
  const omittedFirst = [...kinds.values()].sort((one, other) => rank(one) - rank(other));
  return omittedFirst.flatMap((kind) => {
    const most = rank(kind) === 0 ? mostOmitted : mostOfKind;
    const kept = kind.slice(0, most).map(warningOf);
    const [first] = kind;
    if (!first || kind.length <= most) return kept;
    const rest = repair('more', null, kind.length - most, first.code);
    return [...kept, warningOf({ ...rest, layer: first.layer, feature: '–' })];
  });
}

function rank(kind: readonly LayerFinding[]): number {
  return kind[0]?.code === 'omitted' ? 0 : 1;
}

function warningOf({ layer, feature, code, text, at }: LayerFinding): PackageWarning {
  return { layer, feature, code, text, at };
}

import type { CurrentPackage } from '../../protocol/current-packages.ts';
import type { ShelvedPackage } from './shelved-package.ts';

/** What phones should have, without the moment and the request it is said for. */
export interface Current {
  readonly rulebooks: readonly CurrentPackage[];
  readonly zones: readonly CurrentPackage[];
}

const inOrder = new Intl.Collator('en', { numeric: true });

/**
 * Which packages are current.
 *
 * | Of one id                              | Current                                          |
 * |----------------------------------------|--------------------------------------------------|
 * | placed, and `chosen` names its version | that version                                     |
 * | placed                                 | the one written last to this disk; of two at once the higher version |
 * | built in, none placed                  | a rulebook: yes; a zone package: if none is placed at all |
 */
export function chooseCurrent(
  placed: readonly ShelvedPackage[],
  builtIn: readonly ShelvedPackage[],
  chosen: ReadonlyMap<string, string>,
): Current {
  const ofKind = (all: readonly ShelvedPackage[], kind: ShelvedPackage['kind']) => newestOf(all, kind, chosen);
  const [zones, rulebooks] = [ofKind(placed, 'zones'), ofKind(placed, 'rulebook')];
  const stillBuiltIn = ofKind(builtIn, 'rulebook').filter(({ id }) => !rulebooks.some((one) => one.id === id));
  return {
    rulebooks: [...rulebooks, ...stillBuiltIn].toSorted((a, b) => inOrder.compare(a.id, b.id)).map(named),
    zones: (zones.length > 0 ? zones : ofKind(builtIn, 'zones')).map(named),
  };
}

function newestOf(
  all: readonly ShelvedPackage[],
  kind: ShelvedPackage['kind'],
  chosen: ReadonlyMap<string, string>,
): ShelvedPackage[] {
  const newest = new Map<string, ShelvedPackage>();
  for (const one of all.filter((each) => each.kind === kind)) {
    const standing = newest.get(one.id);
    const isChosen = chosen.get(one.id) === one.version;
    const isStandingChosen = standing !== undefined && chosen.get(one.id) === standing.version;
    if (isChosen || ((!standing || isNewer(one, standing)) && !isStandingChosen)) newest.set(one.id, one);
  }
  return [...newest.values()].toSorted((a, b) => inOrder.compare(a.id, b.id));
}

/** Versions may be digests, which say nothing of their order. */
function isNewer(one: ShelvedPackage, other: ShelvedPackage): boolean {
  const laterMs = one.writtenAt - other.writtenAt;
  return laterMs > 0 || (laterMs === 0 && inOrder.compare(one.version, other.version) > 0);
}

function named({ id, version, sha256, bytes }: CurrentPackage): CurrentPackage {
  return { id, version, sha256, bytes };
}

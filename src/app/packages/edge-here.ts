import { edgeOfBan } from '../../domain/patrol/edge-of-ban.ts';
import type { EdgeAt } from '../../domain/patrol/patrol-track.ts';
import type { Live } from '../live.ts';
import type { ActivePackages } from '../package-ports.ts';

/** Measures to the edge of the ban area by whatever is in use at the time; null before anything is. */
export function edgeHere(active: Live<ActivePackages | null>): EdgeAt {
  let edgeAt: EdgeAt = () => null;
  active.subscribe(
    (packages) => {
      if (!packages) return;
      const { rulebooks, zones } = packages;
      edgeAt = edgeOfBan(
        rulebooks.map(({ rulebook }) => rulebook),
        zones.map((each) => each.zones),
      );
    },
    (problem) => console.error('the edge of the ban area is not known', problem),
  );
  return (fix) => edgeAt(fix);
}

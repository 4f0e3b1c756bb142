import { boxOf } from '../../domain/geo/box.ts';
import type { Rulebook } from '../../domain/rulebook/rulebook.ts';
import { checkDrawing, type DrawingCheck } from './drawing/check-drawing.ts';
import { toleranceAt } from './drawing/tolerances.ts';
import { drawnZones } from './find-rulebook.ts';
import type { OpenedPackage } from './package/open-package.ts';
import type { Work } from './work.ts';

/** Measures the drawing of a whole package anew. */
export async function measurePackage(
  { manifest, layers, archive }: Extract<OpenedPackage, { kind: 'whole' }>,
  rulebook: Rulebook,
  work: Work,
): Promise<DrawingCheck> {
  const [west, south, east, north] = manifest.bounds;
  const least = south <= 0 && north >= 0 ? 0 : Math.min(Math.abs(south), Math.abs(north));
  work.begin('measuring the drawing');
  const box = boxOf([
    [west, south],
    [east, north],
  ]);
  return checkDrawing(archive, drawnZones(rulebook), layers, box, toleranceAt(Math.max(0, least - 1)), work);
}

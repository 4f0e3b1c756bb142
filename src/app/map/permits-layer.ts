import type { FeatureCollection } from 'geojson';
import type { Permit } from '../../domain/permit/permit.ts';
import { permitStage } from '../../domain/permit/permit-stage.ts';

/** The areas of permits in force or coming at a moment (epoch ms), with their number; whoever is selected stays drawn whatever its stage. */
export function permitsToLayer(
  permits: readonly Permit[],
  at: number,
  selected: string | null = null,
): FeatureCollection {
  const features = permits.flatMap((permit) => {
    const { id, area, documentNumber: label } = permit;
    const stage = permitStage(permit, at);
    if (!['in-force', 'coming'].includes(stage) && id !== selected) return [];
    return [{ type: 'Feature' as const, properties: { id, stage, label, selected: id === selected }, geometry: area }];
  });
  return { type: 'FeatureCollection', features };
}

import type { Feature, FeatureCollection, GeoJsonProperties } from 'geojson';
import { type MarkLook, type MarkShape, markIcon, markShapes } from './mark-icon.ts';

/** What a mark carries: `kind` one of the mark shapes, `status` its own word, `stale` when it is too old to be believed. */
export interface MarkProperties {
  readonly id: string;
  readonly kind: string;
  readonly status: string;
  readonly label: string;
  readonly stale: boolean;
}

/**
 * How a status looks. Anything stale, and any status not listed, is `unknown`: never fine by default.
 */
const looks: Readonly<Record<string, MarkLook>> = {
  raised: 'alarm',
  alarm: 'alarm',
  acknowledged: 'acknowledged',
  cleared: 'cleared',
  fine: 'fine',
  fault: 'fault',
  stored: 'recorded',
  held: 'recorded',
  recorded: 'recorded',
  voided: 'voided',
  closed: 'closed',
  approved: 'acknowledged',
  unattended: 'cleared',
};

/** Urgent marks are drawn above calm ones. */
const order: Readonly<Record<MarkLook, number>> = {
  alarm: 5,
  closed: 4,
  acknowledged: 4,
  fault: 3,
  recorded: 2,
  unknown: 1,
  fine: 0,
  cleared: 0,
  voided: 0,
};

/** Fires above all else, and people above the stations around them: a ranger must not vanish under a sensor gone silent. */
const shapeOrders: Readonly<Partial<Record<MarkShape, number>>> = { incident: 20, alarm: 10, ranger: 6 };

/** Among more marks than these the calm ones are small from afar, or the ground could not be seen. */
const crowd = 1000;

/** The marks ready to draw: each point with its icon, drawing order and whether it is selected. Other geometries are left out. */
export function marksToLayer(marks: FeatureCollection, selected: string | null): FeatureCollection {
  const points = marks.features.filter(isPoint);
  const isCrowded = points.length > crowd;
  const features = points.map((mark) => markToFeature(mark, selected, isCrowded));
  return { type: 'FeatureCollection', features };
}

/** By mark, what is drawn of it unselected, in a crowd and out of one: of thousands few have changed since the last time. */
const drawn = { crowded: new WeakMap<Feature, Feature>(), apart: new WeakMap<Feature, Feature>() };

function markToFeature(mark: Feature, selected: string | null, isCrowded: boolean): Feature {
  if (mark.properties?.['id'] === selected) return drawMarkAs(mark, true, isCrowded);
  const known = drawn[isCrowded ? 'crowded' : 'apart'];
  const feature = known.get(mark) ?? drawMarkAs(mark, false, isCrowded);
  known.set(mark, feature);
  return feature;
}

function drawMarkAs(mark: Feature, selected: boolean, isCrowded: boolean): Feature {
  const { id, kind, status, label, stale } = readProperties(mark.properties);
  const look = lookOf(status, stale);
  const shape = isShape(kind) ? kind : 'gateway';
  const shapeOrder = shapeOrders[shape] ?? 0;
  const properties = {
    id,
    kind,
    label,
    icon: markIcon(shape, look),
    order: shapeOrder + order[look],
    selected,
    ...(isCrowded && order[look] === 0 && shapeOrder === 0 && { small: true }),
  };
  return { type: 'Feature', properties, geometry: mark.geometry };
}

function lookOf(status: string, stale: boolean): MarkLook {
  return stale ? 'unknown' : (looks[status] ?? 'unknown');
}

function readProperties(properties: GeoJsonProperties): MarkProperties {
  const text = (name: string): string => String(properties?.[name] ?? '');
  return {
    id: text('id'),
    kind: text('kind'),
    status: text('status'),
    label: text('label'),
    stale: properties?.['stale'] === true,
  };
}

function isPoint(feature: Feature): boolean {
  return feature.geometry.type === 'Point';
}

function isShape(kind: string): kind is MarkShape {
  return (markShapes as readonly string[]).includes(kind);
}

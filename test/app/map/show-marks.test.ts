import type { Feature, FeatureCollection } from 'geojson';
import type { GeoJSONSourceDiff, Map as LibreMap } from 'maplibre-gl';
import { describe, expect, it } from 'vitest';
import { showMarks } from '../../../src/app/map/show-marks.ts';

const aMark = (id: string, status = 'fine', kind = 'smoke-sensor'): Feature => ({
  type: 'Feature',
  properties: { id, kind, status, label: id, stale: false },
  geometry: { type: 'Point', coordinates: [122, 37] },
});

/** A source of the map as far as marks go: it keeps what it was given, and says how. */
class Source {
  readonly told: string[] = [];
  shown = new Map<unknown, Feature>();

  async setData(data: unknown): Promise<void> {
    this.told.push('all');
    this.shown = new Map((data as FeatureCollection).features.map((one) => [one.properties?.['key'], one]));
  }

  async updateData({ remove = [], add = [] }: GeoJSONSourceDiff): Promise<void> {
    this.told.push(`-${remove.length} +${add.length}`);
    for (const key of remove) this.shown.delete(key);
    for (const one of add) this.shown.set(one.properties?.['key'], one);
  }

  show(...marks: readonly Feature[]): void {
    const map = { getSource: () => this } as unknown as LibreMap;
    showMarks(map, { type: 'FeatureCollection', features: [...marks] }, null);
  }

  statuses(): string[] {
    return [...this.shown.values()].map(({ properties }) => `${properties?.['key']} ${properties?.['icon']}`).sort();
  }
}

describe('marks on the map', () => {
  const calm = Array.from({ length: 20 }, (_, place) => aMark(`s-${place}`));

  it('come one by one where few have changed, and are in the end what they would be anew', () => {
    const source = new Source();
    source.show(...calm);
    source.show(...calm.slice(1), aMark('s-0', 'alarm'));
    source.show(...calm.slice(2), aMark('fire', 'raised', 'incident'));
    expect(source.told).toEqual(['all', '-0 +1', '-2 +1']);
    const anew = new Source();
    anew.show(...calm.slice(2), aMark('fire', 'raised', 'incident'));
    expect(source.statuses()).toEqual(anew.statuses());
  });

  it('come all together where most have changed, and the first time', () => {
    const source = new Source();
    source.show(...calm);
    source.show(...calm.map(({ properties }) => aMark(String(properties?.['id']), 'fault')));
    expect(source.told).toEqual(['all', 'all']);
  });

  it('of different kinds may bear the same id', () => {
    const source = new Source();
    source.show(...calm, aMark('one', 'raised', 'incident'));
    source.show(...calm, aMark('one', 'raised', 'incident'), aMark('one', 'raised', 'alarm'));
    expect(source.told).toEqual(['all', '-0 +1']);
    expect(source.shown.size).toBe(22);
  });

  it('come all together while two of them cannot be told apart', () => {
    const source = new Source();
    source.show(...calm, aMark('s-0', 'alarm'));
    source.show(...calm, aMark('s-0', 'fault'));
    source.show(...calm);
    expect(source.told).toEqual(['all', 'all', 'all']);
  });
});

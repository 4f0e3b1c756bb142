import * as v from 'valibot';
import { codesOf, stationKinds } from '../../domain/shared/codes.ts';
import stations from './stations.json';

const schema = v.array(
  v.object({
    id: v.string(),
    kind: v.picklist(codesOf(stationKinds)),
    gateway: v.string(),
    name: v.object({ zh: v.string(), en: v.string() }),
    lon: v.number(),
    lat: v.number(),
    heartbeatMs: v.number(),
  }),
);
export type DemoStation = v.InferOutput<typeof schema>[number];

/** The gateways, smoke sensors and gates of the demonstration. */
export const demoStations: readonly DemoStation[] = v.parse(schema, stations);

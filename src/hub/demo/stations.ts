import * as v from 'valibot';
import { type StationPlan, stationPlanSchema } from '../gateways/station-plan.ts';
import stations from './stations.json';

/** The gateways, smoke sensors and gates of the demonstration. */
export const demoStations: readonly StationPlan[] = v.parse(stationPlanSchema, stations);

import * as v from 'valibot';
import { codesOf, stationKinds } from '../../domain/shared/codes.ts';
import { gatewayIdSchema } from '../../protocol/telemetry.ts';

const id = v.pipe(
  gatewayIdSchema,
  v.check((name) => !['hub', 'observer', 'live'].includes(name), 'a name of the hub’s own'),
);

/** The gateways of a site and the stations behind them, as written down before they are enrolled. */
export const stationPlanSchema = v.array(
  v.object({
    id,
    kind: v.picklist(codesOf(stationKinds)),
    gateway: id,
    name: v.object({ zh: v.string(), en: v.string() }),
    lon: v.pipe(v.number(), v.minValue(-180), v.maxValue(180)),
    lat: v.pipe(v.number(), v.minValue(-90), v.maxValue(90)),
    heartbeatMs: v.pipe(v.number(), v.integer(), v.minValue(1000)),
    /** Administrative code; a gate keeper of another area may not set a gate's mode. */
    area: v.exactOptional(v.pipe(v.string(), v.minLength(1), v.maxLength(40))),
  }),
);
export type StationPlan = v.InferOutput<typeof stationPlanSchema>[number];

/** So many gateways with so many sensors each, round Weihai, for a simulator. */
export function simulatedStations(gateways: number, sensors: number): StationPlan[] {
  return Array.from({ length: gateways }, (_, index) => {
    const gateway = `sim-${String(index + 1).padStart(4, '0')}`;
    const place = { lon: 121.6 + (index % 30) * 0.03, lat: 37.05 + Math.floor(index / 30) * 0.025 };
    const station = { gateway, heartbeatMs: 60_000 };
    const smoke = Array.from({ length: sensors }, (_sensor, number) => ({
      ...{ ...station, id: `${gateway}-smoke-${number + 1}`, kind: 'smoke-sensor' as const },
      name: { zh: `模拟烟感 ${index + 1}-${number + 1}`, en: `Simulated smoke sensor ${index + 1}-${number + 1}` },
      ...{ lon: place.lon + (number % 5) * 0.004, lat: place.lat + Math.floor(number / 5) * 0.004 },
    }));
    const name = { zh: `模拟网关 ${index + 1}`, en: `Simulated gateway ${index + 1}` };
    return [{ ...station, ...place, id: gateway, kind: 'gateway' as const, name }, ...smoke];
  }).flat();
}

/** How many gateways and stations take part, and how many readings one message carries. */
export interface Fleet {
  readonly gateways: number;
  readonly stationsEach: number;
  readonly readingsEach: number;
}

export function gatewayId(place: number): string {
  return `bench-gw-${String(place).padStart(3, '0')}`;
}

export function benchStation(gateway: number, place: number): string {
  return `bench-${String(gateway).padStart(3, '0')}-${String(place).padStart(2, '0')}`;
}

/** So many stations stand on one hill, near enough to confirm each other's alarms; hills lie kilometres apart. */
const onHill = 10;

/** Degrees east of the first hill. */
export function hillsEast(place: number): number {
  return Math.floor(place / onHill) * 0.03 + (place % onHill) * 0.0005;
}

import type { Device } from '../../protocol/pull.ts';

/** Who somebody is, by the newest grant that names them. `role` is a code; an unknown one stays as it is. */
export interface Person {
  readonly name: string;
  readonly role: string;
}

/** Everybody the devices' grants name, by person id. */
export function peopleOf(devices: readonly Device[]): ReadonlyMap<string, Person> {
  const grants = devices.flatMap((device) => device.grants).toSorted((a, b) => a.fromAt - b.fromAt);
  return new Map(grants.map(({ person, role }) => [person.id, { name: person.name, role }]));
}

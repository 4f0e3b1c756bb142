import type { IncidentKind, IncidentVerdict } from '../shared/incident-codes.ts';

/** Where a sign of fire may be: somewhere in this circle. */
export interface MemberPlace {
  readonly lon: number;
  readonly lat: number;
  readonly radiusMeters: number;
}

/** One alarm or sighting as an incident takes it in. All moments are measured ones (epoch ms), whenever they arrived. */
export interface IncidentMember {
  readonly id: string;
  readonly kind: 'alarm' | 'sighting';
  readonly concern: IncidentKind;
  /** Null: nobody knows where. */
  readonly place: MemberPlace | null;
  /** The station that measured it; null for what people saw. */
  readonly station: string | null;
  /** The gateway that brought it; null for what people saw. */
  readonly gateway: string | null;
  readonly fromAt: number;
  /** When it was over; null while it lasts. */
  readonly toAt: number | null;
  /** Up to when a later sign may be of the same fire: its end, or when its sensor was last heard or somebody closed it; null while it is watched. */
  readonly reachAt: number | null;
  /** What was said of this sign by itself, and when the hub heard it; null while nothing was. */
  readonly found: MemberFinding | null;
}

export interface MemberFinding {
  readonly verdict: IncidentVerdict;
  readonly at: number;
}

/** What one hand decision does. It names members, never incidents: those are only how members stand together at a moment. */
export type IncidentSaid =
  | { readonly deed: 'verify'; readonly members: readonly string[]; readonly verdict: IncidentVerdict }
  | { readonly deed: 'merge' | 'split'; readonly these: readonly string[]; readonly those: readonly string[] }
  | { readonly deed: 'undo'; readonly step: string };

/** A hand decision in the order in which the hub received them: `order` is what decides, no clock does. */
export interface IncidentStep {
  readonly id: string;
  readonly order: number;
  /** When the hub heard it. */
  readonly at: number;
  readonly said: IncidentSaid;
}

/** Alarms and sightings of one fire, or of one storm of trouble, and what was found out about them. */
export interface Incident {
  /** That of its earliest member. When an earlier one comes to light, the incident goes on under that one's. */
  readonly id: string;
  readonly kind: IncidentKind;
  /** By measured time, the earliest first. */
  readonly members: readonly string[];
  readonly fromAt: number;
  /** When the last of it was over; null while any of it lasts. */
  readonly toAt: number | null;
  readonly place: MemberPlace | null;
  readonly verdict: IncidentVerdict;
  /** The decisions that concern it, in their order; undone ones too. */
  readonly steps: readonly string[];
  /** The permit whose burn explains every sign of it. */
  readonly permit: string | null;
}

import type { FeatureCollection } from 'geojson';
import type { TextHistory } from '../domain/legal/fold-legal-texts.ts';
import type { Permit } from '../domain/permit/permit.ts';
import type { Rulebook } from '../domain/rulebook/rulebook.ts';
import type { ZoneLayer } from '../domain/shared/codes.ts';
import type { ZoneSet } from '../domain/zone/zone-set.ts';
import type { Bytes } from '../protocol/bytes.ts';
import type { Citation } from '../protocol/citation.ts';
import type { Live } from './live.ts';

/** What pages are given of rulebooks and zone packages, beside the other services in `ports.ts`. */

/** A rulebook in use, and what a record cites of it. */
export interface ActiveRulebook {
  readonly rulebook: Rulebook;
  readonly citation: Citation;
}

/** A zone package in use, and what a record cites of it. */
export interface ActiveZones {
  readonly zones: ZoneSet;
  readonly citation: Citation;
}

/** What is judged by on this device: every rulebook and zone package in use and the permits known here. The strictest speaks. */
export interface ActivePackages {
  /** The first is the standing notice that general pages speak of. */
  readonly rulebooks: readonly [ActiveRulebook, ...ActiveRulebook[]];
  readonly zones: readonly [ActiveZones, ...ActiveZones[]];
  readonly permits: readonly Permit[];
  readonly banner: { readonly zh: string; readonly en: string } | null;
}

/** The drawing of a downloaded zone package: PMTiles v3 with the layers `belt` and one for each zone layer. */
export interface ZoneDrawing {
  /** The manifest's SHA-256. */
  readonly id: string;
  readonly layers: readonly ZoneLayer[];
  readonly minZoom: number;
  readonly maxZoom: number;
  /** Bytes of the archive, fewer at its end. Rejects when they are not here any more. */
  readBytes(offset: number, length: number): Promise<ArrayBuffer>;
}

/** The layers the map draws; loaded after the verdict. */
export interface MapLayers {
  /** In the stead of `forest`, `residential` and `belt`, which are empty then. */
  readonly drawings: readonly ZoneDrawing[];
  readonly forest: FeatureCollection;
  readonly residential: FeatureCollection;
  readonly belt: FeatureCollection;
  readonly land: FeatureCollection;
  readonly coast: FeatureCollection;
  readonly places: FeatureCollection;
  readonly attribution: readonly string[];
  readonly bounds: readonly [number, number, number, number];
}

export interface Packages {
  readonly active: Live<ActivePackages | null>;
  mapLayers(): Promise<MapLayers>;
  /** The law behind the notices: what came with the app and what the office has signed since, each text with all its versions. */
  legalTexts(): Promise<readonly TextHistory[]>;
  /** The rulebook a record cites, of whatever version: from this device, else from the hub, and kept. Null when it is not to be had now. */
  citedRulebook(citation: Citation): Promise<Rulebook | null>;
}

/** The flat form of edges, or what is wrong with the bytes. */
export type LaidOut =
  | { readonly ok: true; readonly flat: ArrayBuffer }
  | { readonly ok: false; readonly because: string };

/** Lays the transfer form of edges out for judging. Rejects only when that could not even be tried. */
export type LayOut = (transfer: Bytes) => Promise<LaidOut>;

/** Why packages could not be brought up to what the hub wants; those in use go on. */
export type PackageProblem =
  | 'no-network'
  /** The hub answered with a refusal. */
  | 'refused'
  /** Bytes that are not what the hub signed. */
  | 'altered'
  | 'not-signed'
  /** A rulebook without the hub's own signature, with a forged one, or with one about other bytes. */
  | 'rulebook-unsigned'
  | 'rulebook-forged'
  | 'rulebook-other'
  /** Rulebooks of a hub that does not sign them yet: it is older than this app. */
  | 'hub-too-old'
  /** Of a form this build of the app does not know. */
  | 'app-too-old'
  /** What the hub signed, and wrong in itself. */
  | 'unusable'
  | 'storage'
  /** The hub has nothing but demonstration zones, and this phone has real ones. */
  | 'demonstration-only';

export interface PackageUpdateState {
  /** The hub's newest signed word on what is current, at `time` by its clock, by what records cite; null before the first. */
  readonly confirmed: {
    readonly time: number;
    readonly rulebooks: readonly string[];
    readonly zones: readonly string[];
  } | null;
  /** How much of the drawn map of the packages in use is here, in chunks. */
  readonly chunks: { readonly expected: number; readonly present: number };
  /** While a download is under way. */
  readonly download: { readonly receivedBytes: number; readonly totalBytes: number } | null;
  readonly problem: PackageProblem | null;
}

/** Keeps rulebooks and zone packages as the hub wants them. */
export interface PackageUpdates {
  /** Null until storage has been read. */
  readonly state: Live<PackageUpdateState | null>;
  tryNow(): void;
  /** Brings the rulebook of this citation here, if the hub has it; whether it is here then. */
  bringRulebook(citation: Citation): Promise<boolean>;
}

import type { FeatureCollection } from 'geojson';
import * as v from 'valibot';
import type { StandingText } from '../../domain/legal/legal-texts.ts';
import { zoneSetOf } from '../../domain/zone/zone-set-of.ts';
import { type Bytes, sha256Hex } from '../../protocol/bytes.ts';
import { citationSchema } from '../../protocol/citation.ts';
import { canonicalLegalText, legalTextsSchema } from '../../protocol/legal-texts.ts';
import { type ZoneManifest, zoneManifestSchema } from '../../protocol/package.ts';
import { readRulebook } from '../../protocol/rulebook.ts';
import { type Live, LiveValue } from '../live.ts';
import type { ActivePackages, MapLayers, Packages } from '../package-ports.ts';

/** Reads a file of the app itself, by its path on our own origin. Rejects when it is not to be had. */
export type ReadStatic = (path: string) => Promise<Bytes>;

const entrySchema = v.object({ ...citationSchema.entries, path: v.string() });
/** `packages/index.json`: which packages this build brings, each by the SHA-256 of its file. */
const indexSchema = v.object({ v: v.literal(1), rulebook: entrySchema, zones: entrySchema, legalTexts: entrySchema });
type Entry = v.InferOutput<typeof entrySchema>;

type LayerRole = ZoneManifest['files'][number]['role'];

interface OpenedZones {
  readonly manifest: ZoneManifest;
  readonly folder: string;
}

/** The rulebook and the zone package that came with the app: usable before enrolment and without network. Every file is checked by its hash. */
export class BuiltInPackages implements Pick<Packages, 'active' | 'mapLayers'> {
  readonly active: Live<ActivePackages | null>;
  readonly #value = new LiveValue<ActivePackages | null>(null);
  readonly #read: ReadStatic;
  #zones: Promise<OpenedZones> | null = null;

  constructor(read: ReadStatic) {
    this.#read = read;
    this.active = this.#value;
  }

  /** Rejects when a file is missing or altered; `active` stays null then. */
  async load(): Promise<ActivePackages> {
    const index = await this.#readIndex();
    this.#zones = this.#openZones(index.zones);
    const [rulebook, zones] = await Promise.all([this.#readChecked(index.rulebook), this.#zones]);
    const [forest, residential] = await Promise.all([this.#layer(zones, 'forest'), this.#layer(zones, 'residential')]);
    const zoneSet = zoneSetOf(forest, residential, zones.manifest.bounds);
    const active: ActivePackages = {
      rulebooks: [{ rulebook: readRulebook(toJson(rulebook)), citation: v.parse(citationSchema, index.rulebook) }],
      zones: [{ zones: zoneSet, citation: v.parse(citationSchema, index.zones) }],
      permits: [],
      banner: zones.manifest.banner,
    };
    this.#value.set(active);
    return active;
  }

  /** The law as it came with the app: signed by nobody. */
  async legalTexts(): Promise<readonly StandingText[]> {
    const { legalTexts } = await this.#readIndex();
    const { texts, version } = v.parse(legalTextsSchema, toJson(await this.#readChecked(legalTexts)));
    return Promise.all(
      texts.map(async (text) => ({ ...text, standing: { version, sha256: await digestOf(text), signed: null } })),
    );
  }

  async mapLayers(): Promise<MapLayers> {
    if (!this.#zones) await this.load();
    if (!this.#zones) throw new Error('no zone package');
    const zones = await this.#zones;
    const roles = ['forest', 'residential', 'belt', 'land', 'coast', 'places'] as const;
    const layers = await Promise.all(roles.map((role) => this.#layer(zones, role)));
    const [forest, residential, belt, land, coast, places] = layers as SixLayers;
    const { attribution, bounds } = zones.manifest;
    return { drawings: [], forest, residential, belt, land, coast, places, attribution, bounds };
  }

  async #readIndex(): Promise<v.InferOutput<typeof indexSchema>> {
    return v.parse(indexSchema, toJson(await this.#read('/packages/index.json')));
  }

  async #openZones(entry: Entry): Promise<OpenedZones> {
    const manifest = v.parse(zoneManifestSchema, toJson(await this.#readChecked(entry)));
    return { manifest, folder: entry.path.replace(/[^/]*$/, '') };
  }

  async #layer({ manifest, folder }: OpenedZones, role: LayerRole): Promise<FeatureCollection> {
    const file = manifest.files.find((one) => one.role === role);
    if (!file) throw new Error(`the zone package has no ${role}`);
    const layer = toJson(await this.#readChecked({ path: folder + file.path, sha256: file.sha256 }));
    return v.parse(collectionSchema, layer);
  }

  async #readChecked({ path, sha256 }: Pick<Entry, 'path' | 'sha256'>): Promise<Bytes> {
    const bytes = await this.#read(`/packages/${path}`);
    if (globalThis.crypto?.subtle && (await sha256Hex(bytes)) !== sha256)
      throw new Error(`${path} is not what the package says`);
    return bytes;
  }
}

type SixLayers = [
  FeatureCollection,
  FeatureCollection,
  FeatureCollection,
  FeatureCollection,
  FeatureCollection,
  FeatureCollection,
];

/** Empty where the browser has no cryptography: nothing can be recorded there either. */
async function digestOf(text: unknown): Promise<string> {
  return globalThis.crypto?.subtle ? sha256Hex(canonicalLegalText(text)) : '';
}

/** The files were checked by hash: only the outermost shape is looked at again. */
const collectionSchema = v.custom<FeatureCollection>(
  (value) => v.is(v.object({ type: v.literal('FeatureCollection'), features: v.array(v.object({})) }), value),
  'not a feature collection',
);

function toJson(bytes: Bytes): unknown {
  return JSON.parse(new TextDecoder().decode(bytes));
}

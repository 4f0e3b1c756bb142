import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { houseRules } from './architecture/house-rules.ts';
import { readModule } from './architecture/read-module.ts';

const skipped = /(?:^|\/)(?:node_modules|dist|data|results|generated|fixtures)\//;
const modules = ['src', 'device-sim', 'test']
  .flatMap((top) => readdirSync(top, { recursive: true, encoding: 'utf8' }).map((path) => `${top}/${path}`))
  .filter((path) => /\.(?:ts|mjs)$/.test(path) && !skipped.test(path))
  .map((path) => readModule(path, readFileSync(path, 'utf8')));

/** A breach of every rule, planted in memory: rule, path, text, and the fault that must be found. */
const planted: readonly (readonly [rule: string, path: string, text: string, fault: string])[] = [
  ['rooms import inwards only', 'src/domain/a.ts', "import { x } from '../protocol/b.ts';", '../protocol/b.ts'],
  ['rooms import inwards only', 'src/domain/a.ts', "import { html } from 'lit';", 'lit'],
  ['rooms import inwards only', 'src/domain/a.ts', "import type { X } from '../app/ports.ts';", '../app/ports.ts'],
  ['rooms import inwards only', 'src/domain/a.ts', "import { readFileSync } from 'node:fs';", 'node:fs'],
  ['rooms import inwards only', 'src/protocol/a.ts', "import mqtt from 'mqtt';", 'mqtt'],
  ['rooms import inwards only', 'src/protocol/a.ts', "export * from '../hub/ports.ts';", '../hub/ports.ts'],
  ['rooms import inwards only', 'src/app/a.ts', "import type { Store } from '../hub/ports.ts';", '../hub/ports.ts'],
  ['rooms import inwards only', 'src/app/a.ts', "const fs = await import('node:fs');", 'node:fs'],
  ['rooms import inwards only', 'src/app/a.ts', 'const x = await import(`./${name}.ts`);', 'computed:`./${name}.ts`'],
  [
    'rooms import inwards only',
    'src/app/a.ts',
    "import { aFix } from '../../test/support/a.ts';",
    '../../test/support/a.ts',
  ],
  ['rooms import inwards only', 'src/app/a.ts', "import sim from '/device-sim/main.ts';", '/device-sim/main.ts'],
  [
    'rooms import inwards only',
    'src/hub/routes/a.ts',
    "type P = import('../../app/ports.ts').P;",
    '../../app/ports.ts',
  ],
  [
    'rooms import inwards only',
    'src/hub/a.ts',
    "import { customElement } from 'lit/decorators.js';",
    'lit/decorators.js',
  ],
  ['rooms import inwards only', 'src/hub/start.mjs', "import '../../device-sim/main.ts';", '../../device-sim/main.ts'],
  [
    'rooms import inwards only',
    'device-sim/a.ts',
    "export { acts } from '../src/domain/shared/codes.ts';",
    '../src/domain/shared/codes.ts',
  ],
  [
    'rooms import inwards only',
    'device-sim/a.ts',
    "import hub = require('../src/hub/ports.ts');",
    '../src/hub/ports.ts',
  ],
  [
    'geometry libraries reach the domain through geo/ alone',
    'src/domain/zone/a.ts',
    "import i from '@turf/boolean-point-in-polygon';",
    '@turf/boolean-point-in-polygon',
  ],
  [
    'the domain knows no clock, chance, network or screen',
    'src/domain/a.ts',
    'export const a = Date.now();',
    'Date.now',
  ],
  [
    'the domain knows no clock, chance, network or screen',
    'src/domain/a.ts',
    'export const a = new Date();',
    'new Date()',
  ],
  ['the domain knows no clock, chance, network or screen', 'src/domain/a.ts', 'export const a = Date();', 'Date()'],
  [
    'the domain knows no clock, chance, network or screen',
    'src/domain/a.ts',
    'export const a = () => Math.random();',
    'Math.random',
  ],
  [
    'the domain knows no clock, chance, network or screen',
    'src/domain/a.ts',
    "void globalThis['fetch']('/');",
    'fetch',
  ],
  ['the domain knows no clock, chance, network or screen', 'src/domain/a.ts', 'console.log(1);', 'console'],
  [
    'the domain knows no clock, chance, network or screen',
    'src/domain/a.ts',
    'const { now } = performance;',
    'performance',
  ],
  ['the protocol connects to nothing', 'src/protocol/a.ts', "export const a = new WebSocket('/');", 'WebSocket'],
  ['each technology stays behind its fence in the app', 'src/app/command/a.ts', "import Dexie from 'dexie';", 'dexie'],
  [
    'each technology stays behind its fence in the app',
    'src/app/storage/a.ts',
    "import 'maplibre-gl/dist/maplibre-gl.css';",
    'maplibre-gl/dist/maplibre-gl.css',
  ],
  ['each technology stays behind its fence in the app', 'src/app/shell/a.ts', "await import('mqtt');", 'mqtt'],
  [
    'each technology stays behind its fence in the app',
    'src/app/map/a.ts',
    "const a = await fetch('/zones.json');",
    'fetch',
  ],
  [
    'each technology stays behind its fence in the app',
    'src/app/main.ts',
    'navigator.geolocation.watchPosition(f);',
    'navigator',
  ],
  [
    'each technology stays behind its fence in the app',
    'src/app/sync/a.ts',
    'window.navigator.locks.request(a, b);',
    'navigator',
  ],
  ['each technology stays behind its fence in the app', 'src/app/inspect/a.ts', "indexedDB.open('a');", 'indexedDB'],
  [
    'features meet in the domain, never in each other',
    'src/app/inspect/a.ts',
    "import '../command/hl-b.ts';",
    '../command/hl-b.ts',
  ],
  [
    'features meet in the domain, never in each other',
    'src/app/inspect/a.ts',
    "import type { S } from '../sync/s.ts';",
    '../sync/s.ts',
  ],
  [
    'the kit and the technology know no feature',
    'src/app/kit/a.ts',
    "import '../command/hl-b.ts';",
    '../command/hl-b.ts',
  ],
  [
    'the kit and the technology know no feature',
    'src/app/kit/a.ts',
    "import { s } from '../storage/b.ts';",
    '../storage/b.ts',
  ],
  ['the kit and the technology know no feature', 'src/app/sync/a.ts', "import '../inspect/b.ts';", '../inspect/b.ts'],
  ['exports are named and no file is a barrel', 'src/app/kit/a.ts', 'export default class A {}', 'a default export'],
  [
    'exports are named and no file is a barrel',
    'src/hub/a.ts',
    'const a = 1; export { a as default };',
    'a default export',
  ],
  [
    'exports are named and no file is a barrel',
    'src/domain/all.ts',
    "export { a } from './a.ts';",
    'nothing but re-exports',
  ],
  ['files and folders are named after what they hold', 'src/domain/zone/index.ts', 'export const a = 1;', 'index.ts'],
  [
    'files and folders are named after what they hold',
    'src/domain/judgePoint.ts',
    'export const a = 1;',
    'judgePoint.ts',
  ],
  ['files and folders are named after what they hold', 'src/app/utils/a.ts', 'export const a = 1;', 'src/app/utils'],
  ['an element stands in the file of its tag', 'src/app/kit/hl-a.ts', "@customElement('hl-b') class B {}", 'hl-b'],
  ['an element stands in the file of its tag', 'test/app/a.ts', "@customElement('x-b') class B {}", 'x-b'],
  [
    'an element follows the language before it is defined',
    'src/app/kit/hl-a.ts',
    "@localized() @customElement('hl-a') class A {}",
    'hl-a',
  ],
  ['files stay short', 'src/app/kit/hl-a.ts', '\n'.repeat(201), '201 lines, at most 200'],
  ['files stay short', 'src/hub/a.ts', '\n'.repeat(301), '301 lines, at most 300'],
  ['no type is forced', 'src/hub/a.ts', 'export const a = b as unknown as string;', 'as unknown as'],
  ['no test is switched off', 'test/hub/a.test.ts', "it.skip('a', () => {});", 'it.skip'],
];

/** What looks like a breach and is none. */
const allowed: readonly (readonly [path: string, text: string])[] = [
  [
    'src/domain/geo/a.ts',
    "import { p } from '@turf/boolean-point-in-polygon'; export const day = (at: number) => new Date(at);",
  ],
  ['src/domain/a.ts', 'export const f = (console: string, row: { fetch: number }) => console + row.fetch;'],
  ['src/app/sync/a.ts', "import mqtt from 'mqtt'; import { s } from '../storage/s.ts'; await fetch('/');"],
  [
    'src/app/inspect/a.ts',
    "import '../kit/hl-b.ts'; import '../map/hl-map.ts'; import { d } from '../../domain/d.ts';",
  ],
  ['src/app/shell/a.ts', "await import('../command/hl-command.ts');"],
  ['src/app/storage/a.ts', 'export interface Net { fetch: typeof globalThis.fetch; navigator: Navigator }'],
  ['vite.config.ts', 'export default {};'],
];

/** What may lie at the top of the repository; beside it only what git ignores. */
const topLevel = new Set([
  ...['src', 'public', 'device-sim', 'test', '.ci', '.git', '.gitignore'],
  ...[
    'index.html',
    'package.json',
    'package-lock.json',
    'vite.config.ts',
    'vite.words.ts',
    'vite.page.config.ts',
    'tsconfig.json',
    'README.md',
    'LICENSE',
  ],
  ...['.oxlintrc.json', 'biome.json', 'knip.json'],
  ...['node_modules', 'dist', 'data'],
]);

describe('the house', () => {
  it('has files to look at', () => expect(modules.length).toBeGreaterThan(20));

  it.each(houseRules)('keeps its rule: $name', ({ faults }) => {
    const found = modules.flatMap((module) => faults(module).map((fault) => `${module.path}: ${fault}`));
    expect(found).toEqual([]);
  });

  it('keeps its top level to what belongs there', () => {
    expect(readdirSync('.').filter((name) => !topLevel.has(name) && !name.endsWith('.log'))).toEqual([]);
  });

  it.each(planted)('%s: goes red for a breach planted in %s (%s)', (rule, path, text, fault) => {
    const { faults } = houseRules.find(({ name }) => name === rule)!;
    expect(faults(readModule(path, text))).toContain(fault);
  });

  it.each(allowed)('lets pass what is no breach in %s', (path, text) => {
    const module = readModule(path, text);
    expect(houseRules.flatMap(({ faults }) => faults(module))).toEqual([]);
  });

  it('has a planted breach for every rule', () => {
    expect(new Set(planted.map(([rule]) => rule))).toEqual(new Set(houseRules.map(({ name }) => name)));
  });
});

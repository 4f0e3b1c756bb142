import { resolve } from 'node:path';
import type { Rulebook } from '../../domain/rulebook/rulebook.ts';
import { type BuildOrder, type Built, buildPackage } from './build-package.ts';
import type { DrawingFault } from './drawing/check-drawing.ts';
import { measuredMeters } from './drawing/drawn-zone.ts';
import { findRulebook } from './find-rulebook.ts';
import { packageSigner } from './package/package-signer.ts';
import { writePackage } from './package/write-package.ts';
import type { BuildArguments } from './read-arguments.ts';
import { sayFinding, type Terminal } from './terminal.ts';
import { rulebookFolders, type Zones } from './zones.ts';

/** So many repairs are named one by one; faults always are. */
const mostRepairsSaid = 50;

/** Builds a package and writes it. 0: written, or there already; 1: refused. */
export async function runBuild(args: BuildArguments, zones: Zones): Promise<number> {
  const { terminal, config, work, signal, now } = zones;
  const startedAt = performance.now();
  const rulebook = await findRulebook(args.rulebook, rulebookFolders(zones));
  if (!rulebook.area.outline) terminal.complain(sayUnlimited(rulebook));
  const built = await buildPackage(orderOf(args, rulebook), work);
  if (built.kind === 'faulty') return sayFaulty(built, terminal);
  if (built.kind === 'belt-off') return sayBeltOff(built.drawing, terminal);
  for (const each of built.findings.slice(0, mostRepairsSaid)) terminal.complain(sayFinding(each, terminal));
  if (built.findings.length > mostRepairsSaid)
    terminal.complain(`… and ${built.findings.length - mostRepairsSaid} more`);
  const signer = await packageSigner(args.keys === null ? config.keys : resolve(args.keys), now);
  const { folder, isNew } = await writePackage(resolve(args.out), built.manifest, built.files, signer, signal);
  await terminal.answer(isNew ? folder : `${folder} (there already, the same)`);
  for (const line of summary(built, (performance.now() - startedAt) / 1000)) terminal.complain(line);
  terminal.complain(`signed by hub ${signer.identityKid}`);
  return 0;
}

/** A name says to people where a rulebook holds; only an outline says so to the rules. */
function sayUnlimited({ id, area }: Rulebook): string {
  return `rulebook ${id} names its area (${area.name.zh}, ${area.name.en}) without an outline: it holds wherever this package has land, so give no land from elsewhere`;
}

function orderOf(args: BuildArguments, rulebook: Rulebook): BuildOrder {
  const { layers, crs, bounds, version, attribution, demonstration, skipFaulty } = args;
  const id = args.id ?? `${rulebook.id}-zones`;
  return {
    rulebook,
    layers,
    crs,
    bounds,
    id,
    version,
    attribution,
    demonstration,
    skipFaulty,
    title: args.title ?? { zh: id, en: id },
  };
}

function sayFaulty({ faults, findings }: Extract<Built, { kind: 'faulty' }>, terminal: Terminal): number {
  for (const each of faults) terminal.complain(sayFinding(each, terminal));
  const besides = findings.length > 0 ? `; ${findings.length} repairs besides` : '';
  terminal.complain(
    `zones: ${faults.length} faulty feature${faults.length === 1 ? '' : 's'}${besides}: nothing is built (--skip-faulty leaves them out)`,
  );
  return 1;
}

function sayBeltOff({ check, tolerance }: Extract<Built, { kind: 'belt-off' }>['drawing'], terminal: Terminal): number {
  for (const each of check.faults) terminal.complain(sayDrawingFault(each));
  terminal.complain(
    `zones: the drawn belt is off by more than its tolerance (0 … ${tolerance.mostOutsideMeters.toFixed(2)} m outside): nothing is built`,
  );
  return 1;
}

/** Where a drawing is off, and by how much. */
export function sayDrawingFault({ zone, at: [lon, lat], meters, what }: DrawingFault): string {
  const place = `${zone} at ${lon.toFixed(6)}, ${lat.toFixed(6)}`;
  const amount = Number.isFinite(meters) ? `${Math.abs(meters).toFixed(2)} m` : `more than ${measuredMeters} m`;
  if (what === 'missing') return `${place}: not drawn, but ${amount} inside the exact zone`;
  if (what === 'surplus') return `${place}: drawn, but ${amount} outside the exact zone`;
  return `${place}: the drawn edge lies ${amount} ${meters > 0 ? 'outside' : 'inside'} the exact one`;
}

function summary({ manifest, files }: Extract<Built, { kind: 'built' }>, seconds: number): string[] {
  const { layers, drawing, warnings, bounds } = manifest;
  const { mostOutsideMeters, mostInsideMeters, samples } = drawing.belt;
  const said = layers.map(
    ({ layer, polygons, vertices, source, edges }) =>
      `${layer}: ${source.features} features of ${source.file} (${source.crs}), united to ${polygons} polygons, ${vertices} vertices, ${edges.bytes} bytes`,
  );
  const bytes = [...files.values()].reduce((sum, each) => sum + each.length, 0);
  return [
    ...said,
    `belt: ${samples} places measured, drawn ${mostInsideMeters} … +${mostOutsideMeters} m from the exact edge`,
    `bounds ${bounds.join(', ')}; ${warnings.length} warnings; ${bytes} bytes in all; ${seconds.toFixed(1)} s`,
  ];
}

import { codesOf } from '../../src/domain/shared/codes.ts';
import { gateModes } from '../../src/domain/shared/gate-codes.ts';
import type { Chance } from './chance.ts';
import type { Draft } from './phone-writes.ts';
import type { World } from './world.ts';

const violation = {
  ...{ act: 'crop-burning', party: 'unknown', fix: null, happenedAt: 1_700_000_000_000 },
  verdict: { kind: 'banned', reason: 'in-zone', articles: [3] },
  rulebook: { id: 'weihai-2022-19', version: '1', sha256: 'a'.repeat(64), demonstration: false },
  zones: { id: 'weihai-demo-zones', version: '1', sha256: 'b'.repeat(64), demonstration: true },
};

/** Mostly what the hub can use; some it must hold: a body that fails, a kind of a newer app. */
export function draftOf(world: World, chance: Chance): Draft {
  world.ids += 1;
  const id = `event-${world.ids}`;
  if (chance.is(0.15)) return chance.is(0.5) ? caseStep(world, id, chance) : gateMode(world, id, chance);
  const photos = chance.is(0.3) ? [`photo ${id}`.padEnd(1 + chance.below(30), '.')] : [];
  if (chance.is(0.1)) return { id, kind: 'violation', schema: 1, body: { act: 'none' }, photos };
  if (chance.is(0.1)) return { id, kind: 'of-a-newer-app', schema: 1, body: {}, photos };
  return { id, kind: 'violation', schema: 1, body: violation, photos };
}

/** Somebody sets the gate's mode, by what he last knew of it. */
function gateMode({ hub }: World, id: string, chance: Chance): Draft {
  const mode = codesOf(gateModes)[chance.below(codesOf(gateModes).length)];
  const body = { gate: 'gate', mode, because: 'order', document: id };
  return { id, kind: 'gate-mode', schema: 1, body, photos: [], base: chance.below(hub.db.gate.version + 1) };
}

/** Somebody takes the case over, by what he last knew of it. */
function caseStep({ ids, hub }: World, id: string, chance: Chance): Draft {
  const person = `00000000-0000-4000-8000-${String(ids).padStart(12, '0')}`;
  const body = { violation: person, changes: { officers: [{ person, certificate: id }] } };
  return { id, kind: 'case-step', schema: 1, body, photos: [], base: chance.below(hub.db.file.version + 1) };
}

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import type { Term } from '../../../src/domain/shared/codes.ts';
import { main } from '../../../src/hub/verify/main.ts';
import { sayCase } from '../../../src/hub/verify/say-case.ts';
import { readCase } from '../../../src/protocol/evidence/read-case.ts';
import type { SaidMember } from '../../../src/protocol/evidence/say-body.ts';
import { verifyEvidence } from '../../../src/protocol/evidence/verify-evidence.ts';
import { type Recorded, smallEvidence } from '../../support/small-evidence.ts';
import { aPermitBody } from '../../support/some-permit.ts';
import { aSightingBody } from '../../support/some-sighting.ts';
import { aViolationBody } from '../../support/some-violation.ts';

const about = '01940000-0000-7000-8000-000000000001';
const recorded: readonly Recorded[] = [
  { kind: 'violation', body: aViolationBody() },
  { kind: 'note', body: { about } },
  { kind: 'amendment', body: { about, changes: { act: 'smoking' } } },
  { kind: 'voiding', body: { about, reason: 'mistaken' } },
  { kind: 'sighting', body: aSightingBody() },
  { kind: 'permit', body: aPermitBody() },
  { kind: 'pass', body: { direction: 'in', class: 'car', persons: 2, declaresFire: true, entry: null } },
  { kind: 'gate-mode', body: { gate: 'gate-1', changes: { mode: 'closed' }, because: 'fire-danger' } },
  { kind: 'moon-landing', body: { crew: ['Neil', 'Buzz'], landedAt: Date.parse('1999-07-20T20:17:00Z') } },
];

const evidenceOf = async (what: Recorded) => {
  const verification = await verifyEvidence((await smallEvidence({}, { recorded: what })).bytes, {
    hub: null,
    roots: [],
  });
  if (verification.outcome === 'unreadable' || !verification.evidence) throw new Error(verification.outcome);
  return verification.evidence; // what a violation cites is not in it
};

const languages: readonly ['zh' | 'en', (term: Term) => string][] = [
  ['zh', ({ zh }) => zh],
  ['en', ({ en }) => en],
];

/** Names and values, whatever stands inside what. */
function flat(members: readonly SaidMember[], say: (term: Term) => string): string[] {
  return members.flatMap(({ name, value }) => {
    if (typeof value === 'string') return [say(name), value];
    return 'zh' in value ? [say(name), say(value)] : [say(name), ...flat(value, say)];
  });
}

describe('an event on the terminal', () => {
  it.each(recorded)('of kind $kind says all that the page says of it, in both languages', async (what) => {
    const evidence = await evidenceOf(what);
    const said = readCase(evidence)[0]?.said ?? [];
    expect(said.length).toBeGreaterThan(0);
    for (const [, say] of languages) {
      const text = sayCase(evidence, say).join('\n');
      for (const words of flat(said, say)) expect(text).toContain(words);
    }
  });

  it('has its codes in words and what stands inside of it beneath it', async () => {
    const evidence = await evidenceOf({ kind: 'violation', body: aViolationBody() });
    const lines = sayCase(evidence, ({ zh }) => zh);
    const at = lines.indexOf('  判定：');
    expect(lines.slice(at, at + 4)).toEqual(['  判定：', '    判定：禁止', '    理由：在禁火区内', '    条款：3']);
    expect(lines.join('\n')).not.toMatch(/crop-burning|in-zone|\{/);
    expect(sayCase(evidence, ({ en }) => en)).toContain('  happened at: 2027-01-15 09:50:00');
  });

  it('cannot move the cursor or turn the writing around', async () => {
    const body = { about, text: 'a\u001b[2J\u001b[Hwhole\r\n\u202Eb' };
    const file = join(await mkdtemp(join(tmpdir(), 'hulin-terminal-')), 'case.zip');
    await writeFile(file, (await smallEvidence({}, { recorded: { kind: 'note', body } })).bytes);
    const said: string[] = [];
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => said.push(String(text)) > 0);
    await main([file]);
    vi.restoreAllMocks();
    expect(process.exitCode).toBe(0);
    process.exitCode = undefined;
    await rm(dirname(file), { recursive: true });
    const lines = said.join('').split('\n');
    expect(lines.filter((line) => line.includes('whole'))).toHaveLength(2);
    expect(lines.some((line) => line.endsWith('a\\u{1b}[2J\\u{1b}[Hwhole\\u{d}\\u{a}\\u{202e}b'))).toBe(true);
  });
});

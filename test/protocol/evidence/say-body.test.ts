import { describe, expect, it } from 'vitest';
import { bodySchemas } from '../../../src/protocol/event.ts';
import { bodyWords } from '../../../src/protocol/evidence/body-words.ts';
import * as hubBodies from '../../../src/protocol/evidence/hub-bodies.ts';
import { type SaidMember, sayBody } from '../../../src/protocol/evidence/say-body.ts';
import { aViolationBody } from '../../support/some-violation.ts';

const nobody = () => null;

/** As much of a schema as is walked here. */
interface Schema {
  readonly kind?: string;
  readonly type?: string;
  readonly entries?: Readonly<Record<string, Schema>>;
  readonly wrapped?: Schema;
  readonly item?: Schema;
  readonly value?: unknown;
  readonly options?: readonly unknown[];
  readonly pipe?: readonly Schema[];
}

/** What a schema is made of, but for its members. */
function innerOf({ type, wrapped, item, options = [], pipe = [] }: Schema, own: Schema): Schema[] {
  const ofUnion = type === 'picklist' ? [] : options;
  const steps = pipe.filter((step) => step !== own && step.kind === 'schema');
  return [wrapped, item, ...ofUnion, ...steps].filter((one): one is Schema => typeof one === 'object' && one !== null);
}

/** Every member that any body has, with the codes it may be. */
function collect(schema: Schema, found: Map<string, Set<string>>, member = ''): void {
  for (const [name, one] of Object.entries(schema.entries ?? {})) {
    found.set(name, found.get(name) ?? new Set());
    collect(one, found, name);
  }
  if (schema.type === 'picklist') for (const code of schema.options ?? []) found.get(member)?.add(String(code));
  for (const inner of innerOf(schema, schema)) collect(inner, found, member);
}

const inHubBodies = Object.values(hubBodies).filter((one) => typeof one === 'object' && 'type' in one);
const members = new Map<string, Set<string>>();
for (const schema of [...Object.values(bodySchemas), ...inHubBodies]) collect(schema, members);

describe('a body in words', () => {
  it('has a name in both languages for every member of every kind', () => {
    expect(members.size).toBeGreaterThan(80);
    const inside = ['zh', 'en']; // of words that stand in both languages
    expect([...members.keys()].filter((name) => !bodyWords[name] && !inside.includes(name))).toEqual([]);
  });

  it('has words in both languages for every code of every member', () => {
    const codes = [...members].flatMap(([name, all]) => [...all].map((code) => [name, code] as const));
    expect(codes.length).toBeGreaterThan(80);
    const bare = codes.filter(([name, code]) => typeof sayBody({ [name]: code }, nobody)[0]?.value === 'string');
    expect(bare).toEqual([]);
  });

  it('tells moments in Weihai, people by name, lists and what stands inside', () => {
    const person = '01940000-0000-7000-8000-000000000001';
    const body = {
      ...{ changes: { officers: [{ person, certificate: 'A1' }] }, until: Date.parse('2027-01-15T10:00:00+08:00') },
      ...{ acts: ['welding', 'blasting'], note: null, declaresFire: false, moon: 'full' },
    };
    const said = sayBody(body, (id) => (id === person ? '王德胜' : null));
    expect(said.map(({ name: { en } }) => en)).toEqual([
      ...['changed to', 'until', 'acts permitted', 'declares a fire source', 'moon'],
    ]);
    expect(JSON.stringify(said[0])).toContain('王德胜');
    expect(said.slice(1).map(({ value }) => value)).toEqual([
      '2027-01-15 10:00:00',
      { zh: '电焊、爆破用火', en: 'welding, blasting' },
      { zh: '否', en: 'no' },
      'full',
    ]);
  });

  it('tells a moment that no calendar has as the number it is', () => {
    const said = sayBody({ at: 1e16, fromAt: 8.64e15, until: 2.6e14, to: -1e16 }, nobody);
    expect(said.map(({ value }) => value)).toEqual([
      '10000000000000000',
      '8640000000000000',
      '260000000000000',
      '-10000000000000000',
    ]);
  });

  it('tells members and values that no kind has as they are', () => {
    const body: unknown = JSON.parse(
      '{"constructor":"x","__proto__":"y","toString":{"valueOf":1},"acts":[null,"welding"]}',
    );
    const said = sayBody(body, nobody).map(({ name, value }) => [name.en, value]);
    expect(said).toEqual([
      ['constructor', 'x'],
      ['__proto__', 'y'],
      ['toString', [{ name: { zh: 'valueOf', en: 'valueOf' }, value: '1' }]],
      ['acts permitted', { zh: '—、电焊', en: '—, welding' }],
    ]);
  });

  it('comes to an end, however deep it goes', () => {
    const [nested, listed] = [
      `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`,
      `${'['.repeat(20_000)}1${']'.repeat(20_000)}`,
    ];
    const said = JSON.stringify(sayBody({ nested: JSON.parse(nested), listed: JSON.parse(listed) }, nobody));
    expect(said.match(/deeper than is shown here/g)).toHaveLength(2);
  });

  it('leaves nothing of a body out', () => {
    const said = sayBody(aViolationBody(), nobody);
    const count = (all: readonly SaidMember[]): number =>
      all.reduce((sum, { value }) => sum + (Array.isArray(value) ? count(value) : 1), 0);
    expect(count(said)).toBeGreaterThan(12);
  });
});

import * as v from 'valibot';
import { describe, expect, expectTypeOf, it } from 'vitest';
import type { LegalTexts } from '../../../src/domain/legal/legal-texts.ts';
import type { Rulebook } from '../../../src/domain/rulebook/rulebook.ts';
import type { Fix } from '../../../src/domain/shared/fix.ts';
import type { DocumentCitation, ViolationRecord } from '../../../src/domain/violation/violation-record.ts';
import type { Citation } from '../../../src/protocol/citation.ts';
import type { ViolationBody } from '../../../src/protocol/event.ts';
import type { RecordedFix } from '../../../src/protocol/fix.ts';
import type { legalTextsSchema } from '../../../src/protocol/legal-texts.ts';
import { rulebook2Schema } from '../../../src/protocol/rulebook.ts';
import { aRulebook } from '../../support/builders.ts';

/** The same type with nothing in it changeable: protocol types are plain, domain types read-only. */
type Frozen<T> = T extends readonly (infer Item)[]
  ? readonly Frozen<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: Frozen<T[Key]> }
    : T;

describe('domain and protocol agree, field by field,', () => {
  it('on the rulebook', () => {
    type SentRulebook = Omit<v.InferOutput<typeof rulebook2Schema>, 'v'>;
    expectTypeOf<SentRulebook>().toExtend<Rulebook>();
    expectTypeOf<keyof SentRulebook>().toEqualTypeOf<keyof Rulebook>();
    expectTypeOf<Frozen<Rulebook>>().toExtend<Frozen<Omit<SentRulebook, 'periods' | 'bans' | 'area'>>>();
    expect(v.safeParse(rulebook2Schema, { v: 2, ...aRulebook() }).success).toBe(true);
  });

  it('on the legal texts', () => {
    type SentTexts = Omit<v.InferOutput<typeof legalTextsSchema>, 'v'>;
    expectTypeOf<Frozen<SentTexts>>().toEqualTypeOf<Frozen<LegalTexts>>();
  });

  it('on the record of a suspected violation', () => {
    expectTypeOf<Frozen<ViolationBody>>().toEqualTypeOf<Frozen<ViolationRecord>>();
    expectTypeOf<ViolationRecord>().toExtend<ViolationBody>();
    expectTypeOf<ViolationBody>().toExtend<ViolationRecord>();
    expectTypeOf<Frozen<Citation>>().toEqualTypeOf<Frozen<DocumentCitation>>();
    expectTypeOf<Frozen<RecordedFix>>().toEqualTypeOf<Frozen<Fix>>();
  });
});

import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '../../src/hub/ports.ts';
import { sha256Hex } from '../../src/protocol/bytes.ts';
import type { SentEvent } from '../../src/protocol/event.ts';
import type { Signed } from '../../src/protocol/signed.ts';
import type { PersonaHub } from './persona-hub.ts';
import { Persona } from './personas.ts';

/** A phone in a storm: what it has written, and what the hub has acknowledged of it. */
export interface StormPhone {
  readonly persona: Persona;
  readonly events: readonly SentEvent[];
  /** By seq. */
  readonly receipts: Map<number, Signed>;
}

/** Enrols so many phones, each with so many records written and none sent. */
export async function stormPhones(aHub: () => PersonaHub, phones: number, records: number): Promise<StormPhone[]> {
  const made: StormPhone[] = [];
  const one = async () => {
    while (made.length < phones) {
      const place = made.push({} as StormPhone) - 1;
      const persona = await Persona.enrol(aHub(), 'ranger');
      made[place] = {
        persona,
        events: await persona.records(records),
        receipts: new Map(),
      };
    }
  };
  await Promise.all(Array.from({ length: 16 }, one));
  return made;
}

/** Pushes batch after batch until the hub has acknowledged everything; a line that breaks is tried again, for ever. */
export async function deliver(
  { persona, events, receipts }: StormPhone,
  batch: number,
  signal: AbortSignal,
): Promise<number> {
  let broken = 0;
  for (let from = 0; from < events.length && !signal.aborted; ) {
    try {
      const { results, head } = await persona.push(events.slice(from, from + batch));
      for (const result of results) if ('receipt' in result) receipts.set(result.seq, result.receipt);
      from = head.seq;
    } catch {
      broken += 1; // cut, refused or not there: that is the storm
      await sleep(200 + Math.random() * 600);
    }
  }
  return broken;
}

/** What a hub's database says of a storm: every list is to be empty. */
export interface StormFindings {
  readonly lost: string[];
  readonly doubled: string[];
  readonly broken: string[];
  /** Acknowledged, and not there with that very receipt. */
  readonly denied: string[];
}

interface Row extends Record<string, unknown> {
  readonly seq: number;
  readonly raw: string;
  readonly hash: string;
  readonly receipt_raw: string;
}

export async function lookAtStorm(database: Database, phones: readonly StormPhone[]): Promise<StormFindings> {
  const findings: StormFindings = { lost: [], doubled: [], broken: [], denied: [] };
  for (const { persona, events, receipts } of phones) {
    const rows = await database.query<Row>(
      'select seq, raw, hash, receipt_raw from event where chain = $1 order by seq',
      [persona.chain],
    );
    const texts = rows.map(({ raw }) => raw);
    for (const [index, { raw }] of events.entries())
      if (texts[index] !== raw) findings.lost.push(`${persona.chain}/${index + 1}`);
    if (rows.length > events.length || new Set(texts).size < texts.length) findings.doubled.push(persona.chain);
    let prev: string | null = null;
    for (const [index, { seq, raw, hash }] of rows.entries()) {
      const said = JSON.parse(raw) as { prev: string | null };
      if (seq !== index + 1 || said.prev !== prev || (await sha256Hex(raw)) !== hash)
        findings.broken.push(`${persona.chain}/${seq}`);
      prev = hash;
    }
    for (const [seq, { raw }] of receipts)
      if (rows[seq - 1]?.receipt_raw !== raw) findings.denied.push(`${persona.chain}/${seq}`);
  }
  return findings;
}

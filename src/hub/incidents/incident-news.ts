import * as v from 'valibot';
import type { HeldReason } from '../../domain/shared/held-codes.ts';
import type { HulinEvent } from '../../protocol/event.ts';
import { type IncidentStepBody, incidentStepBodySchema } from '../../protocol/incident.ts';
import { readRemark } from '../../protocol/read-remark.ts';
import { type SightingBody, sightingBodySchema } from '../../protocol/sighting.ts';
import type { Projection } from '../custody/projection.ts';
import type { ReadEvent } from '../custody/read-envelope.ts';
import type { ChangeDraft } from '../custody/record-change.ts';
import { voidedBefore } from '../custody/voided-before.ts';
import type { Queryable } from '../ports.ts';

/** NOTIFY channel: something came in that incidents are made of. */
export const incidentsChannel = 'hulin_incidents';

/** Sightings, what was taken back of them, and hand decisions, laid down for the folding of incidents, which follows on its own. */
export class IncidentNews implements Projection {
  readonly #known: ReadonlySet<string>;
  readonly #voided: ReadonlySet<string>;
  readonly #news: { readonly event: HulinEvent; readonly now: number }[] = [];

  private constructor(known: ReadonlySet<string>, voided: ReadonlySet<string>) {
    this.#known = known;
    this.#voided = voided;
  }

  static async lock(tx: Queryable, events: readonly HulinEvent[]): Promise<IncidentNews> {
    const seen = events.filter((event) => sightingOf(event) !== null).map(({ id }) => id);
    const voided = seen.length === 0 ? new Set<string>() : await voidedBefore(tx, seen);
    const named = [...new Set(events.flatMap(namesIn))];
    if (named.length === 0) return new IncidentNews(new Set(), voided);
    const rows = await tx.query<{ id: string }>(
      `select id from alarm where id = any($1::uuid[]) union select event from sighting where event = any($1::uuid[])
        union select event from incident_step where event = any($1::uuid[])`,
      [named],
    );
    return new IncidentNews(new Set([...rows.map(({ id }) => id), ...events.map(({ id }) => id)]), voided);
  }

  /** A decision about something the hub does not have waits for a person. */
  whyHeld(event: HulinEvent): HeldReason | null {
    return namesIn(event).every((id) => this.#known.has(id)) ? null : 'unknown-record';
  }

  apply({ event }: ReadEvent, now: number): void {
    if (sightingOf(event) || stepOf(event) || readRemark(event, now)?.kind === 'voiding')
      this.#news.push({ event, now });
  }

  async write(tx: Queryable): Promise<ChangeDraft[]> {
    for (const { event, now } of this.#news) await layDown(tx, event, now, this.#voided);
    if (this.#news.length > 0) await tx.query('select pg_notify($1, $2)', [incidentsChannel, '']);
    return [];
  }
}

async function layDown(tx: Queryable, event: HulinEvent, now: number, voided: ReadonlySet<string>): Promise<void> {
  const { id, chain, seq, person } = event;
  const [sighting, step] = [sightingOf(event), stepOf(event)];
  if (sighting) {
    await tx.query(
      `insert into sighting (event, chain, seq, body, received_at, voided_at) values ($1, $2, $3, $4, $5, $6)
         on conflict do nothing`,
      [id, chain, seq, JSON.stringify(sighting), now, voided.has(id) ? now : null],
    );
  } else if (step) {
    await tx.query(
      `insert into incident_step (event, chain, seq, person, body, received_at) values ($1, $2, $3, $4, $5, $6)
         on conflict do nothing`,
      [id, chain, seq, person, JSON.stringify(step), now],
    );
  } else {
    const about = readRemark(event, now)?.about;
    await tx.query('update sighting set voided_at = $2 where event = $1 and voided_at is null', [about, now]);
  }
}

function sightingOf({ kind, schema, body }: HulinEvent): SightingBody | null {
  const read = kind === 'sighting' && schema === 1 ? v.safeParse(sightingBodySchema, body) : null;
  return read?.success ? read.output : null;
}

function stepOf({ kind, schema, body }: HulinEvent): IncidentStepBody | null {
  const read = kind === 'incident-step' && schema === 1 ? v.safeParse(incidentStepBodySchema, body) : null;
  return read?.success ? read.output : null;
}

function namesIn(event: HulinEvent): string[] {
  const step = stepOf(event);
  if (!step) return [];
  if (step.deed === 'undo') return [step.step];
  return step.deed === 'verify' ? step.members : [...step.these, ...step.those];
}

import { msg } from '@lit/localize';
import { html, type TemplateResult } from 'lit';
import * as v from 'valibot';
import { passBodySchema } from '../../protocol/pass.ts';
import type { Station } from '../../protocol/pull.ts';
import { sightingBodySchema } from '../../protocol/sighting.ts';
import '../kit/hl-pass-facts.ts';
import '../kit/hl-sighting-facts.ts';
import { sayTerm } from '../locales/language.ts';
import type { OwnRecord } from '../ports.ts';

/** What a pass or a sighting says in clear; null for any other record, and for what this build cannot read. */
export function renderMatter(record: OwnRecord, stations: readonly Station[], now: number): TemplateResult | null {
  const facts = record.kind === 'pass' ? renderPass(record, stations, now) : renderSighting(record, now);
  return facts && html`<section class="panel" aria-label=${msg('What was recorded')}>${facts}</section>`;
}

function renderPass({ body }: OwnRecord, stations: readonly Station[], now: number): TemplateResult | null {
  const read = v.safeParse(passBodySchema, body);
  if (!read.success) return null;
  const name = stations.find(({ id }) => id === read.output.gate)?.name;
  return html`<hl-pass-facts .body=${read.output} .gate=${name ? sayTerm(name) : read.output.gate} .now=${now}></hl-pass-facts>`;
}

function renderSighting({ kind, body }: OwnRecord, now: number): TemplateResult | null {
  const read = kind === 'sighting' ? v.safeParse(sightingBodySchema, body) : null;
  return read?.success ? html`<hl-sighting-facts .body=${read.output} .now=${now}></hl-sighting-facts>` : null;
}

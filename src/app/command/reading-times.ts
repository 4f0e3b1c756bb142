import { msg, str } from '@lit/localize';
import { html, nothing, type TemplateResult } from 'lit';
import type { LatestReading } from '../../protocol/situation.ts';
import type { Language } from '../kit/language.ts';
import { formatMoment } from '../kit/weihai-time.ts';

const soonMs = 60_000;

/** When a reading was measured, sent and received, if these are more than a minute apart: then it came late, or a clock is wrong. */
export function renderReadingTimes(
  { measuredAt, sentAt, receivedAt }: LatestReading,
  now: number,
  language: Language,
): TemplateResult | typeof nothing {
  const times = [measuredAt, receivedAt, ...(sentAt === null ? [] : [sentAt])];
  if (Math.max(...times) - Math.min(...times) <= soonMs) return nothing;
  const say = (at: number) => formatMoment(at, now, language);
  const sent = sentAt === null ? '' : msg(str`sent ${say(sentAt)}, `);
  return html`<br /><span class="soft">${msg(str`measured ${say(measuredAt)}, ${sent}received ${say(receivedAt)}`)}</span>`;
}

import { msg, str } from '@lit/localize';
import { stationTroubles } from '../../domain/shared/trouble-codes.ts';
import type { Station } from '../../protocol/pull.ts';
import { formatMoment } from '../kit/weihai-time.ts';
import { currentLanguage, sayTerm } from '../locales/language.ts';

/** What is the matter with a gateway, and since when. */
export function sayTrouble({ code, since }: NonNullable<Station['trouble']>, now: number): string {
  const term = sayTerm(stationTroubles[code]);
  return msg(str`${term}, since ${formatMoment(since, now, currentLanguage())}`);
}

/** What that means, and that nothing is lost by it. */
export function explainTrouble({ code }: NonNullable<Station['trouble']>): string {
  if (code === 'catching-up') {
    return msg('It sends what it kept while it was cut off, faster than the hub takes it. Live readings go first.');
  }
  return msg(
    'It sends more live messages than the hub takes of one gateway: look whether it is broken or misused. It keeps what the hub has not acknowledged and sends it later.',
  );
}

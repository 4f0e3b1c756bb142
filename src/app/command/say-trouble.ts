import { msg, str } from '@lit/localize';
import { stationTroubles } from '../../domain/shared/trouble-codes.ts';
import type { Station } from '../../protocol/pull.ts';
import { formatSpan } from '../kit/format-span.ts';
import { formatMoment } from '../kit/weihai-time.ts';
import { currentLanguage, sayTerm } from '../locales/language.ts';

/** What is the matter with a gateway or a sensor, and since when. */
export function sayTrouble({ code, since }: NonNullable<Station['trouble']>, now: number): string {
  const term = sayTerm(stationTroubles[code]);
  return msg(str`${term}, since ${formatMoment(since, now, currentLanguage())}`);
}

/** What that means, and that nothing is lost by it. */
export function explainTrouble({ code }: NonNullable<Station['trouble']>): string {
  if (code === 'catching-up') {
    return msg('It sends what it kept while it was cut off, faster than the hub takes it. Live readings go first.');
  }
  if (code === 'stuck-weather') {
    return msg(
      'Its humidity, temperature or wind would be fire weather and has been the very same for over six hours: a dead sensor. Its alarms go by the usual limits until the value changes. Have it looked at.',
    );
  }
  return msg(
    'It sends more live messages than the hub takes of one gateway: look whether it is broken or misused. It keeps what the hub has not acknowledged and sends it later.',
  );
}

/** By how much a gateway's clock is wrong, and that its times are corrected. */
export function sayClock({ offMs }: NonNullable<Station['clock']>): string {
  const off = formatOff(Math.abs(offMs));
  return offMs < 0
    ? msg(str`clock is ${off} slow, its times are corrected`)
    : msg(str`clock is ${off} fast, its times are corrected`);
}

/** In minutes as far as those say more. */
function formatOff(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  return minutes < 180 ? msg(str`${minutes} min`) : formatSpan(ms, currentLanguage());
}

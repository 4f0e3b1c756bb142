import { msg, str } from '@lit/localize';
import { gatewayRevocations } from '../../domain/shared/trouble-codes.ts';
import type { RevokedGateway } from '../../protocol/gateway-standing.ts';
import { formatMoment } from '../kit/weihai-time.ts';
import { currentLanguage, sayTerm } from '../locales/language.ts';
import type { Person } from './people-of.ts';
import { sayPerson } from './say-person.ts';

/** That a gateway was revoked: when, by whom and why. */
export function sayRevoked(
  { at, person, because }: RevokedGateway,
  people: ReadonlyMap<string, Person>,
  now: number,
): string {
  const when = formatMoment(at, now, currentLanguage());
  const who = person === null ? msg('at the hub’s own machine') : msg(str`by ${sayPerson(people, person)}`);
  const why = because === null ? msg('no reason was given') : sayTerm(gatewayRevocations[because]);
  return msg(str`revoked ${when} ${who}: ${why}`);
}

/** How it comes back. */
export function explainReadmission(): string {
  return msg(
    'It is let in no more. To admit it again whoever runs the hub enrols it with another secret (npm run hub -- enrol-gateways) and puts that on the gateway; what it kept meanwhile is sent then.',
  );
}

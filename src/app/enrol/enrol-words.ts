import { msg } from '@lit/localize';
import type { EnrolResult } from '../ports.ts';

export type EnrolFailure = Extract<EnrolResult, { ok: false }>['because'];

/** What happened to an enrolment, and what the person can do about it. */
export interface EnrolWords {
  readonly title: string;
  readonly todo: readonly string[];
}

/** Plain words for every way an enrolment can end without one. */
export function explainEnrolFailure(because: EnrolFailure): EnrolWords {
  const words: Record<EnrolFailure, () => EnrolWords> = {
    'already-enrolled': () => ({
      title: msg('This phone is enrolled with another command'),
      todo: [msg('The enrolment it has stays as it is. Ask your own administrator for a link.')],
    }),
    insecure: () => ({
      title: msg('This address is not secure'),
      todo: [
        msg(
          'The address begins with http. On such a page a browser gives no encryption, no camera, no position and no offline use, so this phone cannot be enrolled.',
        ),
        msg(
          'Tell the administrator: the hub needs an https address. Set HULIN_TLS_CERT and HULIN_TLS_KEY to a certificate, or put a proxy with one in front, set HULIN_PUBLIC_URL to the https address, and issue a new link.',
        ),
      ],
    }),
    'no-network': () => ({
      title: msg('Command cannot be reached'),
      todo: [
        msg('Go where there is signal and try again. The same link may be used again within ten minutes of its issue.'),
      ],
    }),
    'code-expired': () => ({
      title: msg('This link has expired'),
      todo: [msg('A link is good for ten minutes. Ask the administrator for a new one.')],
    }),
    'code-used': () => ({
      title: msg('This link has been used'),
      todo: [msg('Each link enrols one phone. Ask the administrator for a new one.')],
    }),
    'code-unknown': () => ({
      title: msg('This link is not valid'),
      todo: [msg('Open the whole link, or scan the code again. If it stays so, ask the administrator for a new one.')],
    }),
    'wrong-hub': () => ({
      title: msg('This is not the command the link names'),
      todo: [
        msg('Do not go on. Leave any Wi-Fi that asks for a login and use mobile data.'),
        msg('If it stays so, tell the administrator.'),
      ],
    }),
    storage: () => ({
      title: msg('This browser cannot keep data'),
      todo: [msg('Leave private browsing, free some space, and open the link again.')],
    }),
    refused: () => ({
      title: msg('The enrolment was refused'),
      todo: [msg('Ask the administrator for a new link. The details below help to find the cause.')],
    }),
  };
  return words[because]();
}

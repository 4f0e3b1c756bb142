import { readEnrolmentFragment } from '../../protocol/enrolment.ts';

/** Every page of the app. Addresses are kept by people (home screen, messages): changing one breaks them. */
export type Route =
  | { readonly kind: 'home' }
  | { readonly kind: 'field' }
  | { readonly kind: 'record'; readonly draftId: string }
  | { readonly kind: 'records' }
  | { readonly kind: 'record-detail'; readonly recordId: string }
  | { readonly kind: 'me' }
  | { readonly kind: 'ready' }
  | { readonly kind: 'enrol'; readonly fragment: string }
  | { readonly kind: 'public' };

/**
 * Which page an address asks for; anything unknown is home. Pages live in the fragment, so that they open offline and an
 * enrolment code never reaches a server's log; `/public` alone is a path.
 */
export function readRoute(path: string, fragment: string): Route {
  if (readEnrolmentFragment(fragment) || fragment.startsWith('#enrol=')) return { kind: 'enrol', fragment };
  const [page = '', id = ''] = fragment.replace(/^#\/?/, '').split('/');
  if (page === '' && path.replace(/\/$/, '') === '/public') return { kind: 'public' };
  if (page === 'record') return { kind: 'record', draftId: id };
  if (page === 'records') return id === '' ? { kind: 'records' } : { kind: 'record-detail', recordId: id };
  if (page === 'me' || page === 'ready' || page === 'field') return { kind: page };
  return { kind: 'home' };
}

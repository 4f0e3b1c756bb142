import { readEnrolmentFragment } from '../../protocol/enrolment-link.ts';

/** Every page of the app. Addresses are kept by people (home screen, messages): changing one breaks them. */
export type Route =
  | { readonly kind: 'home' }
  | { readonly kind: 'field' }
  | { readonly kind: 'record'; readonly draftId: string }
  | { readonly kind: 'records' }
  | { readonly kind: 'record-detail'; readonly recordId: string }
  | { readonly kind: 'me' }
  | { readonly kind: 'ready' }
  /** The legal office: a text or the draft of one by its id, or the notices. */
  | { readonly kind: 'office'; readonly section: 'law' | 'draft' | 'notices'; readonly item: string }
  | { readonly kind: 'permits' }
  | { readonly kind: 'sighting' }
  | { readonly kind: 'citizen-report' }
  | { readonly kind: 'gate' }
  | { readonly kind: 'gates' }
  | { readonly kind: 'permit-desk' }
  | { readonly kind: 'courier' }
  | { readonly kind: 'unlock' }
  | { readonly kind: 'enrol'; readonly fragment: string }
  | { readonly kind: 'public' };

/** Pages whose address is their name alone. */
const plainPages = [
  'me',
  'ready',
  'field',
  'courier',
  'unlock',
  'permits',
  'permit-desk',
  'sighting',
  'citizen-report',
  'gate',
  'gates',
] as const;

/**
 * Which page an address asks for; anything unknown is home. Pages live in the fragment, so that they open offline and an
 * enrolment code never reaches a server's log; `/public` alone is a path.
 */
export function readRoute(path: string, fragment: string): Route {
  if (readEnrolmentFragment(fragment) || fragment.startsWith('#enrol=')) return { kind: 'enrol', fragment };
  const [page = '', id = '', item = ''] = fragment.replace(/^#\/?/, '').split('/');
  if (page === '' && path.replace(/\/$/, '') === '/public') return { kind: 'public' };
  if (page === 'record') return { kind: 'record', draftId: id };
  if (page === 'records') return id === '' ? { kind: 'records' } : { kind: 'record-detail', recordId: id };
  if (page === 'office') return readOffice(id, item);
  return { kind: plainPages.find((one) => one === page) ?? 'home' };
}

function readOffice(section: string, item: string): Route {
  return { kind: 'office', section: section === 'draft' || section === 'notices' ? section : 'law', item };
}

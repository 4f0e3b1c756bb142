import { expect, it } from 'vitest';
import { readRoute } from '../../../src/app/shell/read-route.ts';

const link = `#enrol=${'a'.repeat(22)}&hub=${'b'.repeat(43)}`;

it.each([
  ['/', '', { kind: 'home' }],
  ['/', '#/', { kind: 'home' }],
  ['/', '#/nowhere', { kind: 'home' }],
  ['/', '#/record', { kind: 'record', draftId: '' }],
  ['/', '#/record/d1', { kind: 'record', draftId: 'd1' }],
  ['/', '#/records', { kind: 'records' }],
  ['/', '#/records/e1', { kind: 'record-detail', recordId: 'e1' }],
  ['/', '#/me', { kind: 'me' }],
  ['/', '#/ready', { kind: 'ready' }],
  ['/public', '', { kind: 'public' }],
  ['/public/', '', { kind: 'public' }],
  ['/', link, { kind: 'enrol', fragment: link }],
  ['/', '#enrol=broken', { kind: 'enrol', fragment: '#enrol=broken' }],
])('the address %s%s opens its page', (path, fragment, route) => {
  expect(readRoute(path, fragment)).toEqual(route);
});

import { expect, it } from 'vitest';
import { maskIdNumber } from '../../../src/app/violation/mask-id-number.ts';

it('shows the last four characters of an ID and no more', () => {
  expect(maskIdNumber('371002196503124417')).toBe('····4417');
  expect(maskIdNumber('  ')).toBe('');
});

import { create } from 'qrcode';
import { describe, expect, it } from 'vitest';
import { qrPath } from '../../../src/app/administration/qr-path.ts';

describe('a QR code as a path', () => {
  it('joins dark neighbours of a row into one stroke', () => {
    expect(qrPath(3, [1, 1, 0, 0, 0, 0, 1, 0, 1])).toBe('M0 0h2v1h-2zM0 2h1v1h-1zM2 2h1v1h-1z');
  });

  it('covers as many modules as the code has dark ones', () => {
    const { modules } = create('https://hulin.example/#enrol=AbCdEfGhIjKlMnOpQrStUv', {});
    const dark = modules.data.reduce((count: number, module: number) => count + (module ? 1 : 0), 0);
    const drawn = [...qrPath(modules.size, modules.data).matchAll(/h(\d+)v/g)].reduce(
      (sum, [, run]) => sum + Number(run),
      0,
    );
    expect(drawn).toBe(dark);
    expect(dark).toBeGreaterThan(100);
  });
});

import { afterEach, describe, expect, it, vi } from 'vitest';
import { page } from 'vitest/browser';
import { chooseLanguage } from '../../../src/app/locales/language.ts';
import '../../../src/app/map/hl-map.ts';
import '../../../src/app/map/hl-map-controls.ts';
import '../../../src/app/map/hl-map-placing.ts';

describe('the map', () => {
  afterEach(() => {
    vi.restoreAllMocks();
    document.body.replaceChildren();
  });

  it('says so where the browser has no WebGL, in the language shown', async () => {
    await chooseLanguage('zh');
    vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue(null);
    document.body.append(document.createElement('hl-map'));
    await expect.element(page.getByRole('alert')).toHaveTextContent('WebGL');
    await chooseLanguage('en');
    await expect.element(page.getByRole('alert')).toHaveTextContent('This browser cannot draw the map');
  });

  it.each(['marks', 'permits', 'drawn'] as const)('draws %s again only when they say something else', async (what) => {
    vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue(null);
    const map = document.createElement('hl-map');
    const place = (lon: number) => ({
      type: 'FeatureCollection' as const,
      features: [
        { type: 'Feature' as const, properties: {}, geometry: { type: 'Point' as const, coordinates: [lon, 37] } },
      ],
    });
    map[what] = place(122);
    document.body.append(map);
    await map.updateComplete;
    map[what] = place(122);
    expect(map.isUpdatePending).toBe(false);
    map[what] = place(123);
    expect(map.isUpdatePending).toBe(true);
  });

  it('names its buttons and makes them at least 48 px', async () => {
    await chooseLanguage('en');
    const controls = document.createElement('hl-map-controls');
    controls.located = true;
    const steps: unknown[] = [];
    controls.addEventListener('hl-map-step', (event) => steps.push((event as CustomEvent).detail));
    document.body.append(controls);
    await controls.updateComplete;
    for (const name of ['Zoom in', 'Zoom out', 'Show the whole area', 'Show where I am']) {
      const button = page.getByRole('button', { name });
      const { width, height } = button.element().getBoundingClientRect();
      expect(Math.min(width, height)).toBeGreaterThanOrEqual(48);
      await button.click();
    }
    expect(steps).toEqual(['in', 'out', 'all', 'me']);
  });

  it('shows the coordinates under the cross and asks before it takes them', async () => {
    await chooseLanguage('en');
    const placing = document.createElement('hl-map-placing');
    Object.assign(placing, { lon: 122.034, lat: 37.4225 });
    const confirmed = vi.fn();
    placing.addEventListener('hl-placing-confirm', confirmed);
    document.body.append(placing);
    await expect.element(page.getByText('37°25′21″ N, 122°02′02″ E')).toBeVisible();
    await page.getByRole('button', { name: 'Use this place' }).click();
    expect(confirmed).toHaveBeenCalledOnce();
  });
});

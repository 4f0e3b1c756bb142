import { html, render } from 'lit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import '../../../src/app/shell/hl-siren-strip.ts';
import { sirenContext } from '../../../src/app/contexts.ts';
import { SirenSound } from '../../../src/app/device/siren-sound.ts';
import { LiveValue } from '../../../src/app/live.ts';
import { chooseLanguage } from '../../../src/app/locales/language.ts';
import type { Alarm } from '../../../src/protocol/pull.ts';
import { anAlarm } from '../command/support/command-rows.ts';
import { expectAccessible } from '../command/support/expect-accessible.ts';
import { provide } from '../command/support/provide.ts';

const stage = document.createElement('div');
const ringing = new LiveValue<readonly Alarm[]>([]);
const tone = new SirenSound();
const silence = async () => {
  ringing.set([]);
  tone.sound(false);
};

describe('the siren across a desk’s pages', () => {
  beforeAll(async () => {
    await page.viewport(1440, 900);
    await chooseLanguage('zh');
    provide(stage, sirenContext, { state: tone.state, ringing, silence, test: () => tone.test() });
    document.body.append(stage);
    render(html`<hl-siren-strip></hl-siren-strip>`, stage);
  });
  afterAll(() => stage.remove());

  it('is not there while nothing calls, nor on the desk itself', async () => {
    ringing.set([anAlarm()]);
    location.hash = '#/';
    await expect.poll(() => page.getByRole('alert').elements()).toEqual([]);
    location.hash = '#/records';
    await expect.element(page.getByRole('alert')).toBeVisible();
    ringing.set([]);
    await expect.poll(() => page.getByRole('alert').elements()).toEqual([]);
    expect(page.getByRole('alert').elements()).toEqual([]);
  });

  it('sounds in this browser, says so where it may not before a touch, and is silenced', async () => {
    ringing.set([anAlarm()]);
    tone.sound(true);
    await expect.element(page.getByRole('alert')).toHaveTextContent('未接警告警：1');
    const blocked = page.getByRole('button', { name: '警报声被浏览器拦截，点一下即响' });
    await expect
      .poll(async () => {
        for (const button of blocked.elements()) await userEvent.click(button);
        return tone.state.value;
      })
      .toBe('sounding');
    await expectAccessible(stage);
    await expect.element(page.getByRole('link', { name: '去看告警' })).toHaveAttribute('href', '#/');
    await page.getByRole('button', { name: '静音' }).click();
    expect(tone.state.value).toBe('silent');
    expect(page.getByRole('alert').elements()).toEqual([]);
  });

  it('says that the browser lets nothing sound, where it does', () => {
    const suspended = new SirenSound(() => new OfflineAudioContext(1, 1, 8000));
    suspended.sound(true);
    expect(suspended.state.value).toBe('blocked');
  });
});

import { html, render } from 'lit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import '../../../src/app/command/hl-station-board.ts';
import '../../../src/app/command/hl-station-detail.ts';
import { chooseLanguage } from '../../../src/app/locales/language.ts';
import type { Station } from '../../../src/protocol/pull.ts';
import { aStation, minuteMs, now } from './support/command-rows.ts';
import { expectAccessible } from './support/expect-accessible.ts';

const stage = document.createElement('main');
const aGateway = (changes: Partial<Station>) =>
  aStation({ id: 'gw-likou', kind: 'gateway', name: { zh: '里口山网关', en: 'Likou Hill gateway' }, ...changes });

function show(station: Station): void {
  const shown = { station, status: station.status };
  render(
    html`<hl-station-board .rows=${[shown]} .now=${now}></hl-station-board>
      <hl-station-detail .shown=${shown} .now=${now}></hl-station-detail>`,
    stage,
  );
}

describe('a gateway that sends faster than the hub takes it', () => {
  beforeEach(async () => {
    await chooseLanguage('zh');
    document.body.append(stage);
  });
  afterEach(() => render(null, stage));

  it('is called faulty in words, with since when and what it means', async () => {
    show(aGateway({ status: 'fault', trouble: { code: 'too-fast', since: now - 5 * minuteMs } }));
    const list = page.getByRole('listitem');
    await expect.element(list).toHaveTextContent('故障');
    await expect.element(list).toHaveTextContent(/发送过快，已限速，自 .+ 起/);
    await expect.element(page.getByText('请检查设备是否故障或被滥用')).toBeVisible();
    await expectAccessible(stage);
  });

  it('is not called faulty while it only catches up', async () => {
    show(aGateway({ status: 'fine', trouble: { code: 'catching-up', since: now - minuteMs } }));
    await expect.element(page.getByRole('listitem')).toHaveTextContent('正常');
    await expect.element(page.getByText('实时读数优先接收')).toBeVisible();
  });

  it('is not spoken of when nothing is the matter, or was stored before anybody knew', async () => {
    const { trouble: _none, ...before } = aGateway({});
    show(before);
    await expect.element(page.getByRole('listitem')).toBeVisible();
    expect(stage.querySelector('hl-station-detail')?.shadowRoot?.textContent).not.toContain('异常');
  });
});

describe('a sensor whose weather is passed over', () => {
  beforeEach(() => document.body.append(stage));
  afterEach(() => render(null, stage));

  it('is said to be one, in the list and where it is opened', async () => {
    await chooseLanguage('zh');
    show(aStation({ trouble: { code: 'stuck-weather', since: now - minuteMs } }));
    await expect.element(page.getByRole('listitem')).toHaveTextContent('长时间不变，已不采信');
    expect(stage.querySelector('hl-station-detail')?.shadowRoot?.textContent).toContain('请派人检查');
  });
});

describe('a gateway whose clock is wrong', () => {
  beforeEach(() => document.body.append(stage));
  afterEach(() => render(null, stage));

  it.each([
    ['zh', -95 * minuteMs, '时钟慢 95 分钟，时间已校正'],
    ['zh', 7 * 60 * minuteMs, '时钟快 7 小时，时间已校正'],
    ['en', -95 * minuteMs, 'clock is 95 min slow, its times are corrected'],
  ] as const)('is said to be, in the list and where it is opened: %s, %i ms', async (language, offMs, words) => {
    await chooseLanguage(language);
    show(aGateway({ clock: { offMs, since: now - minuteMs } }));
    await expect.element(page.getByRole('listitem')).toHaveTextContent(words);
    expect(stage.querySelector('hl-station-detail')?.shadowRoot?.textContent).toContain(words);
    await expectAccessible(stage);
  });
});

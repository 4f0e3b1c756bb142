import { describe, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import '../../../src/app/kit/hl-cited-permit.ts';
import type { HlCitedPermit } from '../../../src/app/kit/hl-cited-permit.ts';
import '../../../src/app/kit/hl-said-date.ts';
import type { HlSaidDate } from '../../../src/app/kit/hl-said-date.ts';
import '../../../src/app/map/hl-map-legend.ts';
import type { HlRecordDetailPage } from '../../../src/app/violation/hl-record-detail-page.ts';
import '../../../src/app/violation/hl-record-detail-page.ts';
import { aNow } from '../../support/builders.ts';
import { aPermitRow } from '../support/a-permit-row.ts';
import { aRecord, FakeServices } from '../support/fake-services.ts';
import { expectAccessible, show } from '../support/render.ts';

declare global {
  interface HTMLElementTagNameMap {
    'hl-cited-permit': HlCitedPermit;
    'hl-record-detail-page': HlRecordDetailPage;
    'hl-said-date': HlSaidDate;
  }
}

const { at } = aNow();
const cited = page.getByRole('region', { name: '所依据的用火许可' });

function services(changes: Parameters<typeof aPermitRow>[0] = {}): FakeServices {
  const all = new FakeServices();
  all.permits.set([aPermitRow(changes)]);
  return all;
}

describe('the permit that a record cites', () => {
  it('is named in the record’s details on the phone', async () => {
    const all = services();
    const record = aRecord();
    const verdict = { kind: 'permitted', reason: 'permit', articles: [3] };
    const further = { rulings: [], zones: [], permit: 'burn-1' };
    all.records.set([{ ...record, body: { ...record.body, verdict, further } }]);
    await show('hl-record-detail-page', { recordId: record.id }, all);
    for (const words of ['环林批〔2027〕1号', '环翠区人民政府'])
      await expect.element(cited.getByText(words, { exact: false }).first()).toBeVisible();
    await expectAccessible();
  });

  it('is told beside what other rulebooks said, each by the number people know it by', async () => {
    const all = services();
    const record = aRecord();
    const [known] = all.active.value?.rulebooks ?? expect.fail();
    const rulings = [known.citation, { ...known.citation, id: 'elsewhere' }].map((rulebook) => ({
      ...{ rulebook, kind: 'banned', reason: 'in-zone', articles: [2] },
    }));
    all.records.set([{ ...record, body: { ...record.body, further: { rulings, zones: [], permit: null } } }]);
    await show('hl-record-detail-page', { recordId: record.id }, all);
    await expect.element(page.getByText(/^威政发〔2022〕19号 · .* · 禁止 · 第二条$/)).toBeVisible();
    await expect.element(page.getByText(/elsewhere/)).toBeVisible();
    await expectAccessible();
  });

  it('is not spoken of where the record cites none', async () => {
    const all = services();
    all.records.set([aRecord()]);
    await show('hl-record-detail-page', { recordId: aRecord().id }, all);
    await expect.element(page.getByText('威海', { exact: false }).first()).toBeInTheDocument();
    await expect.element(cited).not.toBeInTheDocument();
  });

  it('is shown with its withdrawal', async () => {
    const withdrawn = { person: 'p', at: at - 60_000, reason: '风力增大' };
    await show('hl-cited-permit', { permit: 'burn-1', now: at }, services({ withdrawn }));
    await expect.element(cited).toHaveTextContent(/撤回：风力增大/);
  });

  it('is named by its id where this device does not know it', async () => {
    await show('hl-cited-permit', { permit: 'other', now: at }, services());
    await expect.element(cited).toHaveTextContent('依据用火许可 other，本机没有这份许可。');
  });
});

describe('what a browser would say in its own language', () => {
  it('is said in the app’s: a chosen day', async () => {
    const element = await show('hl-said-date', { date: '2027-01-15T08:00' });
    await expect.element(page.getByText('2027年1月15日 星期五')).toBeVisible();
    element.date = '';
    await expect.element(page.getByText('星期')).not.toBeInTheDocument();
  });

  it('is said in the app’s: whose data the map shows', async () => {
    const said = 'Land, coast: © OpenStreetMap contributors (ODbL), 2017, by geo-maps';
    await show('hl-map-legend', { attribution: [said, '自然资源局 2026'] });
    await expect
      .element(page.getByText('陆地、海岸线：© OpenStreetMap 贡献者（ODbL），2017 年，经 geo-maps · 自然资源局 2026'))
      .toBeInTheDocument();
  });
});

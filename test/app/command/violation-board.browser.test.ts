import { html, render } from 'lit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import '../../../src/app/command/hl-violation-board.ts';
import { chooseLanguage } from '../../../src/app/locales/language.ts';
import type { ViolationRow } from '../../../src/app/ports.ts';
import { anId, aViolation, now } from './support/command-rows.ts';
import { expectAccessible } from './support/expect-accessible.ts';

const stage = document.createElement('main');

function show(rows: readonly ViolationRow[], voided: ReadonlySet<string> = new Set(), isReading = false): void {
  render(
    html`<hl-violation-board .rows=${rows} ?reading=${isReading} .voided=${voided} .now=${now}></hl-violation-board>`,
    stage,
  );
}

const would: ViolationRow['would'] = { kind: 'clear', reason: 'outside-zone', articles: [2], rulebook: null };
const unchanged = aViolation();
const changed = aViolation({ id: anId(62), seq: 5, would });

describe('the list of suspected violations', () => {
  beforeEach(async () => {
    await chooseLanguage('zh');
    document.body.append(stage);
  });
  afterEach(() => render(null, stage));

  it('says nothing of changed rules while every verdict would be the same', async () => {
    show([unchanged]);
    await expect.element(page.getByRole('button', { name: '祭祀用火' })).toBeVisible();
    expect(page.getByText(/现行规则/).elements()).toEqual([]);
  });

  it('says how many verdicts would be another by the rules now in use, and shows these alone', async () => {
    show([unchanged, changed]);
    await expect.element(page.getByText('按现行规则和区划，有 1 条记录的结论会不同。')).toBeVisible();
    await expect.element(page.getByText('现为：不在禁火范围')).toBeVisible();
    expect(page.getByRole('listitem').elements()).toHaveLength(2);
    await page.getByRole('button', { name: '只看这些' }).click();
    expect(page.getByRole('listitem').elements()).toHaveLength(1);
    await page.getByRole('button', { name: '显示全部' }).click();
    expect(page.getByRole('listitem').elements()).toHaveLength(2);
  });

  it('marks what was taken back with the word, and keeps it in the list', async () => {
    show([unchanged, aViolation({ id: anId(62) })], new Set([anId(62)]));
    await expect.element(page.getByText('作废', { exact: true })).toBeVisible();
    expect(page.getByText('作废', { exact: true }).elements()).toHaveLength(1);
    expect(page.getByRole('listitem').elements()).toHaveLength(2);
    await expectAccessible(stage);
  });

  it('says what became of a record that was held', async () => {
    const held = { outcome: 'held' as const };
    show([aViolation(held)]);
    await expect.element(page.getByText('待审查')).toBeVisible();
    show([aViolation({ ...held, review: 'refused' })]);
    await expect.element(page.getByText('不予采用')).toBeVisible();
    show([aViolation({ ...held, review: 'released' })]);
    await expect.element(page.getByText('不予采用')).not.toBeInTheDocument();
    expect(page.getByText('待审查').elements()).toEqual([]);
  });

  it('never takes the newest for all, nor none of them for none, while older ones are still being read', async () => {
    const many = Array.from({ length: 120 }, (_, index) => aViolation({ id: anId(100 + index) }));
    show(many, new Set(), true);
    await expect.element(page.getByText('更早的记录正在读取。')).toBeVisible();
    expect(page.getByRole('button', { name: /显示更多/ }).elements()).toEqual([]);
    show([], new Set(), true);
    expect(page.getByText('没有违规线索').elements()).toEqual([]);
    show(many);
    await expect.element(page.getByRole('button', { name: '显示更多（还有 20 条）' })).toBeVisible();
    expect(page.getByText('更早的记录正在读取。').elements()).toEqual([]);
  });

  it('is accessible', async () => {
    show([unchanged, changed]);
    await expect.element(page.getByText('现为：不在禁火范围')).toBeVisible();
    await expectAccessible(stage);
  });
});

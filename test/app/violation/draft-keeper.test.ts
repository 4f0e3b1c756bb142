import { describe, expect, it } from 'vitest';
import type { Saved } from '../../../src/app/draft-ports.ts';
import type { ViolationDraft } from '../../../src/app/ports.ts';
import { DraftKeeper, discardIfUntouched, isUntouched } from '../../../src/app/violation/draft-keeper.ts';
import { FakeDrafts } from '../support/fake-drafts.ts';
import { aDraft } from '../support/fake-services.ts';

/** Saves that finish only when told to. */
class SlowDrafts extends FakeDrafts<ViolationDraft, 'no-act'> {
  readonly pending: (() => void)[] = [];
  override async save(draft: ViolationDraft): Promise<Saved> {
    await new Promise<void>((resolve) => this.pending.push(resolve));
    return super.save(draft);
  }
}
const turn = () => new Promise((resolve) => setTimeout(resolve));

describe('a draft being written', () => {
  it('is saved one write at a time, the newest last', async () => {
    const drafts = new SlowDrafts(() => aDraft(), [aDraft()]);
    const keeper = new DraftKeeper(drafts, aDraft(), () => 1);
    for (const note of ['火', '火堆', '火堆未灭']) {
      keeper.change({ note });
      await turn();
    }
    expect(drafts.pending).toHaveLength(1);
    expect(keeper.live.value.kept).toBe('not-yet');
    drafts.pending.shift()?.();
    await turn();
    drafts.pending.shift()?.();
    expect(await keeper.settled()).toBe(true);
    expect(drafts.saves.map(({ note }) => note)).toEqual(['火', '火堆未灭']);
    expect(keeper.live.value.kept).toBe('yes');
  });

  it('keeps what was typed while a photo was being sealed', async () => {
    const drafts = new FakeDrafts<ViolationDraft, 'no-act'>(() => aDraft(), [aDraft()]);
    const keeper = new DraftKeeper(drafts, aDraft(), () => 1);
    const added = keeper.addPhoto(new Blob(['one']), 0);
    keeper.change({ name: '张大山' });
    await added;
    expect(keeper.draft).toMatchObject({ name: '张大山', photos: [{ bytes: 3 }] });
    await keeper.settled();
    expect(drafts.all.value[0]).toMatchObject({ name: '张大山', photos: [{ bytes: 3 }] });
  });

  it('says so when the disk refuses, and tries again with the next change', async () => {
    const drafts = new FakeDrafts<ViolationDraft, 'no-act'>(() => aDraft(), [aDraft()]);
    const save = drafts.save.bind(drafts);
    drafts.save = () => Promise.reject(new DOMException('full', 'QuotaExceededError'));
    const keeper = new DraftKeeper(drafts, aDraft(), () => 1);
    keeper.change({ note: '一' });
    expect(await keeper.settled()).toBe(false);
    expect(keeper.live.value.kept).toBe('failed');
    drafts.save = save;
    keeper.change({ note: '二' });
    expect(await keeper.settled()).toBe(true);
    expect(drafts.saves.map(({ note }) => note)).toEqual(['二']);
  });

  it('is tried again when somebody asks for it to be settled, once there is room', async () => {
    const drafts = new FakeDrafts<ViolationDraft, 'no-act'>(() => aDraft(), [aDraft()]);
    const save = drafts.save.bind(drafts);
    drafts.save = () => Promise.reject(new DOMException('full', 'QuotaExceededError'));
    const keeper = new DraftKeeper(drafts, aDraft(), () => 1);
    keeper.change({ note: '火堆未灭' });
    expect(await keeper.settled()).toBe(false);
    expect(await keeper.settled()).toBe(false);
    drafts.save = save;
    expect(await keeper.settled()).toBe(true);
    expect(drafts.saves.map(({ note }) => note)).toEqual(['火堆未灭']);
    expect(keeper.live.value.kept).toBe('yes');
  });

  it('is settled when a photo is, and what came while it was being sealed', async () => {
    const drafts = new FakeDrafts<ViolationDraft, 'no-act'>(() => aDraft(), [aDraft()]);
    const [save, addPhoto] = [drafts.save.bind(drafts), drafts.addPhoto.bind(drafts)];
    const late = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
    drafts.save = (draft) => late(5).then(() => save(draft));
    drafts.addPhoto = (...given) => late(30).then(() => addPhoto(...given));
    const keeper = new DraftKeeper(drafts, aDraft(), () => 1);
    void keeper.addPhoto(new Blob(['one']), 0);
    const settled = keeper.settled();
    await late(10);
    keeper.change({ note: '火堆未灭' });
    expect(await settled).toBe(true);
    expect(drafts.all.value[0]).toMatchObject({ note: '火堆未灭', photos: [{ bytes: 3 }] });
  });

  it('is not said to be kept once another window finished it', async () => {
    const drafts = new FakeDrafts<ViolationDraft, 'no-act'>(() => aDraft(), [aDraft()]);
    const keeper = new DraftKeeper(drafts, aDraft(), () => 1);
    await drafts.discard(aDraft().id);
    keeper.change({ note: '火堆未灭' });
    expect(await keeper.settled()).toBe(false);
    expect(keeper.live.value.kept).toBe('gone');
  });

  it('is not thrown away as untouched while its first photo is being sealed', async () => {
    const drafts = new FakeDrafts<ViolationDraft, 'no-act'>(() => aDraft(), [aDraft()]);
    const addPhoto = drafts.addPhoto.bind(drafts);
    drafts.addPhoto = (...given) => turn().then(() => addPhoto(...given));
    const keeper = new DraftKeeper(drafts, aDraft(), () => 1);
    void keeper.addPhoto(new Blob(['one']), 0);
    await discardIfUntouched(keeper, isUntouched, drafts);
    expect(drafts.all.value[0]?.photos).toHaveLength(1);
    const other = new FakeDrafts<ViolationDraft, 'no-act'>(() => aDraft(), [aDraft()]);
    await discardIfUntouched(new DraftKeeper(other, aDraft(), () => 1), isUntouched, other);
    expect(other.all.value).toEqual([]);
  });

  it('is untouched until something worth keeping is in it', () => {
    expect(isUntouched(aDraft({ note: '  ', fix: null }))).toBe(true);
    expect(isUntouched(aDraft({ plate: '鲁K1' }))).toBe(false);
    expect(isUntouched(aDraft({ act: 'smoking' }))).toBe(false);
  });
});

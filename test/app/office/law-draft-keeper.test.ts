import { describe, expect, it } from 'vitest';
import { LawDraftKeeper } from '../../../src/app/office/law-draft-keeper.ts';
import type { LegalDraft, Office } from '../../../src/app/office-ports.ts';
import { emptyForm, type TextForm } from '../../../src/app/text-form.ts';

const titled = (zh: string): TextForm => ({ ...emptyForm('local'), title: { zh, en: '' } });
const begun: LegalDraft = { id: 'draft', base: 0, from: null, form: titled('begun'), updatedAt: 1 };

/** One row that two windows write to: a save on an older row is refused, as the database does, when `let go` is called. */
function oneRow() {
  let row = begun;
  const waiting: (() => void)[] = [];
  const office: Pick<Office, 'saveDraft' | 'signText'> = {
    saveDraft: async (draft) => {
      await new Promise<void>((resolve) => waiting.push(resolve));
      if (draft.updatedAt !== row.updatedAt) return { kind: 'changed-elsewhere' };
      row = { ...draft, updatedAt: draft.updatedAt + 1 };
      return { kind: 'saved', draft: row };
    },
    signText: () => Promise.reject(new Error('nobody signs here')),
  };
  return {
    office,
    current: () => row,
    otherWindowSaves: (form: TextForm) => {
      row = { ...row, form, updatedAt: row.updatedAt + 1 };
      return row;
    },
    letGo: async () => {
      for (const go of waiting.splice(0)) go();
      await new Promise((resolve) => setTimeout(resolve, 0));
    },
  };
}

describe('a draft of a legal text on screen', () => {
  it('takes the words of another window that came while its own were on their way, and saves what is typed then', async () => {
    const row = oneRow();
    const keeper = new LawDraftKeeper(row.office, begun, () => undefined);
    keeper.write(titled('mine'));
    keeper.hear(row.otherWindowSaves(titled('theirs')));
    await row.letGo();
    expect([keeper.keeping, keeper.form.title.zh]).toEqual(['elsewhere', 'theirs']);
    keeper.write(titled('theirs and mine'));
    await row.letGo();
    expect([keeper.keeping, row.current().form.title.zh]).toEqual(['saved', 'theirs and mine']);
  });

  it('saves the newest words last, and takes the echo of its own for nobody else’s', async () => {
    const row = oneRow();
    const keeper = new LawDraftKeeper(row.office, begun, () => undefined);
    keeper.write(titled('one'));
    keeper.write(titled('two'));
    await row.letGo();
    await row.letGo();
    keeper.hear(row.current());
    keeper.write(titled('three'));
    await row.letGo();
    expect([keeper.keeping, row.current().form.title.zh]).toEqual(['saved', 'three']);
  });
});

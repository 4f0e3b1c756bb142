import { LiveValue } from '../../../src/app/live.ts';
import type { LegalDraft, Office, OfficeSigning, SignResult } from '../../../src/app/office-ports.ts';
import type { RulebookStatement } from '../../../src/protocol/rulebook-statement.ts';
import { builtInHistories } from '../support/built-in-histories.ts';

/** The legal office in memory, as storage behaves; what was signed is written down. */
export class FakeOffice implements Office {
  readonly texts = new LiveValue(builtInHistories());
  readonly drafts = new LiveValue<readonly LegalDraft[]>([]);
  readonly signings = new LiveValue<readonly OfficeSigning[]>([]);
  readonly statements = new LiveValue<ReadonlyMap<string, RulebookStatement>>(new Map());
  readonly saves: LegalDraft[] = [];
  readonly signed: { readonly what: LegalDraft | string; readonly by: string }[] = [];
  #turn = 0;

  async openDraft(...[form, from]: Parameters<Office['openDraft']>): Promise<LegalDraft> {
    this.#turn += 1;
    const id = `018f0000-0000-7000-8000-00000000d${String(this.#turn).padStart(3, '0')}`;
    const draft = { id, base: from?.base ?? 0, from: from?.sha256 ?? null, form, updatedAt: this.#turn };
    this.drafts.set([draft, ...this.drafts.value]);
    return draft;
  }

  async saveDraft(draft: LegalDraft): ReturnType<Office['saveDraft']> {
    const stands = this.drafts.value.find(({ id }) => id === draft.id);
    if (!stands) return { kind: 'gone' };
    if (stands.updatedAt !== draft.updatedAt) return { kind: 'changed-elsewhere' };
    this.#turn += 1;
    const saved = { ...draft, updatedAt: this.#turn };
    this.saves.push(saved);
    this.drafts.set([saved, ...this.drafts.value.filter(({ id }) => id !== draft.id)]);
    return { kind: 'saved', draft: saved };
  }

  async discardDraft(gone: string): Promise<void> {
    this.drafts.set(this.drafts.value.filter(({ id }) => id !== gone));
  }

  async signText(draft: LegalDraft, { name, position }: Parameters<Office['signText']>[1]): Promise<SignResult> {
    this.signed.push({ what: draft, by: `${name} ${position}` });
    await this.discardDraft(draft.id);
    return { ok: true, event: draft.id };
  }

  async signRulebook(document: string, { name, position }: Parameters<Office['signRulebook']>[1]): Promise<SignResult> {
    this.signed.push({ what: document, by: `${name} ${position}` });
    return { ok: true, event: 'event' };
  }
}

import type { Signatory } from '../../protocol/office.ts';
import type { LegalDraft, Office, SignResult } from '../office-ports.ts';
import type { TextForm } from '../text-form.ts';

/** Where the draft on screen stands: `elsewhere` when another window was first and its words are shown now. */
export type Keeping = 'saving' | 'saved' | 'elsewhere' | 'gone' | 'failed';

/**
 * The draft on screen and its copy in storage. Every keystroke is saved, one save after the other, the newest words last; what another
 * window saved meanwhile is never written over: its words are taken, and that is said.
 */
export class LawDraftKeeper {
  readonly #office: Pick<Office, 'saveDraft' | 'signText'>;
  readonly #onChange: () => void;
  #saved: LegalDraft;
  #form: TextForm;
  #keeping: Keeping = 'saved';
  #saving: Promise<void> | null = null;
  #heard: LegalDraft | null = null;

  constructor(office: Pick<Office, 'saveDraft' | 'signText'>, draft: LegalDraft, onChange: () => void) {
    this.#office = office;
    this.#onChange = onChange;
    this.#saved = draft;
    this.#form = draft.form;
  }

  get form(): TextForm {
    return this.#form;
  }

  get draft(): LegalDraft {
    return this.#saved;
  }

  get keeping(): Keeping {
    return this.#keeping;
  }

  /** What storage tells: another window's words. They wait while one's own are on their way, which may be what is told. */
  hear(stored: LegalDraft): void {
    this.#heard = this.#saving ? stored : null;
    if (stored.updatedAt <= this.#saved.updatedAt || this.#saving) return;
    this.#saved = stored;
    this.#form = stored.form;
    this.#tell('elsewhere');
  }

  write(form: TextForm): void {
    this.#form = form;
    this.#tell('saving');
    this.#saving ??= this.#saveAll().finally(() => {
      this.#saving = null;
      if (this.#heard) this.hear(this.#heard);
    });
  }

  async sign(signatory: Signatory): Promise<SignResult> {
    await this.#saving;
    if (this.#keeping === 'failed') return { ok: false, because: 'storage' };
    return this.#office.signText(this.#saved, signatory);
  }

  async #saveAll(): Promise<void> {
    while (this.#saved.form !== this.#form) {
      const outcome = await this.#office.saveDraft({ ...this.#saved, form: this.#form }).catch((problem: unknown) => {
        console.error('the draft could not be saved', problem);
        return null;
      });
      if (outcome?.kind !== 'saved')
        return this.#tell(outcome?.kind === 'gone' ? 'gone' : outcome ? 'elsewhere' : 'failed');
      this.#saved = outcome.draft;
    }
    this.#tell('saved');
  }

  #tell(keeping: Keeping): void {
    this.#keeping = keeping;
    this.#onChange();
  }
}

/** A short word that passes over the page ("saved on this phone"): ask for it from any element, the shell shows it. */
export class NoticeEvent extends CustomEvent<{ readonly text: string }> {
  static readonly type = 'hl-notice';

  constructor(text: string) {
    super(NoticeEvent.type, { detail: { text }, bubbles: true, composed: true });
  }
}

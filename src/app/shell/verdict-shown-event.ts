/** The first verdict for where the phone is stands on the screen, or a page that waits for none: what is heavy may come now. */
export class VerdictShownEvent extends Event {
  static readonly type = 'hl-verdict-shown';

  constructor() {
    super(VerdictShownEvent.type, { bubbles: true, composed: true });
  }
}

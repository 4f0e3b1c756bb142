import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** What was opened is closed again by itself after this long. */
export const openForMs = 5 * 60_000;

/** Forgets what an element has opened when its time is over, when the tab is hidden, and when the element goes. */
export class ForgettingController implements ReactiveController {
  readonly #forget: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #onHidden = (): void => {
    if (document.hidden) this.#forget();
  };

  constructor(host: ReactiveControllerHost, forget: () => void) {
    this.#forget = forget;
    host.addController(this);
  }

  hostConnected(): void {
    document.addEventListener('visibilitychange', this.#onHidden);
  }

  hostDisconnected(): void {
    document.removeEventListener('visibilitychange', this.#onHidden);
    this.#forget();
  }

  /** Something is open from now on. */
  start(): void {
    this.stop();
    this.#timer = setTimeout(this.#forget, openForMs);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}

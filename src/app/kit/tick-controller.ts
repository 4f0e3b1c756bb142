import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Draws its element again every `everyMs` and when its page is looked at again, so that ages on screen stay true. */
export class TickController implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #everyMs: number;
  readonly #draw = () => this.#host.requestUpdate();
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(host: ReactiveControllerHost, everyMs: number) {
    this.#host = host;
    this.#everyMs = everyMs;
    host.addController(this);
  }

  hostConnected(): void {
    this.#timer = setInterval(this.#draw, this.#everyMs);
    document.addEventListener('visibilitychange', this.#draw);
  }

  hostDisconnected(): void {
    clearInterval(this.#timer);
    document.removeEventListener('visibilitychange', this.#draw);
  }
}

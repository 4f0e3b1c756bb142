import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';

interface Evaluated {
  readonly result: { readonly value?: unknown };
  readonly exceptionDetails?: { readonly text: string; readonly exception?: { readonly description?: string } };
}

/** The first page of a Chromium, by its DevTools protocol: opens addresses and runs code, and listens to nothing. */
export class DevTools {
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, { resolve(result: unknown): void; reject(problem: Error): void }>();
  #asked = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data: Buffer) => this.#hear(data.toString('utf8')));
    socket.on('close', () => {
      for (const { reject } of this.#waiting.values()) reject(new Error('the browser is gone'));
    });
  }

  /** Of a browser that was started with `--remote-debugging-port=0` and its standard error piped. Rejects when it does not start. */
  static async of(browser: ChildProcess): Promise<DevTools> {
    const { host } = new URL(await addressOf(browser));
    const pages = (await (await fetch(`http://${host}/json/list`)).json()) as {
      type: string;
      webSocketDebuggerUrl: string;
    }[];
    const page = pages.find(({ type }) => type === 'page');
    if (!page) throw new Error('the browser has no page');
    const socket = new WebSocket(page.webSocketDebuggerUrl, { perMessageDeflate: false, maxPayload: 1024 ** 3 });
    await once(socket, 'open');
    return new DevTools(socket);
  }

  /** Resolves when the document is there. */
  async goTo(url: string): Promise<void> {
    await this.#ask('Page.navigate', { url });
    const { origin } = new URL(url);
    const isThere = 'document.readyState === "complete" && location.origin';
    while ((await this.run(isThere).catch(() => null)) !== origin) await sleep(20); // no code runs in between
  }

  /** What the expression comes to, awaited. Rejects with what it throws. */
  async run(expression: string): Promise<unknown> {
    const told = await this.#ask('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true });
    const { result, exceptionDetails } = told as Evaluated;
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  }

  async closeBrowser(): Promise<void> {
    await this.#ask('Browser.close', {}).catch(() => undefined); // it may be gone before it answers
    this.#socket.close();
  }

  #ask(method: string, params: object): Promise<unknown> {
    const id = (this.#asked += 1);
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#socket.send(JSON.stringify({ id, method, params }));
    });
  }

  #hear(text: string): void {
    const said = JSON.parse(text) as { id?: number; result?: unknown; error?: { message: string } };
    const waiting = this.#waiting.get(said.id ?? 0);
    this.#waiting.delete(said.id ?? 0);
    if (said.error) waiting?.reject(new Error(said.error.message));
    else waiting?.resolve(said.result);
  }
}

function addressOf(browser: ChildProcess): Promise<string> {
  let said = '';
  return new Promise((resolve, reject) => {
    browser.stderr?.on('data', (chunk) => {
      said = (said + String(chunk)).slice(-10_000);
      const [, address] = /DevTools listening on (ws:\S+)/.exec(said) ?? [];
      if (address) resolve(address);
    });
    browser.once('exit', () => reject(new Error(`the browser does not start: ${said}`)));
  });
}

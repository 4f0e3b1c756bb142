import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { stopOnSignal } from '../../src/hub/stop-on-signal.ts';

/** A hub that runs in a process of its own making; how it ended, and what was said. */
function aRunningHub(failures: readonly string[] = []) {
  const events = new EventEmitter();
  const [said, stopped] = [new Array<string>(), new Array<string>()];
  const ended = new Promise<number>((exit) => {
    const running = { on: events.on.bind(events), exit };
    const stop = async () => {
      stopped.push('hub');
      return [...failures];
    };
    const hub = { stop, databaseEnded: new Promise<void>(() => undefined) };
    stopOnSignal(Promise.resolve(hub), (line) => said.push(line), running);
  });
  return { events, said, stopped, ended };
}

describe('a hub that runs', () => {
  it('ends in good order when it is told to', async () => {
    const { events, said, stopped, ended } = aRunningHub();
    events.emit('SIGTERM');
    events.emit('SIGINT');
    expect(await ended).toBe(0);
    expect([stopped, said]).toEqual([['hub'], []]);
  });

  it('ends in good order, with exit code 1, when nobody caught an error, and repeats nothing that somebody sent', async () => {
    const { events, said, stopped, ended } = aRunningHub();
    events.emit('uncaughtException', new TypeError('cannot read 李四 37100019900101'));
    events.emit('uncaughtException', new Error('another'));
    expect(await ended).toBe(1);
    expect(stopped).toEqual(['hub']);
    expect(said[0]).toContain('"type":"TypeError"');
    expect(said[0]).toContain('stop-on-signal.test.ts');
    expect(said.join()).not.toContain('李四');
  });

  it('says what did not close', async () => {
    const { events, said, ended } = aRunningHub(['HTTP']);
    events.emit('SIGINT');
    expect([await ended, said]).toEqual([1, ['did not close in good order: HTTP']]);
  });
});

import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from '@playwright/test';
import { type Gateway, startGateway } from '../../device-sim/start-gateway.ts';
import stations from '../../src/hub/demo/stations.json' with { type: 'json' };
import { externalVersion } from '../support/external-postgres.ts';
import { lacksMosquitto } from '../support/mosquitto.ts';
import { SharedServices } from './support/shared-services.ts';
import { journey } from './support/stage.ts';

const site = 'gw-likou';
const [north, south] = ['lk-smoke-01', 'lk-smoke-03'];
const nameOf = (id: string) => stations.find((station) => station.id === id)?.name.zh ?? id;
/** So that nobody waits long for a silence. */
const heartbeatMs = 8000;

/** Sensors behind one gateway: each is measured twice a second, with or without smoke, and all are silent while it is off. */
class Ridge {
  readonly smoke = new Map([[north, 0.05]]);
  readonly #start: () => Gateway;
  #gateway: Gateway | null = null;
  #timer: NodeJS.Timeout | undefined;

  constructor(url: string, secret: string, folder: string) {
    this.#start = () => startGateway({ url, secret, folder, id: site, retryMs: 50, resendMs: 500 });
  }

  switchOn(): void {
    const gateway = this.#start();
    this.#gateway = gateway;
    this.#timer = setInterval(() => {
      const e = [...this.smoke].map(([id, v]) => ({ bn: `${id}:`, n: 'smoke', u: '/', v }));
      void gateway.record({ leaf: 'tel', e });
    }, 500);
  }

  /** Once the hubs have all. Answers each message it ever sent. */
  async switchOff(): Promise<string[]> {
    clearInterval(this.#timer);
    await expect.poll(() => this.#gateway?.journal.pendingCount()).toBe(0);
    const all = [...(this.#gateway?.journal.all() ?? [])].map(({ boot, seq }) => `${boot}/${seq}`);
    await this.#gateway?.stop();
    return all.toSorted();
  }
}

journey.describe('two hubs on one broker and one database', () => {
  journey.skip(lacksMosquitto || (externalVersion() === null && process.env['CI'] !== 'true'));

  journey('show both desks the same, and when the one that leads is killed the other goes on', async ({ stage }) => {
    const shared = await SharedServices.open();
    stage.atItsEnd(() => shared.close());
    const { database } = shared;
    const many = (text: string) => database.query<{ n: number }>(text).then(([row]) => row?.n ?? 0);
    const aHub = () => stage.hub({ isFirstStart: true, env: shared.env });
    const first = await aHub();
    const [leader] = await shared.leaders();
    const second = await aHub();
    expect(await shared.leaders()).toEqual([leader]);
    await database.query('update station set heartbeat_ms = $1 where gateway = $2', [heartbeatMs, site]);
    const secrets = await shared.admitGateways();
    const [here, there] = [await stage.command(first), await stage.command(second)];
    const ridge = new Ridge(shared.broker.url, secrets.get(site) ?? '', shared.folder('ridge'));

    // One alarm at both desks; acknowledged at one, taken at the other.
    ridge.switchOn();
    ridge.smoke.set(north, 0.9);
    await Promise.all([here.seesAlarm(nameOf(north), 'waiting'), there.seesAlarm(nameOf(north), 'waiting')]);
    await here.acknowledges(nameOf(north));
    await Promise.all([here.seesAlarm(nameOf(north), 'taken'), there.seesAlarm(nameOf(north), 'taken')]);

    // Only the leader keeps time: while it stands still nobody calls the silent silent.
    await ridge.switchOff();
    process.kill(first.pid(), 'SIGSTOP');
    const silences = "select count(*) as n from alarm where rule = 'silence'";
    await sleep(2.5 * heartbeatMs);
    const meanwhile = [await many(silences), await shared.leaders()];
    await first.kill('SIGKILL'); // before anything may fail: what stands still ends by nothing else
    expect(meanwhile).toEqual([0, [leader]]);
    await expect.poll(() => shared.leaders()).not.toEqual([leader]);
    await expect.poll(() => many(silences)).toBe(2); // the gateway's and its sensor's
    expect(await shared.leaders()).toHaveLength(1);
    await there.seesStation('烟感', nameOf(north), 'unknown');

    // What comes next the one left takes alone, incidents too; the other finds it all when it is back.
    ridge.smoke.set(south, 0.9);
    ridge.switchOn();
    await there.seesAlarm(nameOf(south), 'waiting');
    await expect
      .poll(() =>
        many(`select count(*) as n from incident_member m join alarm a on a.id = m.member where a.rule = 'smoke-high'`),
      )
      .toBe(2);
    await first.restart();
    await there.acknowledges(nameOf(south));
    await here.seesAlarm(nameOf(south), 'taken');
    expect(await shared.leaders()).toHaveLength(1);

    // Each message and each alarm once, whoever of the two took it.
    const sent = await ridge.switchOff();
    const rows = await database.query<{ key: string }>("select boot || '/' || seq as key from message");
    expect(rows.map(({ key }) => key).toSorted()).toEqual(sent);
    expect(await many('select count(*) as n from message_fork')).toBe(0);
    const smoke = await database.query("select station from alarm where rule = 'smoke-high' order by station");
    expect(smoke).toEqual([{ station: north }, { station: south }]);
    const said = await database.query<{ alarm: string; turn: string }>(
      `select raw::json #>> '{body,alarm}' as alarm,
              (raw::json #>> '{body,station}') || ' ' || (raw::json #>> '{body,status}')
                || case when raw::json #>> '{body,late}' = 'true' then ' late' else '' end as turn
         from event where kind = 'alarm' and raw::json #>> '{body,rule}' = 'smoke-high' order by seq`,
    );
    for (const station of [north, south]) {
      const turns = said.filter(({ turn }) => turn.startsWith(`${station} `)).map(({ turn }) => turn);
      expect(turns).toContain(`${station} raised`);
      expect(turns.filter((turn, index) => turn === turns[index - 1])).toEqual([]); // late ones may turn live
    }
    expect(new Set(said.map(({ alarm }) => alarm)).size).toBe(2);
  });
});

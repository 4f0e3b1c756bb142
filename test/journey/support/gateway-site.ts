import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import mqtt, { type MqttClient } from 'mqtt';
import stations from '../../../src/hub/demo/stations.json' with { type: 'json' };
import type { HubProcess } from '../../support/hub-process.ts';
import { runProgram, type StartedProgram } from '../../support/run-start.ts';

interface Credentials {
  readonly url: string;
  readonly gateways: readonly { readonly id: string }[];
}

/** One simulated gateway with its stations as a process of its own: switched on, killed, and on again with its journal. */
export class GatewaySite {
  readonly #folder: string;
  readonly #args: readonly string[];
  #run: StartedProgram | null = null;

  /** Uses what enrolment gave the gateway of the demonstration. `rate` is scenario seconds in one second. */
  constructor(hub: HubProcess, gateway: string, scenario: 'quiet' | 'smoulder', rate: number) {
    const all = JSON.parse(readFileSync(`${hub.dataFolder}/simulator/credentials.json`, 'utf8')) as Credentials;
    this.#folder = join(hub.dataFolder, `site-${gateway}`);
    mkdirSync(this.#folder, { recursive: true });
    const credentials = join(this.#folder, 'credentials.json');
    writeFileSync(credentials, JSON.stringify({ ...all, gateways: all.gateways.filter(({ id }) => id === gateway) }));
    this.#args = [scenario, '--rate', String(rate), '--credentials', credentials, '--journal', this.#folder];
  }

  switchOn(): void {
    this.#run = runProgram('src/hub/start.mjs', ['--as-built', '--with-parent', '--sim', ...this.#args], {});
  }

  /** SIGKILL, as when somebody pulls the plug. */
  async pullPlug(): Promise<void> {
    await this.#end('SIGKILL');
  }

  async switchOff(): Promise<void> {
    await this.#end('SIGTERM');
  }

  /** The Chinese name of the sensor at which the scenario's smoke rises, once the simulator has said so. */
  async smokingSensor(): Promise<string> {
    for (let waited = 0; waited < 30_000; waited += 50) {
      const id = /^scenario .*, at (\S+)$/m.exec(this.#run?.stdout() ?? '')?.[1];
      if (id) return stationName(id);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`the simulator names no sensor: ${this.#run?.stdout()}${this.#run?.stderr()}`);
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    this.#run?.process.kill(signal);
    await this.#run?.ended;
    this.#run = null;
  }
}

/** Every message that gateways published while somebody was watching, by `gateway/boot/seq`. */
export class Observer {
  readonly heard = new Set<string>();
  readonly #client: MqttClient;

  private constructor(client: MqttClient) {
    this.#client = client;
    client.on('message', (topic, payload) => {
      const gateway = topic.split('/')[2];
      const { boot, seq } = JSON.parse(String(payload)) as { boot: number; seq: number };
      this.heard.add(`${gateway}/${boot}/${seq}`);
    });
  }

  /** With the login the hub prints for whoever wants to look. */
  static async of(hub: HubProcess): Promise<Observer> {
    const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${hub.mqttPort}`, { ...hub.observer() });
    const observer = new Observer(client);
    await client.subscribeAsync(['hulin/v1/+/tel', 'hulin/v1/+/alarm'], { qos: 1 });
    return observer;
  }

  async leave(): Promise<void> {
    await this.#client.endAsync();
  }
}

function stationName(id: string): string {
  const station = stations.find((one) => one.id === id);
  if (!station) throw new Error(`no station ${id}`);
  return station.name.zh;
}

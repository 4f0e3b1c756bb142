import { setTimeout as sleep } from 'node:timers/promises';
import type { MqttClient } from 'mqtt';

/**
 * Ends a client's connection within `patienceMs`, politely where the line allows it. mqtt.js alone waits for ever: for a PUBACK of
 * each message on its way, and for the broker to read its goodbye.
 */
export async function leaveBroker(client: MqttClient, patienceMs: number): Promise<void> {
  if (client.connected) {
    await Promise.race([client.endAsync(), sleep(patienceMs, undefined, { ref: false })]);
  } else {
    client.end(true);
  }
  client.stream.destroy();
}

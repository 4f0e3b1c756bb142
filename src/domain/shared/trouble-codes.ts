import type { Term } from './codes.ts';

/** What is the matter with a gateway that is heard, whose messages the hub takes by its pace, or with a sensor. Persisted: add; never rename, never reuse. */
export const stationTroubles = {
  'too-fast': { zh: '发送过快，已限速', en: 'sends too fast, slowed down' },
  'stuck-weather': { zh: '温湿度或风速长时间不变，已不采信', en: 'weather values do not change, passed over' },
  'catching-up': { zh: '正在补传积压数据', en: 'sending what had piled up' },
} as const satisfies Readonly<Record<string, Term>>;
export type StationTrouble = keyof typeof stationTroubles;

/** Why a gateway may connect no more. Persisted: add; never rename, never reuse. */
export const gatewayRevocations = {
  stolen: { zh: '被盗或遗失', en: 'stolen or lost' },
  misused: { zh: '被冒用或滥用', en: 'its login is misused' },
  'taken-down': { zh: '已拆除停用', en: 'taken down for good' },
} as const satisfies Readonly<Record<string, Term>>;
export type GatewayRevocation = keyof typeof gatewayRevocations;

import type { Term } from './codes.ts';

/** What is the matter with a gateway that is heard: the hub takes no more of it than its pace allows. Persisted: add; never rename, never reuse. */
export const stationTroubles = {
  'too-fast': { zh: '发送过快，已限速', en: 'sends too fast, slowed down' },
  'catching-up': { zh: '正在补传积压数据', en: 'sending what had piled up' },
} as const satisfies Readonly<Record<string, Term>>;
export type StationTrouble = keyof typeof stationTroubles;

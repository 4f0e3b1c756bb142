import type { PermitBody } from '../../src/protocol/permit.ts';
import { aBox } from './builders.ts';
import { fivePlaces } from './five-places.ts';

const { lon, lat } = fivePlaces.deepInForest;

/** Planned burning deep in the demonstration's forest on 15 and 16 January 2027 by day, approved by a county. */
export function aPermitBody(changes: Partial<PermitBody> = {}): PermitBody {
  return {
    documentNumber: '威环林批〔2027〕3号',
    approver: { name: '环翠区人民政府', level: 'county' },
    purpose: 'planned-burning',
    acts: ['clearing-burn', 'crop-burning'],
    area: aBox(lon - 0.003, lat - 0.003, lon + 0.003, lat + 0.003),
    fromOn: '2027-01-15',
    toOn: '2027-01-16',
    hours: { from: '08:00', to: '16:00' },
    conditions: [{ zh: '风力四级以上不得点火', en: 'No fire in a wind of force 4 or more' }],
    supervisor: '里口山林场护林队',
    ...changes,
  };
}

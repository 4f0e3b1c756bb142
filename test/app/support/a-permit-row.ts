import type { PermitDraft } from '../../../src/app/permit-ports.ts';
import type { PermitRow } from '../../../src/protocol/permit.ts';
import { aNow, aPermit } from '../../support/builders.ts';

/** A planned burn around `aFix`, in force at `aNow`, as it was pulled. */
export function aPermitRow(changes: Partial<PermitRow> = {}): PermitRow {
  return {
    ...aPermit({ conditions: [{ zh: '风力四级以上停止', en: 'Stop at force 4' }] }),
    ...{ version: 1, issued: { person: '018f0000-0000-7000-8000-000000000004', at: aNow().at - 3_600_000 } },
    ...{ responsible: null, replacedBy: null, withdrawn: null, withdrawnAt: null },
    ...{ supervisor: '里口山林场护林队', replaces: null },
    ...changes,
  };
}

/** A permit being written in which all is right. */
export function aPermitDraft(changes: Partial<PermitDraft> = {}): PermitDraft {
  return {
    id: '018f0000-0000-7000-8000-0000000000f1',
    ...{ documentNumber: '环林批〔2027〕9号', approverName: '环翠区人民政府', approverLevel: 'county' },
    ...{ purpose: 'planned-burning', acts: ['clearing-burn'] },
    corners: [
      [122.005, 37.205],
      [122.015, 37.205],
      [122.015, 37.215],
      [122.005, 37.215],
    ],
    ...{ holes: [], isClosed: true, fromOn: '2027-01-15', toOn: '2027-01-16' },
    ...{ isAllDay: false, fromTime: '08:00', toTime: '16:00', conditions: [], supervisor: '' },
    ...{ responsibleName: '', responsiblePhone: '', replaces: null, updatedAt: aNow().at },
    ...changes,
  };
}

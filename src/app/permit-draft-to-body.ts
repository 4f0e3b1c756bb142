import type { PermitBody } from '../protocol/permit.ts';
import type { Corner, PermitDraft } from './permit-ports.ts';

/** What a draft would say as a permit, right or not: the schema of the body tells what is still wrong with it. */
export function permitDraftToBody(draft: Omit<PermitDraft, 'id' | 'updatedAt'>): PermitBody {
  const { documentNumber, approverName, approverLevel, purpose, acts, fromOn, toOn, supervisor, replaces } = draft;
  return {
    documentNumber: documentNumber.trim(),
    approver: { name: approverName.trim(), level: approverLevel },
    ...{ purpose, acts: [...acts], area: areaOf(draft), fromOn, toOn },
    hours: draft.isAllDay ? null : { from: draft.fromTime, to: draft.toTime },
    conditions: draft.conditions
      .map(({ zh, en }) => ({ zh: zh.trim(), en: en.trim() }))
      .filter(({ zh, en }) => zh !== '' || en !== ''),
    supervisor: supervisor.trim(),
    ...(replaces === null ? {} : { replaces }),
  };
}

function areaOf({ corners, holes, isClosed }: Pick<PermitDraft, 'corners' | 'holes' | 'isClosed'>): PermitBody['area'] {
  const close = (ring: readonly Corner[]) => [...ring, ...ring.slice(0, 1)].map(([lon, lat]) => [lon, lat]);
  return { type: 'Polygon', coordinates: isClosed ? [close(corners), ...holes.map(close)] : [] };
}

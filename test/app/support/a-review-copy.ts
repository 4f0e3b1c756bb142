import type { ViolationFields } from '../../../src/protocol/event.ts';

/** The review copy of a record. */
export function aReviewCopy(changes: Partial<ViolationFields> = {}): ViolationFields {
  return {
    v: 1,
    name: '张大山',
    idNumber: '371002196503124417',
    phone: '13800001234',
    plate: '鲁K12345',
    note: '在地头焚烧玉米秸秆，已劝阻，明火已灭。',
    attachments: [],
    ...changes,
  };
}

import { describe, expect, it } from 'vitest';
import { PermitKeeper } from '../../../src/app/permit/permit-keeper.ts';
import type { PermitDraft, PermitWriting } from '../../../src/app/permit-ports.ts';

const draft = { id: '018f0000-0000-7000-8000-0000000000f1', documentNumber: '' } as Partial<PermitDraft> as PermitDraft;

describe('a permit being written', () => {
  it('is tried again when somebody asks for it to be settled, once there is room', async () => {
    let isFull = true;
    const saves: string[] = [];
    const save = async ({ documentNumber }: PermitDraft) => {
      if (isFull) throw new DOMException('full', 'QuotaExceededError');
      saves.push(documentNumber);
      return 'kept' as const;
    };
    const keeper = new PermitKeeper({ save } as Partial<PermitWriting> as PermitWriting, draft);
    keeper.change({ documentNumber: '31' });
    expect(await keeper.settled()).toBe(false);
    isFull = false;
    expect(await keeper.settled()).toBe(true);
    expect(saves).toEqual(['31']);
  });
});

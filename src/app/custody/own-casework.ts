import { type CaseFile, emptyCase } from '../../domain/casework/case-file.ts';
import { type CaseSaid, takeSaid, whyNotTaken } from '../../domain/casework/case-said.ts';
import { caseFileSchema } from '../../protocol/casework.ts';
import { readCaseEvent } from '../../protocol/read-case-event.ts';
import type { Casework } from '../casework-ports.ts';
import type { ChainStore } from '../storage/chain-store.ts';
import type { OwnKeys } from '../storage/own-keys.ts';
import type { PulledStore } from '../storage/pulled-store.ts';
import { readerOf } from '../storage/read-rows.ts';
import type { Chain } from './chain.ts';
import { appendCommand, type OwnWorkflow, watchWorkflow } from './own-workflow.ts';

/** Cases pulled from the hub, with this desk's own commands over them from the moment they are saved. */
export function ownCasework(
  stores: { readonly chains: ChainStore; readonly pulled: PulledStore },
  chain: Chain,
  keys: OwnKeys,
): Casework {
  const workflow: OwnWorkflow<CaseSaid, CaseFile> = {
    entity: 'case',
    kinds: ['case-step', 'conflict-settlement'],
    readFile: readerOf(caseFileSchema),
    readSaid: (event) => readCaseEvent(event, null),
    keyOf: ({ violation }) => violation,
    fileKey: ({ violation }) => violation,
    empty: emptyCase,
    take: takeSaid,
    whyNot: whyNotTaken,
  };
  return {
    cases: watchWorkflow(stores, keys, workflow),
    take: (violation, base, changes) =>
      appendCommand(chain, keys, { kind: 'case-step', schema: 1, body: { violation, changes }, base }),
    settle: (violation, choice) =>
      appendCommand(chain, keys, { kind: 'conflict-settlement', schema: 1, body: { violation, ...choice } }),
  };
}

import { emptyGate, type GateFile, type GateSaid, takeGateSaid, whyNotGateSaid } from '../../domain/gate/gate-file.ts';
import type { Role } from '../../domain/shared/codes.ts';
import type { Grant } from '../../protocol/enrolment.ts';
import { type GateModeBody, type GateSettlementBody, gateFileSchema, readGateEvent } from '../../protocol/gate-mode.ts';
import type { GateModes } from '../gate-ports.ts';
import type { ChainStore } from '../storage/chain-store.ts';
import type { OwnKeys } from '../storage/own-keys.ts';
import type { PulledStore } from '../storage/pulled-store.ts';
import { readerOf } from '../storage/read-rows.ts';
import type { Chain } from './chain.ts';
import { appendCommand, type OwnWorkflow, watchWorkflow } from './own-workflow.ts';

/** Gates' modes pulled from the hub, with this device's own commands over them from the moment they are saved. */
export function ownGateModes(
  stores: { readonly chains: ChainStore; readonly pulled: PulledStore },
  chain: Chain,
  keys: OwnKeys,
): GateModes {
  const workflow: OwnWorkflow<GateSaid, GateFile> = {
    entity: 'gate',
    kinds: ['gate-mode', 'conflict-settlement'],
    readFile: readerOf(gateFileSchema),
    readSaid: (event, { enrolled }) => readGateEvent(event, null, roleOf(event.person, enrolled.grant)),
    keyOf: ({ gate }) => gate,
    fileKey: ({ gate }) => gate,
    empty: emptyGate,
    take: takeGateSaid,
    whyNot: whyNotGateSaid,
  };
  return {
    rows: watchWorkflow(stores, keys, workflow),
    set: (gate, base, setting) => {
      const body: GateModeBody = { gate, ...setting };
      return appendCommand(chain, keys, { kind: 'gate-mode', schema: 1, body, base });
    },
    settle: (gate, choice) => {
      const body: GateSettlementBody = { gate, ...choice, over: [...choice.over] };
      return appendCommand(chain, keys, { kind: 'conflict-settlement', schema: 2, body });
    },
  };
}

/** The role of whoever is on duty; of somebody else who shares the device the hub tells it later. */
function roleOf(person: string, grant: Grant): Role | null {
  return grant.person.id === person ? grant.role : null;
}

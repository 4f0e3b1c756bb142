import type { CaseCommand } from '../../src/domain/casework/apply-command.ts';
import type { CaseFile } from '../../src/domain/casework/case-file.ts';
import type { GateFile, GateSaid } from '../../src/domain/gate/gate-file.ts';
import type { Entry } from '../../src/domain/workflow/workflow-file.ts';
import type { HulinEvent } from '../../src/protocol/event.ts';
import type { GateModeBody } from '../../src/protocol/gate-mode.ts';
import type { HubDb, HubEvent } from './hub-db.ts';
import type { Steps } from './steps.ts';

/** What an event asks of the case; null for any other kind. */
function commandOf({ raw }: Pick<HubEvent, 'raw'>): CaseCommand | null {
  if (!raw.includes('"kind":"case-step"')) return null;
  const { id, chain, person, base = 0, body } = JSON.parse(raw) as HulinEvent;
  const { changes } = body as { changes: CaseCommand['changes'] };
  return { origin: { event: id, chain, person, fromAt: null, toAt: null }, base, changes };
}

/** What an event says of the gate; null for any other kind. */
function gateSaidOf({ raw }: Pick<HubEvent, 'raw'>): Extract<GateSaid, { kind: 'setting' }> | null {
  if (!raw.includes('"kind":"gate-mode"')) return null;
  const { id, chain, person, base = 0, body } = JSON.parse(raw) as HulinEvent;
  const { gate, ...setting } = body as GateModeBody;
  return { kind: 'setting', gate, origin: { event: id, chain, person, fromAt: null, toAt: null }, base, setting };
}

/** The case and the gate after these events, in the order they arrived. */
export function movedOn(
  steps: Steps,
  { file, gate }: Pick<HubDb, 'file' | 'gate'>,
  arrived: readonly HubEvent[],
): Pick<HubDb, 'file' | 'gate'> {
  const used = arrived.filter(({ outcome }) => outcome === 'stored');
  const commands = used.map(commandOf).filter((command) => command !== null);
  const said = used.map(gateSaidOf).filter((one) => one !== null);
  return {
    file: commands.reduce((before, command) => steps.applyCommand(before, command), file),
    gate: said.reduce((before, one) => steps.takeGateSaid(before, one), gate),
  };
}

/** Commands the hub used that stand nowhere in the file they are about, and values that were replaced by somebody who had not seen them. */
export function lostClaims(file: CaseFile | GateFile, used: readonly HubEvent[]): string[] {
  const said = 'gate' in file ? used.map(gateSaidOf) : used.map(commandOf);
  const commands = said.filter((command) => command !== null);
  const baseOf = new Map(commands.map(({ origin, base }) => [origin.event, base]));
  const entries: readonly Entry[] = file.entries;
  const gone = commands.filter(({ origin }) => !entries.some(({ event }) => event === origin.event));
  const replaced = entries.filter((entry) => {
    if (entry.state !== 'past') return false;
    const next = entries.find(({ field, stoodAt }) => field === entry.field && (stoodAt ?? 0) > (entry.stoodAt ?? 0));
    return next !== undefined && next.chain !== entry.chain && (baseOf.get(next.event) ?? 0) < (entry.stoodAt ?? 0);
  });
  return [
    ...gone.map(({ origin }) => `${origin.event} stands nowhere`),
    ...replaced.map(({ event }) => `${event} was replaced unseen`),
  ];
}

import * as v from 'valibot';
import type { Evidence, EvidenceEvent } from './open-evidence.ts';

/** What the hub itself writes; of nothing else is its signature an author's. */
const hubKinds = new Set(['alarm', 'grant', 'revocation', 'closing', 'review', 'anchor', 'erasure']);

/** Whether the hub wrote this on a chain of its own: it has another one after each restore. */
export async function isHubEvent({ keyring }: Pick<Evidence, 'keyring'>, { event, kept }: EvidenceEvent) {
  return event !== null && hubKinds.has(event.kind) && (await keyring.isSigned('event', kept.event, event.at.wall));
}

/** The bodies of the hub's own events of one kind among these, each with its event. */
export async function hubBodies<S extends v.GenericSchema>(
  evidence: Pick<Evidence, 'keyring'>,
  among: readonly EvidenceEvent[],
  kind: string,
  schema: S,
): Promise<{ readonly one: EvidenceEvent; readonly body: v.InferOutput<S> }[]> {
  const read = among.map(async (one) => {
    const body = v.safeParse(schema, one.event?.body);
    return one.event?.kind === kind && body.success && (await isHubEvent(evidence, one))
      ? [{ one, body: body.output }]
      : [];
  });
  return (await Promise.all(read)).flat();
}

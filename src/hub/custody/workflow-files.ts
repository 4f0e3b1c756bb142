import type { HeldReason } from '../../domain/shared/held-codes.ts';
import type { WorkflowFile } from '../../domain/workflow/workflow-file.ts';
import type { HulinEvent } from '../../protocol/event.ts';
import type { Queryable } from '../ports.ts';
import type { Projection } from './projection.ts';
import type { ReadEvent } from './read-envelope.ts';
import type { ChangeDraft } from './record-change.ts';

/** What events say about the things of one kind: cases, gates. `F` is such a thing's file with what the hub knows beside it. */
export interface Workflow<S, P extends { readonly file: WorkflowFile }> {
  /** What an event says; null when it is about none of these. `toAt` null: not taken yet. */
  read(event: HulinEvent, toAt: number | null): S | null;
  /** Names the thing. */
  keyOf(said: S): string;
  /** Why an event about a thing cannot be used; null when it can. `placed` undefined: the hub has no such thing. */
  whyHeld(placed: P | undefined, said: S, event: HulinEvent): HeldReason | null;
  take(file: P['file'], said: S): P['file'];
  write(tx: Queryable, placed: P): Promise<unknown>;
  changesOf(placed: P): readonly ChangeDraft[];
}

/** The files that a push is about, locked. Commands are taken in as they arrive; what conflicts stays side by side. */
export class WorkflowFiles<S, P extends { readonly file: WorkflowFile }> implements Projection {
  readonly #workflow: Workflow<S, P>;
  readonly #placed: Map<string, P>;
  readonly #changed = new Set<string>();

  constructor(workflow: Workflow<S, P>, placed: ReadonlyMap<string, P>) {
    this.#workflow = workflow;
    this.#placed = new Map(placed);
  }

  whyHeld(event: HulinEvent): HeldReason | null {
    const said = this.#workflow.read(event, null);
    return said && this.#workflow.whyHeld(this.#placed.get(this.#workflow.keyOf(said)), said, event);
  }

  apply({ event }: ReadEvent, now: number): void {
    const said = this.#workflow.read(event, now);
    const key = said && this.#workflow.keyOf(said);
    const standing = key === null ? undefined : this.#placed.get(key);
    if (!standing || said === null || key === null) return;
    const file = this.#workflow.take(standing.file, said);
    if (file === standing.file) return;
    this.#placed.set(key, { ...standing, file });
    this.#changed.add(key);
  }

  async write(tx: Queryable): Promise<ChangeDraft[]> {
    const changed = [...this.#placed].flatMap(([key, placed]) => (this.#changed.has(key) ? [placed] : []));
    for (const placed of changed) await this.#workflow.write(tx, placed);
    return changed.flatMap((placed) => [...this.#workflow.changesOf(placed)]);
  }
}

/** Which things of a kind these events are about, in order: the order in which they are locked. */
export function namedIn<S>(
  { read, keyOf }: Pick<Workflow<S, never>, 'read' | 'keyOf'>,
  events: readonly HulinEvent[],
): string[] {
  const named = events.map((event) => read(event, null)).filter((said) => said !== null);
  return [...new Set(named.map(keyOf))].toSorted();
}

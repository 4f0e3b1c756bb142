import type { WorkflowFile } from '../domain/workflow/workflow-file.ts';

/** What several people may change, as a device sees it. */

/** One thing's file: as the hub told it, and over that whatever this device has said since. */
export interface WorkflowRow<F extends WorkflowFile> {
  readonly file: F;
  /** The hub's version under it: what the next command names as its `base`. */
  readonly base: number;
  /** This device's own events that are in `file` and not yet in what the hub told. */
  readonly own: ReadonlyMap<string, 'saved' | 'received'>;
  /** This device's own events the hub holds for review: nothing of them is in `file`. */
  readonly held: readonly string[];
}

/** Whose value stands (an event's id, or null for what stood before anybody's), and over whose. */
export interface ShownChoice<F extends string = string> {
  readonly field: F;
  readonly stands: string | null;
  readonly over: readonly string[];
}

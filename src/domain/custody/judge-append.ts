import type { ChainHead } from './judge-link.ts';

/** What stands in storage at the moment an event is put, and what was read when it was made. */
export interface AppendMoment {
  /** An event with this id is in the chain already. */
  readonly isThere: boolean;
  readonly standing: ChainHead;
  readonly read: ChainHead;
  /** The draft it is made from is as it was read, or there is none. */
  readonly isDraftSame: boolean;
}

export type AppendVerdict = 'put' | 'is-there' | 'moved' | 'draft-changed';

/**
 * Whether an event may be put at the end of a chain, inside the one transaction that puts it: two tabs cannot fork it.
 *
 * | id is there | head as it was read | draft as it was read | → |
 * |-------------|---------------------|----------------------|---|
 * | yes         | –                   | –                    | is-there: nothing to do |
 * | no          | no                  | –                    | moved: another tab was first, start over |
 * | no          | yes                 | no                   | draft-changed |
 * | no          | yes                 | yes                  | put |
 */
export function judgeAppend({ isThere, standing, read, isDraftSame }: AppendMoment): AppendVerdict {
  if (isThere) return 'is-there';
  if (standing.seq !== read.seq || standing.hash !== read.hash) return 'moved';
  return isDraftSame ? 'put' : 'draft-changed';
}

/** Why the hub cannot start, in one line for the person who started it. Shown without a stack trace; exit code 1. */
export class StartProblem extends Error {
  override readonly name = 'StartProblem';
}

import type { ProblemCode } from '../../protocol/problem.ts';

/** Something refused at the boundary: answered as a problem document. `detail` names the place and the reason, never personal data. */
export class Refusal extends Error {
  readonly code: ProblemCode;

  constructor(code: ProblemCode, detail: string) {
    super(detail);
    this.name = 'Refusal';
    this.code = code;
  }
}

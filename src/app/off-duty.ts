/** Nobody is on duty with this phone or desk: nothing is recorded in anybody's name. */
export class OffDutyError extends Error {
  override readonly name = 'OffDutyError';
}

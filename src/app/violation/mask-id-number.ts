/** The last four characters of an ID, all a list may show; empty when there is none. */
export function maskIdNumber(idNumber: string): string {
  const trimmed = idNumber.trim();
  return trimmed === '' ? '' : `····${trimmed.slice(-4)}`;
}

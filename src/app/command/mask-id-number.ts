const shown = 4;

/** An ID number with all but its last four characters hidden; a shorter one hides whole. */
export function maskIdNumber(idNumber: string): string {
  if (idNumber.length <= shown) return '•'.repeat(idNumber.length);
  return '•'.repeat(idNumber.length - shown) + idNumber.slice(-shown);
}

/** The little of shpjs that is used; it brings no types. */
declare module 'shpjs' {
  export function parseDbf(dbf: Uint8Array, cpg?: Uint8Array): Record<string, unknown>[];
}

/** A phone's chain as people tell phones apart: its last six characters. */
export function formatChain(chain: string): string {
  return chain.slice(-6).toUpperCase();
}

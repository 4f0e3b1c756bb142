/** What a gateway's message is to the store, by the bytes held under its number `(gateway, boot, seq)`; null: none. */
export function judgeMessage(heldHash: string | null, hash: string): 'fresh' | 'duplicate' | 'fork' {
  if (heldHash === null) return 'fresh';
  return heldHash === hash ? 'duplicate' : 'fork';
}

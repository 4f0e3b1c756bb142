/** How fast one gateway may send for ever, and how much at once after it has been quiet. */
export interface SendingPace {
  readonly messagesPerSecond: number;
  readonly messagesAtOnce: number;
  readonly bytesPerSecond: number;
  readonly bytesAtOnce: number;
}

/** What a gateway may send just now (a token bucket for messages and one for bytes), as reckoned at `at`, epoch ms. */
export interface Allowance {
  readonly messages: number;
  readonly bytes: number;
  readonly at: number;
}

export function fullAllowance(pace: SendingPace, now: number): Allowance {
  return { messages: pace.messagesAtOnce, bytes: pace.bytesAtOnce, at: now };
}

/** What has come to it since. A clock that was put back adds nothing. */
export function refillAllowance({ messages, bytes, at }: Allowance, pace: SendingPace, now: number): Allowance {
  const seconds = Math.max(0, now - at) / 1000;
  return {
    messages: Math.min(pace.messagesAtOnce, messages + seconds * pace.messagesPerSecond),
    bytes: Math.min(pace.bytesAtOnce, bytes + seconds * pace.bytesPerSecond),
    at: now,
  };
}

/** The allowance after one message of so many bytes; null when it has to wait. */
export function spendAllowance(allowance: Allowance, bytes: number): Allowance | null {
  if (allowance.messages < 1 || allowance.bytes < bytes) return null;
  return { ...allowance, messages: allowance.messages - 1, bytes: allowance.bytes - bytes };
}

/** How long until so many messages of so many bytes together may pass, ms. */
export function untilAllowed(
  allowance: Allowance,
  wanted: { readonly messages: number; readonly bytes: number },
  pace: SendingPace,
): number {
  const forMessages = (wanted.messages - allowance.messages) / pace.messagesPerSecond;
  const forBytes = (wanted.bytes - allowance.bytes) / pace.bytesPerSecond;
  return Math.max(0, Math.ceil(Math.max(forMessages, forBytes) * 1000));
}

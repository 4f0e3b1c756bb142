import { layOutEdges } from '../../domain/geo/lay-out-edges.ts';
import type { Bytes } from '../../protocol/bytes.ts';
import type { LaidOut } from '../package-ports.ts';

/** Lays edges out here and now. */
export function layOut(transfer: Bytes): LaidOut {
  try {
    return { ok: true, flat: layOutEdges(transfer) };
  } catch (problem) {
    return { ok: false, because: String(problem) };
  }
}

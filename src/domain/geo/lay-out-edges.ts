import { decodeEdges } from './decode-edges.ts';
import { layOutRings } from './lay-out-rings.ts';

/** Makes the flat form, with its index, from the transfer form. Throws an Error that says what is wrong with bytes that are not one whole transfer form. */
export function layOutEdges(transfer: Uint8Array): ArrayBuffer {
  return layOutRings(decodeEdges(transfer));
}

import type { EdgeIndex } from './edge-index.ts';
import {
  checkSum,
  type FlatPlan,
  flatBytes,
  flatMagic,
  flatViews,
  frameOf,
  headBytes,
  indexOfViews,
} from './flat-form.ts';

/** Opens the flat form of an index without copying it. Throws an Error that says what is wrong with bytes that are not one whole index. */
export function openEdgeIndex(flat: ArrayBuffer): EdgeIndex {
  const plan = planOf(flat);
  if (flatBytes(plan) !== flat.byteLength) throw new Error('Edge index: its sizes and its bytes do not agree');
  const views = flatViews(flat, plan);
  if (checkSum(views.words) !== views.head[1]) throw new Error('Edge index: its check sum is wrong');
  return indexOfViews(views);
}

function planOf(flat: ArrayBuffer): FlatPlan {
  if (flat.byteLength < headBytes || flat.byteLength % 4 !== 0) throw new Error('Edge index: cut short');
  const head = new Int32Array(flat, 0, 16);
  if (head[0] !== flatMagic) throw new Error('Edge index: not one, or of another form or machine');
  const [, , byteLength = 0, vertexCount = 0, runCount = 0, nearbyCount = 0] = head;
  if (byteLength !== flat.byteLength) throw new Error(`Edge index: ${flat.byteLength} bytes of ${byteLength}`);
  const frame = frameOf(head);
  const sizes = [vertexCount, runCount, nearbyCount, frame.columns, frame.rows];
  if (sizes.some((size) => size < 0 || size * 4 > byteLength)) throw new Error('Edge index: absurd sizes');
  return { vertexCount, runCount, nearbyCount, frame };
}

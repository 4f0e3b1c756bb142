import { type AnchorFrame, type EdgeIndex, levelsOver } from './edge-index.ts';

/**
 * Where everything lies in the flat form of an index: a head, then the arrays one after another, all in the byte order of the
 * machine (little-endian on every phone there is). Persisted: changing this breaks packages kept on phones; raise `flatMagic`.
 */
export interface FlatPlan {
  readonly vertexCount: number;
  readonly runCount: number;
  /** The length of all cells' lists of nodes. */
  readonly nearbyCount: number;
  readonly frame: AnchorFrame;
}

/** "HLE2" as the machine's 32-bit word: wrong byte order is found out with it. What was laid out as "HLE1" is laid out anew. */
export const flatMagic = 0x32454c48;
/** Words of the head: magic, check sum, byte length, vertices, runs, nodes in lists, then the frame of the anchors; doubles of the grid from byte 64. */
export const headBytes = 96;

/** The arrays of an index as views into one buffer. */
export interface FlatViews {
  readonly head: Int32Array;
  readonly doubles: Float64Array;
  readonly words: Int32Array;
  readonly xy: Int32Array;
  readonly runs: Uint32Array;
  readonly boxes: Int32Array;
  readonly windings: Int32Array;
  readonly nearbyFrom: Uint32Array;
  readonly nearby: Int32Array;
  readonly hidden: Uint8Array;
}

/** How many bytes an index of these sizes takes. */
export function flatBytes({ vertexCount, runCount, nearbyCount, frame }: FlatPlan): number {
  const cells = 2 * frame.columns * frame.rows + 1;
  const words = 2 * vertexCount + runCount + 1 + 4 * nodeCount(runCount) + cells + nearbyCount;
  return headBytes + 4 * words + 4 * Math.ceil(runCount / 4);
}

/** Views of a buffer that has just the bytes the plan asks for. */
export function flatViews(buffer: ArrayBuffer, { vertexCount, runCount, nearbyCount, frame }: FlatPlan): FlatViews {
  let at = headBytes;
  const next = (words: number) => {
    const from = at;
    at += 4 * words;
    return [buffer, from, words] as const;
  };
  return {
    head: new Int32Array(buffer, 0, 16),
    doubles: new Float64Array(buffer, 64, 4),
    words: new Int32Array(buffer),
    xy: new Int32Array(...next(2 * vertexCount)),
    runs: new Uint32Array(...next(runCount + 1)),
    boxes: new Int32Array(...next(4 * nodeCount(runCount))),
    windings: new Int32Array(...next(frame.columns * frame.rows)),
    nearbyFrom: new Uint32Array(...next(frame.columns * frame.rows + 1)),
    nearby: new Int32Array(...next(nearbyCount)),
    hidden: new Uint8Array(buffer, at, runCount),
  };
}

/** The check sum over everything after the magic and the sum itself (FNV-1a's steps, a word at a time). */
export function checkSum(words: Int32Array): number {
  let sum = 0x811c9dc5;
  for (let at = 2; at < words.length; at += 1) sum = Math.imul(sum ^ (words[at] as number), 0x01000193);
  return sum | 0;
}

/** The index behind views whose head has been filled in. */
export function indexOfViews(views: FlatViews): EdgeIndex {
  const { head, doubles, xy, runs, boxes, windings, nearbyFrom, nearby, hidden } = views;
  const word = (at: number) => head[at] as number;
  const double = (at: number) => doubles[at] as number;
  return {
    grid: { xPerDegree: double(0), yPerDegree: double(1), originX: double(2), originY: double(3) },
    ...{ xy, runs, hidden, hasSeams: hidden.includes(1), tree: { boxes, levels: levelsOver(word(4)) } },
    anchors: { ...frameOf(head), windings, nearbyFrom, nearby },
  };
}

/** The frame of the anchors as the head has it. */
export function frameOf(head: Int32Array): FlatPlan['frame'] {
  const [west = 0, south = 0, cellWidth = 0, cellHeight = 0, columns = 0, rows = 0] = head.subarray(6, 12);
  return { west, south, cellWidth, cellHeight, columns, rows };
}

function nodeCount(runCount: number): number {
  return levelsOver(runCount).at(-1) ?? 0;
}

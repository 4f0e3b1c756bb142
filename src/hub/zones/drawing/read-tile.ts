/** A polygon layer's feature in a tile: its properties that are text, and its rings as x, y … in tile steps, not closed. */
export interface TileFeature {
  readonly properties: Readonly<Record<string, string>>;
  readonly rings: readonly Int32Array[];
}

/** The polygons of one layer of a vector tile (Mapbox Vector Tile 2.1); none when the tile has no such layer. Throws a `RangeError` on broken bytes. */
export function readTileLayer(tile: Uint8Array, name: string): TileFeature[] {
  const layers = [...fieldsOf(tile)].filter(({ field }) => field === 3).map(({ bytes }) => [...fieldsOf(bytes)]);
  const layer = layers.find((fields) => fields.some(({ field, bytes }) => field === 1 && text(bytes) === name));
  if (!layer) return [];
  const keys = layer.filter(({ field }) => field === 3).map(({ bytes }) => text(bytes));
  const values = layer.filter(({ field }) => field === 4).map(({ bytes }) => textValue(bytes));
  return layer.filter(({ field }) => field === 2).map(({ bytes }) => featureOf(bytes, keys, values));
}

function featureOf(bytes: Uint8Array, keys: readonly string[], values: readonly string[]): TileFeature {
  const fields = [...fieldsOf(bytes)];
  const packed = (wanted: number) =>
    fields.filter(({ field }) => field === wanted).flatMap((each) => varints(each.bytes));
  const tags = packed(2);
  const pairs = Array.from({ length: tags.length / 2 }, (_, at) => [
    keys[tags[at * 2] ?? 0] ?? '',
    values[tags[at * 2 + 1] ?? 0] ?? '',
  ]);
  return { properties: Object.fromEntries(pairs) as Record<string, string>, rings: ringsOf(packed(4)) };
}

/** MoveTo, LineTo and ClosePath with zigzag differences. */
function ringsOf(commands: readonly number[]): Int32Array[] {
  const rings: Int32Array[] = [];
  let [x, y, ring] = [0, 0, [] as number[]];
  for (let at = 0; at < commands.length; ) {
    const [command, count] = [(commands[at] as number) & 7, (commands[at] as number) >>> 3];
    at += 1;
    if (command === 7) {
      rings.push(Int32Array.from(ring));
      ring = [];
      continue;
    }
    for (let left = count; left > 0; left -= 1, at += 2) {
      x += zigzag(commands[at] as number);
      y += zigzag(commands[at + 1] as number);
      ring.push(x, y);
    }
  }
  return rings;
}

function zigzag(value: number): number {
  return (value >>> 1) ^ -(value & 1);
}

interface Field {
  readonly field: number;
  readonly bytes: Uint8Array;
}

/** The length-delimited fields of a protocol buffer; numbers are skipped. */
function* fieldsOf(bytes: Uint8Array): Generator<Field> {
  for (let at = 0; at < bytes.length; ) {
    const key = varintAt(bytes, at);
    at = key.next;
    const [field, wire] = [Math.floor(key.value / 8), key.value % 8];
    if (wire === 2) {
      const length = varintAt(bytes, at);
      at = length.next + length.value;
      if (at > bytes.length) throw new RangeError('a tile is cut off');
      yield { field, bytes: bytes.subarray(length.next, at) };
    } else if (wire === 0) at = varintAt(bytes, at).next;
    else at += wire === 1 ? 8 : 4;
  }
}

function varintAt(bytes: Uint8Array, from: number): { value: number; next: number } {
  let [value, factor, at] = [0, 1, from];
  for (;;) {
    const byte = bytes[at];
    if (byte === undefined) throw new RangeError('a tile is cut off');
    value += (byte & 127) * factor;
    at += 1;
    if (byte < 128) return { value, next: at };
    factor *= 128;
  }
}

function varints(bytes: Uint8Array): number[] {
  const values: number[] = [];
  for (let at = 0; at < bytes.length; ) {
    const { value, next } = varintAt(bytes, at);
    values.push(value);
    at = next;
  }
  return values;
}

function text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

function textValue(bytes: Uint8Array): string {
  const [first] = [...fieldsOf(bytes)].filter(({ field }) => field === 1);
  return first ? text(first.bytes) : '';
}

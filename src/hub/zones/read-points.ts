/** A point of the table to judge. `text`: longitude and latitude as they were written. `at`: epoch ms. */
export interface PointRow {
  readonly text: readonly [string, string];
  readonly position: { readonly lon: number; readonly lat: number };
  readonly accuracy: number | null;
  readonly at: number | null;
}

/** A line of the table (from 1) as a point, or why it is none. */
export type ReadRow =
  | { readonly ok: true; readonly line: number; readonly row: PointRow }
  | { readonly ok: false; readonly line: number; readonly because: string };

const columns = ['lon', 'lat', 'accuracy', 'at'] as const;
type Column = (typeof columns)[number];

/**
 * Reads `lon,lat[,accuracy][,at]`, in the order the first line names them; without such a line, in this order. `at` is ISO 8601 (Weihai's
 * time where it names no offset) or epoch milliseconds. Empty lines and lines that begin with `#` do not count.
 */
export function readPoints(csv: string): ReadRow[] {
  const lines = csv
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((text, index) => ({ line: index + 1, cells: cellsOf(text), text }));
  const filled = lines.filter(({ text }) => text.trim() !== '' && !text.startsWith('#'));
  const names = filled[0]?.cells.map((cell) => cell.toLowerCase()) ?? [];
  const isHeader = names.includes('lon') && names.includes('lat');
  const places = new Map(columns.map((column, index) => [column, isHeader ? names.indexOf(column) : index]));
  return filled
    .slice(isHeader ? 1 : 0)
    .map(({ line, cells }) => ({ line, ...readRow((column) => cellAt(cells, places, column)) }));
}

function cellsOf(line: string): string[] {
  const cells = line.match(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g) ?? [];
  const bare = cells.map((cell) =>
    cell
      .replace(/,$/, '')
      .trim()
      .replace(/^"(.*)"$/, '$1')
      .replaceAll('""', '"'),
  );
  return line.endsWith(',') ? bare : bare.slice(0, -1);
}

function cellAt(cells: readonly string[], places: ReadonlyMap<Column, number>, column: Column): string {
  return cells[places.get(column) ?? -1]?.trim() ?? '';
}

type Outcome = { readonly ok: true; readonly row: PointRow } | { readonly ok: false; readonly because: string };

function readRow(cell: (column: Column) => string): Outcome {
  const [lon, lat] = [numberOf(cell('lon')), numberOf(cell('lat'))];
  if (lon === null) return bad(`lon is no number: "${cell('lon')}"`);
  if (lat === null) return bad(`lat is no number: "${cell('lat')}"`);
  if (Math.abs(lat) > 90) return bad(`lat ${lat} is beyond 90: longitude comes first`);
  if (Math.abs(lon) > 180) return bad(`lon ${lon} is beyond 180`);
  const accuracy = cell('accuracy') === '' ? null : numberOf(cell('accuracy'));
  if (cell('accuracy') !== '' && (accuracy === null || accuracy < 0))
    return bad(`accuracy is no length in metres: "${cell('accuracy')}"`);
  const at = readMoment(cell('at'));
  if (Number.isNaN(at)) return bad(`at is no moment: "${cell('at')}"`);
  return { ok: true, row: { text: [cell('lon'), cell('lat')], position: { lon, lat }, accuracy, at } };
}

function bad(because: string): Outcome {
  return { ok: false, because };
}

function numberOf(text: string): number | null {
  return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text) ? Number(text) : null;
}

/** Epoch ms; null for an empty text, NaN for what is no moment. Weihai time where no offset is named. */
export function readMoment(text: string): number | null {
  if (text === '') return null;
  if (/^\d{11,}$/.test(text)) return Number(text);
  if (!/^\d{4}-\d\d-\d\d/.test(text)) return Number.NaN;
  const iso = text.length === 10 ? `${text}T00:00` : text.replace(' ', 'T');
  return Date.parse(/(?:Z|[+-]\d\d:?\d\d)$/i.test(iso) ? iso : `${iso}+08:00`);
}

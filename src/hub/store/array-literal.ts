/**
 * A column as the text of a PostgreSQL array, for `unnest`: what the driver makes of an array too, at a fraction of its time. Ingest
 * sends millions of values so.
 */
export function arrayLiteral(values: readonly (number | boolean | null)[]): string {
  return `{${values.map((value) => value ?? 'NULL').join(',')}}`;
}

/** The same of texts, each in quotes. */
export function textArrayLiteral(values: readonly (string | null)[]): string {
  return `{${values.map((value) => (value === null ? 'NULL' : quoted(value))).join(',')}}`;
}

const escaped = /["\\]/;

function quoted(value: string): string {
  return escaped.test(value) ? `"${value.replaceAll(/["\\]/g, '\\$&')}"` : `"${value}"`;
}

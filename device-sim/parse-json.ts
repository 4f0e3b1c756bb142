import * as v from 'valibot';

/** What a payload says by its schema; null when it is not that. */
export function parseJson<S extends v.GenericSchema>(schema: S, text: string): v.InferOutput<S> | null {
  try {
    const result = v.safeParse(schema, JSON.parse(text));
    return result.success ? result.output : null;
  } catch {
    return null; // Not JSON: nothing the hub would send. The line goes on.
  }
}

/**
 * Whether a map shows something else for the later value, as a Lit property's `hasChanged`: what says the same again is not drawn again,
 * however often its page makes it anew. Of thousands of marks only those that are other objects are looked into.
 */
export function showsOtherwise(later: unknown, earlier: unknown): boolean {
  if (later === earlier) return false;
  const [now, before] = [featuresOf(later), featuresOf(earlier)];
  if (now === null || before === null) return JSON.stringify(later) !== JSON.stringify(earlier);
  return now.length !== before.length || now.some((one, place) => showsOtherwise(one, before[place]));
}

/** Of a collection, or a list of features itself. */
function featuresOf(value: unknown): readonly unknown[] | null {
  const isCollection = typeof value === 'object' && value !== null && 'features' in value;
  const found: unknown = isCollection ? value.features : value;
  return isList(found) ? found : null;
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

/** Articles in order, each once. */
export function ascending(articles: readonly number[]): number[] {
  return [...new Set(articles)].sort((one, other) => one - other);
}

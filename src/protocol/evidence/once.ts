/** What is worked out once for each `of` and kept as long as that is: the same is asked for every event of a package. */
export function once<K extends object, T>(work: (of: K) => T): (of: K) => T {
  const known = new WeakMap<K, T>();
  return (of) => {
    const found = known.get(of);
    if (found !== undefined) return found;
    const made = work(of);
    known.set(of, made);
    return made;
  };
}

/** All of a list by what `nameOf` says of each, in their order; those of which it says null are left out. */
export function grouped<T>(all: readonly T[], nameOf: (one: T) => string | null): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const name = nameOf(one);
    if (name === null) continue;
    const same = groups.get(name);
    if (same) same.push(one);
    else groups.set(name, [one]);
  }
  return groups;
}

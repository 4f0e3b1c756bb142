import Dexie, { liveQuery } from 'dexie';
import type { Live, Stop } from '../live.ts';

/** A query as a `Live`: runs again whenever what it read has changed, in this tab or another. Build the query inside `read`. */
export function watchQuery<T>(read: () => Promise<T>): Live<T> {
  return {
    subscribe(onValue, onProblem) {
      const subscription = liveQuery(() => read().catch(throwWhyClosed)).subscribe({ next: onValue, error: onProblem });
      return () => subscription.unsubscribe();
    },
  };
}

/** Dexie tells nobody when a query finds its database closed; where it could not be opened, the reason is a problem like any other. */
function throwWhyClosed(problem: unknown): never {
  const why: unknown =
    problem instanceof Dexie.DexieError && problem.name === 'DatabaseClosedError' ? problem.inner : null;
  throw why instanceof Error && why.name !== 'DatabaseClosedError' ? why : problem;
}

/** Turns each value into another, decrypting perhaps. A slow earlier answer never overtakes a later one. */
export function mapLive<From, To>(source: Live<From>, turn: (value: From) => Promise<To> | To): Live<To> {
  return {
    subscribe(onValue, onProblem) {
      let newest = 0;
      async function deliver(value: From): Promise<void> {
        const mine = ++newest;
        try {
          const turned = await turn(value);
          if (mine === newest) onValue(turned);
        } catch (problem) {
          if (mine === newest) onProblem(problem);
        }
      }
      const stop = source.subscribe((value) => void deliver(value), onProblem);
      return () => {
        newest = Number.POSITIVE_INFINITY;
        stop();
      };
    },
  };
}

/** Follows whichever `Live` the newest value of `source` chooses; null where it chooses none. */
export function switchLive<From, To>(source: Live<From>, choose: (value: From) => Live<To> | null): Live<To | null> {
  return {
    subscribe(onValue, onProblem) {
      let stopInner: Stop = () => {};
      const stopOuter = source.subscribe((value) => {
        stopInner();
        stopInner = () => {};
        const chosen = choose(value);
        if (chosen) stopInner = chosen.subscribe(onValue, onProblem);
        else onValue(null);
      }, onProblem);
      return () => {
        stopOuter();
        stopInner();
      };
    },
  };
}

/** Two `Live`s as one, from the moment both have a value. */
export function joinLive<A, B, To>(first: Live<A>, second: Live<B>, join: (a: A, b: B) => To): Live<To> {
  return {
    subscribe(onValue, onProblem) {
      let a: { value: A } | null = null;
      let b: { value: B } | null = null;
      const tell = () => a && b && onValue(join(a.value, b.value));
      const stopFirst = first.subscribe((value) => {
        a = { value };
        tell();
      }, onProblem);
      const stopSecond = second.subscribe((value) => {
        b = { value };
        tell();
      }, onProblem);
      return () => {
        stopFirst();
        stopSecond();
      };
    },
  };
}

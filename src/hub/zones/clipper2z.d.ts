/** The package types its module beside it, under another path. */
declare module 'clipper2-wasm/dist/es/clipper2z.js' {
  import type { Clipper2ZFactoryFunction } from 'clipper2-wasm/dist/clipper2z';

  export type { EndType, MainModule, PathsD } from 'clipper2-wasm/dist/clipper2z';

  const load: Clipper2ZFactoryFunction;
  export default load;
}

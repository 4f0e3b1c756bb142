import { type Context, ContextProvider } from '@lit/context';

/** Gives everything inside `host` one service, as the app's root does. */
export function provide<T>(
  host: HTMLElement,
  context: Context<unknown, T>,
  initialValue: T,
): ContextProvider<Context<unknown, T>> {
  return new ContextProvider(host, { context, initialValue });
}

import { beforeAll, describe, expect, it } from 'vitest';
import { asyncapiDocument } from '../../src/hub/routes/asyncapi-document.ts';

/** What the parser finds, as far as this asks. Severity 0 is an error, 1 a warning; below are hints. */
interface Diagnostic {
  readonly severity: number;
  readonly message: string;
}
interface Parser {
  parse(document: string): Promise<{ document: unknown; diagnostics: readonly Diagnostic[] }>;
}

const place = new URL('node_modules/@asyncapi/parser/cjs/index.js', import.meta.url).href;

let parser: Parser;
beforeAll(async () => {
  const module = (await import(/* @vite-ignore */ place)) as { readonly Parser: new () => Parser };
  parser = new module.Parser();
});

/** What is wrong with the document as it is served, after `change`. */
async function faultsOf(change: (text: string) => string = (text) => text): Promise<string[]> {
  const { document, diagnostics } = await parser.parse(change(JSON.stringify(asyncapiDocument())));
  const faults = diagnostics.filter(({ severity }) => severity <= 1).map(({ message }) => message);
  return document === undefined ? ['it cannot be read', ...faults] : faults;
}

describe('AsyncAPI’s own parser', () => {
  it('finds nothing wrong with the document of the gateways’ topics', async () => {
    expect(await faultsOf()).toEqual([]);
  });

  it.each([
    ['a channel that is nowhere', '#/channels/ack"', '#/channels/acks"'],
    ['a payload of a type that is none', '"type":"number"', '"type":"decimal"'],
    ['a quality of service that is none', '"qos":1', '"qos":3'],
  ])('finds %s', async (_what, right, wrong) => {
    const faults = await faultsOf((text) => {
      expect(text).toContain(right);
      return text.replace(right, wrong);
    });
    expect(faults).not.toEqual([]);
  });
});

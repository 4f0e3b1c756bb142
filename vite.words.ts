/// <reference types="node" />
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { generateMsgId } from '@lit/localize/internal/id-generation.js';
import ts from 'typescript';
import type { Plugin } from 'vite';

const words = 'src/app/locales/generated/zh-Hans.ts';

/** Modules that import pages only when the late services are here, and with them the later words. */
const doors = ['shell/load-page.ts', 'shell/command-page.ts', 'build-late.ts'];

/**
 * Splits the Chinese words in two: `first-words.ts` keeps those of the modules that come before or beside the first verdict,
 * `later-words.ts` the others. Outside a build both have all of them.
 */
export function splitWords(): Plugin {
  let first: ReadonlySet<string> = new Set();
  return {
    name: 'hulin-split-words',
    apply: 'build',
    buildStart() {
      first = firstWordIds('src/app/main.ts');
      this.addWatchFile(resolve(words));
    },
    transform(_code, id) {
      if (id.endsWith('/locales/first-words.ts')) return pick('firstWords', (word) => first.has(word));
      if (id.endsWith('/locales/later-words.ts')) return pick('laterWords', (word) => !first.has(word));
      return null;
    },
  };
}

/** The ids of all that is said by the entry and by whatever it imports, at once or later, without going through a door. */
function firstWordIds(entry: string): ReadonlySet<string> {
  const ids = new Set<string>();
  const seen = new Set<string>();
  const waiting = [entry];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (seen.has(path) || doors.some((door) => path?.endsWith(door))) continue;
    seen.add(path);
    const module = read(path);
    for (const id of saidIn(module)) ids.add(id);
    for (const name of importedBy(module)) waiting.push(join(dirname(path), name));
  }
  return ids;
}

/** The generated words whose ids are wanted, as a module of their own. */
function pick(name: string, isWanted: (id: string) => boolean): { code: string; map: null } {
  const kept = propertiesOf(read(words)).filter((one) => isWanted(one.name));
  const code = `import { str } from '@lit/localize';\nexport const ${name} = {\n${kept.map(({ text }) => text).join(',\n')}\n};\n`;
  return { code, map: null };
}

function propertiesOf(module: ts.SourceFile): { name: string; text: string }[] {
  const found: { name: string; text: string }[] = [];
  walk(module, (node) => {
    if (ts.isPropertyAssignment(node) && ts.isStringLiteral(node.name))
      found.push({ name: node.name.text, text: node.getText(module) });
  });
  return found;
}

function saidIn(module: ts.SourceFile): string[] {
  const ids: string[] = [];
  walk(module, (node) => {
    if (!ts.isCallExpression(node) || node.expression.getText(module) !== 'msg') return;
    const [said] = node.arguments;
    if (said) ids.push(idOf(said));
  });
  return ids;
}

function idOf(said: ts.Expression): string {
  if (ts.isStringLiteralLike(said)) return generateMsgId(said.text, false);
  if (!ts.isTaggedTemplateExpression(said)) throw new Error(`words that cannot be read: ${said.getText()}`);
  const { tag, template } = said;
  const strings = ts.isNoSubstitutionTemplateLiteral(template)
    ? [template.text]
    : [template.head.text, ...template.templateSpans.map(({ literal }) => literal.text)];
  return generateMsgId(strings, tag.getText() === 'html');
}

/** Types need nothing to be loaded. */
function importedBy(module: ts.SourceFile): string[] {
  const names: string[] = [];
  walk(module, (node) => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) {
      const isType = ts.isImportDeclaration(node) ? node.importClause?.isTypeOnly : node.isTypeOnly;
      if (node.moduleSpecifier && !isType) names.push(textOf(node.moduleSpecifier));
    }
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword && node.arguments[0])
      names.push(textOf(node.arguments[0]));
  });
  return names.filter((name) => name.startsWith('.') && name.endsWith('.ts'));
}

function textOf(node: ts.Expression): string {
  return ts.isStringLiteralLike(node) ? node.text : '';
}

function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  ts.forEachChild(node, (child) => walk(child, visit));
}

function read(path: string): ts.SourceFile {
  if (!existsSync(path)) throw new Error(`no such module: ${path}`);
  return ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.ES2022, true);
}

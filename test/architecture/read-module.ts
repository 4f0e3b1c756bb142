import ts from 'typescript';

/** What the house rules look at in one source file. */
export interface Module {
  /** From the repository's root, with forward slashes. */
  readonly path: string;
  readonly lines: number;
  /** Every specifier: static, dynamic, type-only, re-exported, `import('…')` types and `require`. */
  readonly imports: readonly string[];
  /** Names used as values and declared nowhere in the file, dotted one step (`Date.now`); also `new Date()` and `Date()`. */
  readonly globals: readonly string[];
  readonly hasDefaultExport: boolean;
  /** Nothing but `export … from`. */
  readonly isBarrel: boolean;
  /** Tags registered by `@customElement`. */
  readonly tags: readonly string[];
  /** Tags of elements defined before `@localized` has reached the class: decorators apply from the last to the first. */
  readonly definedTooSoon: readonly string[];
  /** `as unknown as`, `@ts-ignore` and their like. */
  readonly escapes: readonly string[];
  /** Tests that are skipped, focused or left to do. */
  readonly switchedOff: readonly string[];
}

const globalObjects = new Set(['globalThis', 'window', 'self']);

/** Parses one file's text; types are not resolved. */
export function readModule(path: string, text: string): Module {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const nodes = [...walk(source)];
  const declared = new Set(nodes.flatMap(declaredName));
  return {
    path,
    lines: text.replace(/\n$/, '').split('\n').length,
    imports: nodes.flatMap(specifier),
    globals: nodes.flatMap((node) => globalUse(node, declared)),
    hasDefaultExport: nodes.some(isDefaultExport),
    isBarrel: source.statements.length > 0 && source.statements.every(isReexport),
    tags: nodes.flatMap(registeredTag),
    definedTooSoon: nodes.flatMap(tagDefinedTooSoon),
    escapes: [...nodes.flatMap(doubleCast), ...(text.match(/@ts-(?:ignore|nocheck|expect-error)/g) ?? [])],
    switchedOff: nodes.flatMap(switchedOffTest),
  };
}

function* walk(node: ts.Node): Generator<ts.Node> {
  yield node;
  for (const child of node.getChildren()) yield* walk(child);
}

function specifier(node: ts.Node): string[] {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return textOf(node.moduleSpecifier);
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) return textOf(node.argument.literal);
  if (ts.isExternalModuleReference(node)) return textOf(node.expression);
  if (!ts.isCallExpression(node)) return [];
  const { expression } = node;
  const loads = expression.kind === ts.SyntaxKind.ImportKeyword || expression.getText() === 'require';
  return loads ? textOf(node.arguments[0]) : [];
}

function textOf(node: ts.Node | undefined): string[] {
  if (!node) return [];
  // A computed specifier cannot be judged: no rule lets it pass.
  return [ts.isStringLiteralLike(node) ? node.text : `computed:${node.getText()}`];
}

function declaredName(node: ts.Node): string[] {
  const declares =
    ts.isVariableDeclaration(node) ||
    ts.isParameter(node) ||
    ts.isBindingElement(node) ||
    ts.isFunctionDeclaration(node) ||
    ts.isClassDeclaration(node) ||
    ts.isImportSpecifier(node) ||
    ts.isNamespaceImport(node) ||
    ts.isImportClause(node);
  return declares && node.name && ts.isIdentifier(node.name) ? [node.name.text] : [];
}

function globalUse(node: ts.Node, declared: ReadonlySet<string>): string[] {
  if (!ts.isIdentifier(node) || !isValueUse(node) || declared.has(node.text)) return [];
  if (node.text === 'Date') return dateUse(node);
  const member = memberOf(node);
  if (globalObjects.has(node.text)) return member ? [node.text, member] : [node.text];
  return member ? [node.text, `${node.text}.${member}`] : [node.text];
}

function dateUse(node: ts.Identifier): string[] {
  const member = memberOf(node);
  if (member) return [`Date.${member}`];
  const { parent } = node;
  if (ts.isNewExpression(parent) && (parent.arguments?.length ?? 0) === 0) return ['new Date()'];
  return ts.isCallExpression(parent) && parent.expression === node ? ['Date()'] : [];
}

function memberOf(node: ts.Identifier): string | null {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent) && parent.expression === node) return parent.name.text;
  if (!ts.isElementAccessExpression(parent) || parent.expression !== node) return null;
  return ts.isStringLiteralLike(parent.argumentExpression) ? parent.argumentExpression.text : null;
}

/** A name read or called, not one that names a property, a type or a declaration. */
function isValueUse(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent) && parent.name === node) return false;
  if (ts.isTypeNode(parent) || ts.isQualifiedName(parent) || ts.isTypeParameterDeclaration(parent)) return false;
  const named = parent as ts.Node & { name?: ts.Node; propertyName?: ts.Node };
  const isName = named.name === node || named.propertyName === node;
  return ts.isShorthandPropertyAssignment(parent) || !isName;
}

function isDefaultExport(node: ts.Node): boolean {
  if (ts.isExportAssignment(node)) return true;
  if (ts.isExportSpecifier(node)) return node.name.text === 'default';
  return node.kind === ts.SyntaxKind.DefaultKeyword && !ts.isCaseOrDefaultClause(node.parent);
}

function isReexport(node: ts.Statement): boolean {
  return ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined;
}

function registeredTag(node: ts.Node): string[] {
  if (!ts.isDecorator(node) || !ts.isCallExpression(node.expression)) return [];
  return node.expression.expression.getText() === 'customElement' ? textOf(node.expression.arguments[0]) : [];
}

function tagDefinedTooSoon(node: ts.Node): string[] {
  if (!ts.isClassDeclaration(node)) return [];
  const decorators = ts.getDecorators(node) ?? [];
  const tag = decorators.findIndex((one) => registeredTag(one).length > 0);
  const localized = decorators.findIndex((one) => one.expression.getText() === 'localized()');
  return localized >= 0 && localized < tag ? decorators.flatMap(registeredTag) : [];
}

function doubleCast(node: ts.Node): string[] {
  if (!ts.isAsExpression(node) || !ts.isAsExpression(node.expression)) return [];
  return node.expression.type.kind === ts.SyntaxKind.UnknownKeyword ? ['as unknown as'] : [];
}

function switchedOffTest(node: ts.Node): string[] {
  if (!ts.isPropertyAccessExpression(node) || !/^(?:it|test|describe)$/.test(node.expression.getText())) return [];
  return /^(?:skip|only|todo|fails|fixme)$/.test(node.name.text) ? [node.getText()] : [];
}

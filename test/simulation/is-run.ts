import ts from 'typescript';

/**
 * Whether a test file runs the test of this name whenever it is run: called plainly, in nothing but `describe`s, not skipping itself, and
 * no other test shuts it out.
 */
export function isRun(text: string, name: string): boolean {
  const source = ts.createSourceFile('a.test.ts', text, ts.ScriptTarget.Latest, true);
  return !names(source, 'only') && source.statements.some((statement) => runs(statement, name));
}

/** `it.only`, `describe.only.each`, `test.skip()`: whatever it is of. */
function names(node: ts.Node, name: string): boolean {
  if (ts.isPropertyAccessExpression(node) && node.name.text === name) return true;
  return ts.forEachChild(node, (child) => names(child, name) || undefined) ?? false;
}

function runs(statement: ts.Statement, name: string): boolean {
  if (!ts.isExpressionStatement(statement) || !ts.isCallExpression(statement.expression)) return false;
  const { expression: called, arguments: given } = statement.expression;
  const [named, body] = given;
  if (!named || !body) return false;
  const words = called.getText();
  if (words === 'it' || words === 'test')
    return ts.isStringLiteralLike(named) && named.text === name && !names(body, 'skip');
  const isDescribe = words === 'describe' || words.startsWith('describe.each(');
  return isDescribe && statementsOf(body).some((inner) => runs(inner, name));
}

function statementsOf(body: ts.Node): readonly ts.Statement[] {
  const isFunction = ts.isArrowFunction(body) || ts.isFunctionExpression(body);
  return isFunction && ts.isBlock(body.body) ? body.body.statements : [];
}

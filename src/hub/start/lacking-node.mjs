import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';

/** One line when this Node is older than package.json's `engines` asks for; otherwise null. */
export function lackingNode(root, version = process.versions.node) {
  const { engines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const wanted = engines.node.replace('>=', '');
  const [major, minor] = wanted.split('.').map(Number);
  const [ourMajor, ourMinor] = version.split('.').map(Number);
  const isEnough = ourMajor > major || (ourMajor === major && ourMinor >= minor);
  return isEnough ? null : `needs Node ${wanted} or later; this is ${version}`;
}

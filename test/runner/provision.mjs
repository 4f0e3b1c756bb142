import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import process from 'node:process';

const parserFolder = 'test/asyncapi';

/** What beside npm's packages a step may need: a program with the Debian packages that bring it, or packages of npm's that stand apart. */
const tools = {
  chromium: { present: () => existsSync('/usr/bin/chromium'), packages: ['chromium'] },
  mosquitto: { present: () => onPath('mosquitto'), packages: ['mosquitto'] },
  'mosquitto-clients': { present: () => onPath('mosquitto_sub'), packages: ['mosquitto-clients'] },
  postgresql: { present: hasPostgres, packages: ['postgresql'] },
  'paho-mqtt': { present: hasPaho, packages: ['python3', 'python3-paho-mqtt'] },
  openssl: { present: () => onPath('openssl'), packages: ['openssl'] },
  'asyncapi-parser': { present: () => packagesMatchLock(parserFolder), folder: parserFolder },
  'chinese-font': { present: hasChineseFont, packages: ['fonts-noto-cjk'] },
};

/** One line when this Node is older than package.json's `engines` asks for; otherwise null. */
export function lackingNode() {
  const wanted = JSON.parse(readFileSync('package.json', 'utf8')).engines.node.replace('>=', '').split('.').map(Number);
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const enough = major > wanted[0] || (major === wanted[0] && minor >= (wanted[1] ?? 0));
  return enough ? null : `Hulin needs Node ${wanted.join('.')} or later; this is ${process.versions.node}`;
}

/** Installs npm's packages and the tools named, as far as it may. Returns what is still missing, with the way to get it. */
export function provide(needed) {
  const missing = new Map();
  if (!packagesMatchLock('.') && !installPackages('.')) missing.set('packages', 'npm ci failed');
  const absent = [...needed].filter((name) => !tools[name].present());
  installTools(absent.filter((name) => tools[name].packages));
  for (const { folder } of absent.map((name) => tools[name])) if (folder) installPackages(folder, '--ignore-scripts');
  for (const name of absent) if (!tools[name].present()) missing.set(name, `not found; ${wayTo(tools[name])}`);
  return missing;
}

function wayTo({ folder, packages }) {
  return folder ? `npm ci in ${folder}` : `on Debian: apt-get install ${packages.join(' ')}`;
}

/** True when every package of a folder's lock file stands in its node_modules in its version (optional ones may be absent). */
function packagesMatchLock(folder) {
  const installedList = `${folder}/node_modules/.package-lock.json`;
  if (!existsSync(installedList)) return false;
  const installed = JSON.parse(readFileSync(installedList, 'utf8')).packages;
  const locked = JSON.parse(readFileSync(`${folder}/package-lock.json`, 'utf8')).packages;
  return Object.entries(locked).every(([path, { version, optional }]) => {
    if (path === '') return true;
    return installed[path] ? installed[path].version === version : optional === true;
  });
}

function installPackages(folder, ...more) {
  const npm = process.env.npm_execpath;
  const args = ['ci', '--no-audit', '--no-fund', ...more];
  const [command, all] = npm ? [process.execPath, [npm, ...args]] : ['npm', args];
  console.log(`${folder}: node_modules does not match package-lock.json: npm ci`);
  return runs(command, all, { cwd: folder });
}

function installTools(names) {
  if (names.length === 0 || process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) return;
  const packages = names.flatMap((name) => tools[name].packages);
  console.log(`apt-get install ${packages.join(' ')}`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  if (!runs('apt-get', ['update', '-q'], { env })) return;
  runs('apt-get', ['install', '-y', '-q', '--no-install-recommends', ...packages], { env });
}

function runs(command, args, options) {
  return spawnSync(command, args, { stdio: ['ignore', 'inherit', 'inherit'], ...options }).status === 0;
}

function onPath(program) {
  return [...(process.env.PATH ?? '').split(':'), '/usr/sbin'].some((folder) => existsSync(`${folder}/${program}`));
}

/** PostgreSQL's programs, 15 or later, where Debian puts them. Its service is never used. */
function hasPostgres() {
  const home = '/usr/lib/postgresql';
  const versions = existsSync(home) ? readdirSync(home).map(Number) : [];
  return versions.some((version) => version >= 15 && existsSync(`${home}/${version}/bin/initdb`));
}

/** Debian's Python with Debian's MQTT package, for the example gateway. */
function hasPaho() {
  const programs = ['/usr/bin/python3', 'python3'];
  return programs.some((program) => spawnSync(program, ['-c', 'import paho.mqtt.client']).status === 0);
}

function hasChineseFont() {
  const answer = spawnSync('fc-list', [':lang=zh', 'family'], { encoding: 'utf8' });
  return answer.status === 0 && answer.stdout.trim() !== '';
}

import { accessSync, constants, readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { join, resolve } from 'node:path';
import { createSecureContext } from 'node:tls';
import { readPem } from '../protocol/time-stamp/certificate.ts';
import { type Retention, readRetention } from './retention/retention.ts';
import { StartProblem } from './start-problem.ts';

/** The environment of the hub, read and checked. Paths are absolute. */
export interface Config {
  readonly port: number;
  readonly host: string;
  readonly data: string;
  /** Null: embedded PostgreSQL under `data`. */
  readonly databaseUrl: string | null;
  /** Null: the embedded broker, listening at `mqttPort`. */
  readonly mqttUrl: string | null;
  readonly mqttPort: number;
  /** At an external broker over TLS: who may have signed its certificate, and the hub's own. */
  readonly mqttTls: BrokerTls | null;
  /** Origin of every link, without a slash at its end. */
  readonly publicUrl: string;
  readonly keys: string;
  readonly tls: { readonly cert: string; readonly key: string } | null;
  readonly basemap: string | null;
  readonly log: LogLevel;
  /** Where daily anchors get their time stamps; null: nowhere. `roots` are PEM text. */
  readonly stamps: { readonly url: string; readonly roots: string | null } | null;
  readonly retention: Retention;
}

/** PEM text. Without `ca` whom Node trusts; `cert` and `key` are there together or not at all. */
export interface BrokerTls {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

const names = [
  'HULIN_PORT',
  'HULIN_HOST',
  'HULIN_DATA',
  'HULIN_DATABASE_URL',
  'HULIN_MQTT_URL',
  'HULIN_MQTT_PORT',
  'HULIN_MQTT_CA',
  'HULIN_MQTT_CERT',
  'HULIN_MQTT_KEY',
  'HULIN_PUBLIC_URL',
  'HULIN_KEYS',
  'HULIN_TLS_CERT',
  'HULIN_TLS_KEY',
  'HULIN_BASEMAP',
  'HULIN_LOG',
  'HULIN_TSA_URL',
  'HULIN_TSA_ROOTS',
  'HULIN_RETENTION',
] as const;
type Name = (typeof names)[number];
type Environment = Readonly<Record<string, string | undefined>>;

/** Reads the HULIN_… variables. Throws a `StartProblem` that names the first unknown or bad one; an empty value counts as unset. */
export function readConfig(environment: Environment, folder: string): Config {
  refuseUnknown(environment);
  const read = (name: Name) => environment[name]?.trim() || null;
  const tls = readPair(['HULIN_TLS_CERT', 'HULIN_TLS_KEY'], read, folder);
  const [host, port] = [readHost(read('HULIN_HOST')), readPort('HULIN_PORT', read('HULIN_PORT'), 8080)];
  const data = resolve(folder, read('HULIN_DATA') ?? 'data');
  const config: Config = {
    ...{ host, port, data, tls },
    databaseUrl: readUrl('HULIN_DATABASE_URL', read, ['postgres:', 'postgresql:']),
    mqttUrl: readUrl('HULIN_MQTT_URL', read, ['mqtt:', 'mqtts:']),
    mqttPort: readPort('HULIN_MQTT_PORT', read('HULIN_MQTT_PORT'), 1883),
    mqttTls: readMqttTls(read, folder),
    publicUrl: readOrigin(read) ?? localUrl(tls ? 'https' : 'http', host, port),
    keys: resolve(folder, read('HULIN_KEYS') ?? join(data, 'keys')),
    basemap: readFilePath('HULIN_BASEMAP', read, folder),
    log: readLevel(read('HULIN_LOG')),
    stamps: readStamps(read, folder),
    retention: readKept(read('HULIN_RETENTION')),
  };
  if (!config.mqttUrl && config.mqttPort === port) throw bad('HULIN_MQTT_PORT', 'is the same as HULIN_PORT');
  return config;
}

type Read = (name: Name) => string | null;

function bad(name: Name, why: string): StartProblem {
  return new StartProblem(`${name} ${why}`);
}

function refuseUnknown(environment: Environment): void {
  const unknown = Object.keys(environment).find(
    (name) => /^HULIN_/i.test(name) && !names.some((known) => known === name),
  );
  if (unknown) throw new StartProblem(`${unknown} is not a variable of Hulin's: ${names.join(', ')}`);
}

function readPort(name: Name, text: string | null, standard: number): number {
  if (text === null) return standard;
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (port < 1 || port > 65_535) throw bad(name, `must be a port from 1 to 65535, not "${text}"`);
  return port;
}

function readHost(text: string | null): string {
  const host = text ?? '127.0.0.1';
  if (isIP(host) === 0 && !/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(host)) {
    throw bad('HULIN_HOST', `must be an address or host name, not "${host}"`);
  }
  return host;
}

/** The value is not repeated in the problem: such URLs may hold a password. */
function readUrl(name: Name, read: Read, protocols: readonly string[]): string | null {
  const text = read(name);
  if (text !== null && !protocols.includes(parseUrl(text)?.protocol ?? '')) {
    throw bad(name, `must be a URL that begins with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`);
  }
  return text;
}

function readOrigin(read: Read): string | null {
  const text = read('HULIN_PUBLIC_URL');
  if (text === null) return null;
  const url = parseUrl(text);
  const isOrigin = url && /^https?:$/.test(url.protocol) && `${url.origin}/` === url.href;
  if (!isOrigin) throw bad('HULIN_PUBLIC_URL', `must be http(s)://host[:port] without a path, not "${text}"`);
  return url.origin;
}

function parseUrl(text: string): URL | null {
  return URL.canParse(text) ? new URL(text) : null;
}

function localUrl(scheme: 'http' | 'https', host: string, port: number): string {
  const name = host === '0.0.0.0' || host === '::' ? 'localhost' : isIP(host) === 6 ? `[${host}]` : host;
  return new URL(`${scheme}://${name}:${port}`).origin;
}

/** The files of a certificate and its key: both or none. */
function readPair([certName, keyName]: readonly [Name, Name], read: Read, folder: string): Config['tls'] {
  const cert = readFilePath(certName, read, folder);
  const key = readFilePath(keyName, read, folder);
  if (cert && !key) throw bad(keyName, `is missing: ${certName} is set`);
  if (key && !cert) throw bad(certName, `is missing: ${keyName} is set`);
  return cert && key ? { cert, key } : null;
}

function readMqttTls(read: Read, folder: string): BrokerTls | null {
  const ca = readFilePath('HULIN_MQTT_CA', read, folder);
  const own = readPair(['HULIN_MQTT_CERT', 'HULIN_MQTT_KEY'], read, folder);
  if (!ca && !own) return null;
  if (!read('HULIN_MQTT_URL')?.startsWith('mqtts:')) {
    throw bad(ca ? 'HULIN_MQTT_CA' : 'HULIN_MQTT_CERT', 'is for an HULIN_MQTT_URL that begins with mqtts://');
  }
  const trusted = ca && { ca: readPemFile('HULIN_MQTT_CA', ca, (text) => createSecureContext({ ca: text })) };
  if (!own) return { ...trusted };
  const key = readFileSync(own.key, 'utf8');
  const cert = readPemFile('HULIN_MQTT_CERT', own.cert, (text) => createSecureContext({ cert: text, key }));
  return { ...trusted, cert, key };
}

/** The text of a file that holds certificates; `check` throws when it is of no use. */
function readPemFile(name: Name, path: string, check: (text: string) => unknown): string {
  const text = readFileSync(path, 'utf8');
  try {
    readPem(text);
    check(text);
  } catch (cause) {
    throw new StartProblem(`${name}: ${path} holds no certificate in PEM form, or one that does not go with its key`, {
      cause,
    });
  }
  return text;
}

function readFilePath(name: Name, read: Read, folder: string): string | null {
  const text = read(name);
  if (text === null) return null;
  const path = resolve(folder, text);
  try {
    accessSync(path, constants.R_OK);
  } catch (cause) {
    throw new StartProblem(`${name}: cannot read ${path} (${(cause as NodeJS.ErrnoException).code})`, { cause });
  }
  return path;
}

function readStamps(read: Read, folder: string): Config['stamps'] {
  const url = readUrl('HULIN_TSA_URL', read, ['http:', 'https:']);
  const path = readFilePath('HULIN_TSA_ROOTS', read, folder);
  if (path && !url) throw bad('HULIN_TSA_URL', 'is missing: HULIN_TSA_ROOTS is set');
  return url ? { url, roots: path && readPemFile('HULIN_TSA_ROOTS', path, () => undefined) } : null;
}

function readKept(text: string | null): Retention {
  const read = readRetention(text ?? '');
  if (!read.ok) throw bad('HULIN_RETENTION', read.because);
  return read.retention;
}

function readLevel(text: string | null): LogLevel {
  const level = logLevels.find((known) => known === (text ?? 'info'));
  if (!level) throw bad('HULIN_LOG', `must be one of ${logLevels.join(', ')}, not "${text}"`);
  return level;
}

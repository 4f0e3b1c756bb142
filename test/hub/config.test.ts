import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../../src/hub/config.ts';
import { usualRetention } from '../../src/hub/retention/retention.ts';
import { StartProblem } from '../../src/hub/start-problem.ts';

const file = fileURLToPath(import.meta.url);
const read = (environment: Record<string, string>) => readConfig(environment, '/srv/hulin');

describe('the hub reads its environment', () => {
  it('needs nothing set', () => {
    expect(read({ PATH: '/bin' })).toEqual({
      port: 8080,
      host: '127.0.0.1',
      data: '/srv/hulin/data',
      databaseUrl: null,
      mqttUrl: null,
      mqttPort: 1883,
      mqttTls: null,
      publicUrl: 'http://127.0.0.1:8080',
      keys: '/srv/hulin/data/keys',
      tls: null,
      basemap: null,
      log: 'info',
      stamps: null,
      retention: usualRetention,
    });
  });

  it.each([
    ['HULIN_PORT', '9000', { port: 9000, publicUrl: 'http://127.0.0.1:9000' }],
    ['HULIN_PORT', '', { port: 8080 }],
    ['HULIN_HOST', '0.0.0.0', { host: '0.0.0.0', publicUrl: 'http://localhost:8080' }],
    ['HULIN_HOST', '::1', { host: '::1', publicUrl: 'http://[::1]:8080' }],
    ['HULIN_DATA', 'elsewhere', { data: '/srv/hulin/elsewhere', keys: '/srv/hulin/elsewhere/keys' }],
    ['HULIN_DATA', '/var/hulin', { data: '/var/hulin', keys: '/var/hulin/keys' }],
    ['HULIN_KEYS', '/etc/hulin', { data: '/srv/hulin/data', keys: '/etc/hulin' }],
    ['HULIN_DATABASE_URL', 'postgres://u:p@h/d', { databaseUrl: 'postgres://u:p@h/d' }],
    ['HULIN_MQTT_URL', 'mqtts://broker:8883', { mqttUrl: 'mqtts://broker:8883' }],
    ['HULIN_MQTT_PORT', '1884', { mqttPort: 1884 }],
    ['HULIN_PUBLIC_URL', 'https://fire.example.cn/', { publicUrl: 'https://fire.example.cn' }],
    ['HULIN_BASEMAP', file, { basemap: file }],
    ['HULIN_LOG', 'debug', { log: 'debug' }],
    ['HULIN_TSA_URL', 'http://tsa.example.cn/tsr', { stamps: { url: 'http://tsa.example.cn/tsr', roots: null } }],
    [
      'HULIN_RETENTION',
      'positions=7, parts.pass=10 parts.violation=never',
      { retention: { positions: 7, readings: 1096, parts: { pass: 10, violation: null, patrol: 365 } } },
    ],
  ])('%s=%s', (name, value, expected) => {
    expect(read({ [name]: value })).toMatchObject(expected);
  });

  it('is https by default when it has a certificate', () => {
    const config = read({ HULIN_TLS_CERT: file, HULIN_TLS_KEY: file });
    expect(config).toMatchObject({ tls: { cert: file, key: file }, publicUrl: 'https://127.0.0.1:8080' });
  });
});

describe('a bad environment stops the hub with one line that names the variable', () => {
  it.each([
    ['HULIN_PROT', '8080'],
    ['hulin_port', '8080'],
    ['HULIN_PORT', '0'],
    ['HULIN_PORT', '65536'],
    ['HULIN_PORT', '80a'],
    ['HULIN_PORT', '-1'],
    ['HULIN_HOST', 'two words'],
    ['HULIN_TSA_URL', 'ftp://tsa.example.cn'],
    ['HULIN_TSA_ROOTS', '/no/such/file'],
    ['HULIN_RETENTION', 'positions=soon'],
    ['HULIN_RETENTION', 'parts.unicorn=3'],
    ['HULIN_RETENTION', 'photos=3'],
    ['HULIN_RETENTION', 'readings=59'],
    ['HULIN_HOST', 'http://localhost'],
    ['HULIN_DATABASE_URL', 'mysql://h/d'],
    ['HULIN_DATABASE_URL', 'h:5432'],
    ['HULIN_MQTT_URL', 'ws://broker'],
    ['HULIN_MQTT_PORT', 'x'],
    ['HULIN_MQTT_PORT', '8080'],
    ['HULIN_PUBLIC_URL', 'fire.example.cn'],
    ['HULIN_PUBLIC_URL', 'ftp://fire.example.cn'],
    ['HULIN_PUBLIC_URL', 'https://fire.example.cn/hulin'],
    ['HULIN_TLS_CERT', '/no/such/file'],
    ['HULIN_BASEMAP', join(file, 'no')],
    ['HULIN_LOG', 'loud'],
  ])('%s=%s', (name, value) => {
    const problem = problemOf({ [name]: value });
    expect(problem).toBeInstanceOf(StartProblem);
    expect(problem.message).toMatch(new RegExp(`^${name}\\b.+$`));
  });

  it('names the half of the certificate that is missing', () => {
    expect(problemOf({ HULIN_TLS_CERT: file }).message).toContain('HULIN_TLS_KEY is missing');
    expect(problemOf({ HULIN_TLS_KEY: file }).message).toContain('HULIN_TLS_CERT is missing');
    expect(problemOf({ HULIN_MQTT_CERT: file }).message).toContain('HULIN_MQTT_KEY is missing');
    expect(problemOf({ HULIN_MQTT_KEY: file }).message).toContain('HULIN_MQTT_CERT is missing');
    expect(problemOf({ HULIN_TSA_ROOTS: file }).message).toContain('HULIN_TSA_URL is missing');
  });

  it('names a file of roots in which there is no certificate', () => {
    const environment = { HULIN_TSA_URL: 'http://tsa.example.cn', HULIN_TSA_ROOTS: file };
    expect(problemOf(environment).message).toMatch(/^HULIN_TSA_ROOTS: .* holds no certificate/);
  });

  it('takes certificates for a broker by mqtts alone, and only what is one', () => {
    const [plain, tls] = ['mqtt://broker', 'mqtts://broker'].map((url) => ({ HULIN_MQTT_URL: url }));
    expect(problemOf({ HULIN_MQTT_CA: file }).message).toMatch(/^HULIN_MQTT_CA is for .*mqtts/);
    expect(problemOf({ ...plain, HULIN_MQTT_CERT: file, HULIN_MQTT_KEY: file }).message).toMatch(
      /^HULIN_MQTT_CERT is for/,
    );
    expect(problemOf({ ...tls, HULIN_MQTT_CA: file }).message).toMatch(/^HULIN_MQTT_CA: .* holds no certificate/);
  });

  it('does not repeat a URL that may hold a password', () => {
    expect(problemOf({ HULIN_DATABASE_URL: 'http://u:hush@h/d' }).message).not.toContain('hush');
  });
});

function problemOf(environment: Record<string, string>): Error {
  try {
    read(environment);
  } catch (error) {
    return error as Error;
  }
  throw new Error('nothing was refused');
}

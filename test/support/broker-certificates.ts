import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';

const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

/** An authority of a test's own, made by openssl in `folder`: `ca.crt`, the broker's `server.crt`, and whoever is issued one. */
export class BrokerCertificates {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  static async make(folder: string, names: readonly string[]): Promise<BrokerCertificates> {
    const made = new BrokerCertificates(folder);
    await made.#openssl(
      'req',
      '-x509',
      ...curve,
      '-keyout',
      'ca.key',
      '-out',
      'ca.crt',
      '-days',
      '2',
      '-subj',
      '/CN=CA',
    );
    await writeFile(`${folder}/server.ext`, 'subjectAltName = IP:127.0.0.1\n');
    const lines = ['[ca]', 'default_ca = all', '[all]', `database = ${folder}/issued`, 'default_md = sha256'];
    await writeFile(`${folder}/ca.conf`, [...lines, 'default_crl_days = 2', ''].join('\n'));
    await writeFile(`${folder}/issued`, '');
    await made.issue('server', 'The broker', ['-extfile', 'server.ext']);
    for (const name of names) await made.issue(name);
    await made.#writeRevoked();
    return made;
  }

  /** `<name>.crt` and `<name>.key`, with the name as common name unless another is given. */
  async issue(name: string, commonName = name, more: readonly string[] = []): Promise<void> {
    const request = ['-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', `/CN=${commonName}`];
    await this.#openssl('req', ...curve, ...request);
    const by = ['-CA', 'ca.crt', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '1', ...more];
    await this.#openssl('x509', '-req', '-in', `${name}.csr`, ...by, '-out', `${name}.crt`);
  }

  async revoke(name: string): Promise<void> {
    await this.#openssl('ca', '-config', 'ca.conf', '-keyfile', 'ca.key', '-cert', 'ca.crt', '-revoke', `${name}.crt`);
    await this.#writeRevoked();
  }

  async #writeRevoked(): Promise<void> {
    const by = ['-config', 'ca.conf', '-keyfile', 'ca.key', '-cert', 'ca.crt'];
    await this.#openssl('ca', '-gencrl', ...by, '-out', 'revoked.pem');
  }

  async #openssl(...args: string[]): Promise<void> {
    await promisify(execFile)('openssl', args, { cwd: this.#folder });
  }
}

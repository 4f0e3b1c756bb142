import type { Bytes } from '../../protocol/bytes.ts';
import type { PasskeyAnswer, Passkeys } from '../passkey-ports.ts';

const inputBytes = 32;
/** ES256 and RS256 (RFC 9053): what platform authenticators have. The signature is never looked at. */
const algorithms = [-7, -257] as const;

/** The part of WebAuthn that is used, where the browser has it. */
interface WebAuthn {
  readonly PublicKeyCredential?: typeof PublicKeyCredential & {
    getClientCapabilities?(): Promise<Readonly<Record<string, boolean>>>;
  };
}

/** The phone's own authenticator: a credential for this origin whose PRF (WebAuthn Level 3, 10.1.4) gives a secret. */
export class DevicePasskeys implements Passkeys {
  /** A browser that does not tell its capabilities is asked by trying: `create` looks whether the credential can. */
  async isOffered(): Promise<boolean> {
    const { PublicKeyCredential: credentials }: WebAuthn = window;
    if (!credentials || !isSecureContext || isAddress(location.hostname)) return false;
    if (!(await credentials.isUserVerifyingPlatformAuthenticatorAvailable())) return false;
    const capabilities = await credentials.getClientCapabilities?.();
    return capabilities?.['extension:prf'] ?? true;
  }

  async create(): Promise<PasskeyAnswer | 'refused' | 'unfit'> {
    if (!hasWebAuthn()) return 'unfit';
    const input = random(inputBytes);
    const made = await asked(() =>
      navigator.credentials.create({
        publicKey: {
          challenge: random(32),
          rp: { name: '护林 Hulin' },
          user: { id: random(16), name: '护林', displayName: '护林' },
          pubKeyCredParams: algorithms.map((alg) => ({ type: 'public-key', alg })),
          authenticatorSelection: {
            ...{ authenticatorAttachment: 'platform', residentKey: 'required', userVerification: 'required' },
          },
          extensions: { prf: { eval: { first: input } } },
        },
      }),
    );
    if (!made) return 'refused';
    const { prf } = made.getClientExtensionResults();
    if (!prf?.enabled) return 'unfit';
    const credential = new Uint8Array(made.rawId);
    const output = outputOf(prf.results?.first);
    return output ? { credential, input, output } : this.ask({ credential, input });
  }

  async ask({
    credential,
    input,
  }: Pick<PasskeyAnswer, 'credential' | 'input'>): Promise<PasskeyAnswer | 'refused' | 'unfit'> {
    if (!hasWebAuthn()) return 'unfit';
    const made = await asked(() =>
      navigator.credentials.get({
        publicKey: {
          challenge: random(32),
          allowCredentials: [{ type: 'public-key', id: credential, transports: ['internal'] }],
          userVerification: 'required',
          extensions: { prf: { eval: { first: input } } },
        },
      }),
    );
    if (!made) return 'refused';
    const output = outputOf(made.getClientExtensionResults().prf?.results?.first);
    return output ? { credential, input, output } : 'unfit';
  }
}

/** A profile may come into another browser, or into an app's own window that has none. */
function hasWebAuthn(): boolean {
  const { PublicKeyCredential: credentials }: WebAuthn = window;
  return credentials !== undefined && 'credentials' in navigator;
}

/** Null when somebody gave up, it took too long, or the credential is gone: the browser tells nobody which. */
async function asked(ask: () => Promise<Credential | null>): Promise<PublicKeyCredential | null> {
  try {
    const credential = await ask();
    return credential instanceof PublicKeyCredential ? credential : null;
  } catch (problem) {
    if (problem instanceof DOMException) return null;
    throw problem;
  }
}

function outputOf(first: BufferSource | undefined): Bytes | null {
  return first instanceof ArrayBuffer ? new Uint8Array(first) : null;
}

function random(bytes: number): Bytes {
  return crypto.getRandomValues(new Uint8Array(bytes));
}

/** A numbered address is no name a passkey can belong to. */
function isAddress(hostname: string): boolean {
  return /^[\d.]+$/.test(hostname) || hostname.includes(':') || hostname.startsWith('[');
}

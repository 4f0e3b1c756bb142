import { type Bytes, sha256Hex } from '../bytes.ts';
import { once } from './once.ts';

const hashes = once<Bytes, Promise<string>>(sha256Hex);

/** SHA-256 of an item, reckoned once however often it is named. */
export function hashOfItem(bytes: Bytes): Promise<string> {
  return hashes(bytes);
}

import { crc32 } from 'node:zlib';

/** Persisted: length (u32 LE), CRC-32 of the bytes (u32 LE), bytes. */
const headerBytes = 8;
const maxRecordBytes = 64 * 1024;

/** One record of a journal as it stands in its file. */
export function frameRecord(bytes: Uint8Array): Buffer {
  const frame = Buffer.alloc(headerBytes + bytes.length);
  frame.writeUInt32LE(bytes.length, 0);
  frame.writeUInt32LE(crc32(bytes), 4);
  frame.set(bytes, headerBytes);
  return frame;
}

/** The whole records at the start of a file's bytes, and where the torn or foreign rest begins. */
export function readFrames(file: Buffer): { records: Buffer[]; end: number } {
  const records: Buffer[] = [];
  let end = 0;
  while (end + headerBytes <= file.length) {
    const length = file.readUInt32LE(end);
    const record = file.subarray(end + headerBytes, end + headerBytes + length);
    if (length === 0 || length > maxRecordBytes || record.length < length) break;
    if (crc32(record) !== file.readUInt32LE(end + 4)) break;
    records.push(record);
    end += headerBytes + length;
  }
  return { records, end };
}

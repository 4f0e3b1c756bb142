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

/** The whole records of a file's bytes, in order. What is torn or garbled is passed over, to the next record that is whole. */
export function readFrames(file: Buffer): Buffer[] {
  const records: Buffer[] = [];
  for (let at = 0; at + headerBytes <= file.length; ) {
    const record = frameAt(file, at);
    if (record) records.push(record);
    at += record ? headerBytes + record.length : 1;
  }
  return records;
}

function frameAt(file: Buffer, at: number): Buffer | null {
  const length = file.readUInt32LE(at);
  if (length === 0 || length > maxRecordBytes) return null;
  const record = file.subarray(at + headerBytes, at + headerBytes + length);
  return record.length === length && crc32(record) === file.readUInt32LE(at + 4) ? record : null;
}

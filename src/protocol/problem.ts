import * as v from 'valibot';

/**
 * Everything that can be refused at a boundary, by stable code, with its HTTP status and a title in both languages.
 * Answered as `application/problem+json` (RFC 9457): `{type: "urn:hulin:problem:<code>", title, status, detail, code}`.
 */
export const problems = {
  'not-signed-in': { status: 401, zh: '请先登记或登录', en: 'sign in first' },
  'bad-request-signature': { status: 401, zh: '请求签名无效', en: 'request signature not valid' },
  'nonce-expired': { status: 401, zh: '一次性口令已过期', en: 'nonce expired' },
  'unknown-device': { status: 401, zh: '未登记的设备', en: 'device not enrolled' },
  'device-revoked': { status: 403, zh: '设备已吊销', en: 'device revoked' },
  'not-allowed': { status: 403, zh: '没有权限', en: 'not allowed' },
  'wrong-origin': { status: 403, zh: '来源不对', en: 'wrong origin' },
  'not-found': { status: 404, zh: '没有找到', en: 'not found' },
  'code-unknown': { status: 404, zh: '登记码不存在', en: 'no such enrolment code' },
  'code-used': { status: 409, zh: '登记码已用过', en: 'enrolment code already used' },
  'code-expired': { status: 410, zh: '登记码已过期', en: 'enrolment code expired' },
  'part-not-named': { status: 409, zh: '没有记录引用该附件', en: 'no stored event names this part' },
  'cannot-release': { status: 409, zh: '现在还不能采用', en: 'cannot be taken into use yet' },
  'hash-mismatch': { status: 422, zh: '内容与校验值不符', en: 'bytes do not match the hash' },
  'cannot-open': { status: 422, zh: '无法解密', en: 'cannot be opened' },
  'bad-input': { status: 400, zh: '输入有误', en: 'bad input' },
  'too-large': { status: 413, zh: '超过大小限制', en: 'over the size limit' },
  'wrong-type': { status: 415, zh: '内容类型不支持', en: 'content type not supported' },
  'too-many-requests': { status: 429, zh: '请求太频繁', en: 'too many requests' },
  'our-fault': { status: 500, zh: '系统内部错误', en: 'our fault' },
  'storage-full': { status: 507, zh: '服务器存储空间已满', en: 'the hub’s disk is full' },
  'not-ready': { status: 503, zh: '服务暂不可用', en: 'not ready' },
} as const;
export type ProblemCode = keyof typeof problems;

export const problemSchema = v.object({
  type: v.string(),
  title: v.string(),
  status: v.number(),
  detail: v.string(),
  code: v.string(),
});
export type ProblemDocument = v.InferOutput<typeof problemSchema>;

/** `detail` names the item and the reason; it never holds personal data. */
export function problemDocument(code: ProblemCode, detail: string): ProblemDocument {
  const { status, en } = problems[code];
  return { type: `urn:hulin:problem:${code}`, title: en, status, detail, code };
}

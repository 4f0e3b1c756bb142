import type { Term } from '../../domain/shared/codes.ts';

/** What is checked of a package, in both languages. */
export const checkNames = {
  frame: { zh: '文件封装', en: 'the frame of the file' },
  manifest: { zh: '清单及平台签名', en: 'the list of contents and the hub’s signature' },
  content: { zh: '内容校验值', en: 'hash of the content' },
  identity: { zh: '平台身份', en: 'identity of the hub' },
  keys: { zh: '平台密钥证书', en: 'certificates of the hub’s keys' },
  signature: { zh: '记录签名', en: 'signature of the record' },
  grant: { zh: '设备与人员授权', en: 'grant of the device to its person' },
  receipt: { zh: '平台回执', en: 'receipt of the hub' },
  standing: { zh: '平台是否采用', en: 'whether the hub uses it' },
  link: { zh: '链上位置', en: 'place in the chain' },
  time: { zh: '时间区间', en: 'time bracket' },
  part: { zh: '密文附件', en: 'sealed part' },
  opened: { zh: '打开的内容与密文相符', en: 'what was opened is what was sealed' },
  document: { zh: '所引用的文件', en: 'document cited' },
  law: { zh: '所引用的法律文本', en: 'legal text cited' },
  anchor: { zh: '每日存证', en: 'daily anchor' },
  stamp: { zh: '可信时间戳', en: 'time stamp' },
  erasure: { zh: '个人信息销毁记录', en: 'record of the erasure' },
} as const satisfies Readonly<Record<string, Term>>;
export type CheckName = keyof typeof checkNames;

/** One check of one item. `open`: it could not be made, or is for a person to make. */
export interface Check {
  readonly check: CheckName;
  /** A name in the package, or an event's id. */
  readonly item: string;
  readonly outcome: 'right' | 'wrong' | 'open';
  readonly text: Term | null;
}

export function right(check: CheckName, item: string, text: Term | null = null): Check {
  return { check, item, outcome: 'right', text };
}

export function wrong(check: CheckName, item: string, zh: string, en: string): Check {
  return { check, item, outcome: 'wrong', text: { zh, en } };
}

export function open(check: CheckName, item: string, zh: string, en: string): Check {
  return { check, item, outcome: 'open', text: { zh, en } };
}

import type { Term } from '../../domain/shared/codes.ts';
import type { PackageWarning } from '../../protocol/zone-package.ts';

/** Something about one feature that is worth saying, in the file's own name for it; a place where there is one. */
export interface Finding {
  readonly code: FaultCode | RepairCode;
  readonly text: Term;
  readonly at: PackageWarning['at'];
}

const square = (m2: number) => (m2 < 10 ? m2.toFixed(2) : Math.round(m2).toLocaleString('en')).concat(' m²');

/** What cannot be repaired: the feature is refused. Persisted in warnings when it is left out on purpose. */
export const faults = {
  'not-a-polygon': (type: string) => ({ zh: `不是面，而是 ${type}`, en: `not an area but a ${type}` }),
  empty: (what: 'shape' | 'ring') =>
    what === 'shape'
      ? { zh: '没有图形', en: 'has no shape' }
      : { zh: '外环不围成任何面积', en: 'its outline encloses nothing' },
  'not-a-number': (point: number) => ({ zh: `第 ${point} 个点不是数字`, en: `point ${point} is not a number` }),
  unclosed: (meters: number) => ({
    zh: `环没有闭合，首尾相差 ${meters.toFixed(1)} 米`,
    en: `its ring is not closed: ${meters.toFixed(1)} m between first and last point`,
  }),
  'self-crossing': (m2: number) => ({
    zh: `边界自相交，约 ${square(m2)} 的归属无法判断`,
    en: `crosses itself: what ${square(m2)} of it mean cannot be told`,
  }),
  'stray-hole': (m2: number) => ({
    zh: `内环越出外环或互相重叠，约 ${square(m2)}`,
    en: `has a hole beyond its outline or over another, by ${square(m2)}`,
  }),
  'swapped-axes': () => ({
    zh: '坐标轴颠倒（经纬度或东、北坐标互换）',
    en: 'its axes are swapped (latitude first, or north before east)',
  }),
  'outside-area': (area: string) => ({ zh: `超出范围 ${area}`, en: `lies outside the area ${area}` }),
  'absurd-size': (what: string) => ({ zh: `大小不合理：${what}`, en: `is of absurd size: ${what}` }),
  unreadable: (because: Term) => ({ zh: `无法读取：${because.zh}`, en: `cannot be read: ${because.en}` }),
} as const;
export type FaultCode = keyof typeof faults;

/** What was repaired, or kept though it looks odd. Persisted with the package. */
export const repairs = {
  closed: (meters: number) => ({
    zh: `环差 ${millimetres(meters)} 未闭合，已闭合`,
    en: `ring closed over a gap of ${millimetres(meters)}`,
  }),
  'duplicate-points': (count: number) => ({
    zh: `去掉 ${count} 个重复点`,
    en: `${count} repeated point${count === 1 ? '' : 's'} removed`,
  }),
  'ring-order': () => ({ zh: '环的方向不对，已更正', en: 'ring order was wrong and has been set right' }),
  'duplicate-ring': () => ({ zh: '重复的环，只留一个', en: 'the same ring twice: one kept' }),
  'self-touching': () => ({ zh: '边界自相接触，已分开', en: 'touches itself: taken apart there' }),
  'small-crossing': (m2: number) => ({
    zh: `小的自相交（${square(m2)}），按绕数合并`,
    en: `small self-crossing (${square(m2)}) united by winding`,
  }),
  'hole-cut': (m2: number) => ({
    zh: `内环越界或重叠（${square(m2)}），已裁剪`,
    en: `hole beyond its outline or over another (${square(m2)}): cut`,
  }),
  'dropped-ring': () => ({ zh: '不围成面积的环，已去掉', en: 'a ring that encloses nothing was left out' }),
  sliver: (m2: number) => ({ zh: `面积只有 ${square(m2)}，保留`, en: `only ${square(m2)} large, kept` }),
  'crs-overruled': (file: string, told: string) => ({
    zh: `文件声明 ${file}，按指定的 ${told} 读取`,
    en: `the file declares ${file}; read as ${told}, as told`,
  }),
  omitted: (because: Term) => ({ zh: `未收入数据包：${because.zh}`, en: `left out of the package: ${because.en}` }),
  more: (count: number, code: string) => ({
    zh: `另有 ${count} 处同类情况（${code}）`,
    en: `${count} more of the same (${code})`,
  }),
} as const;
export type RepairCode = keyof typeof repairs;

function millimetres(meters: number): string {
  return meters < 0.01 ? `${(meters * 1000).toFixed(1)} mm` : `${meters.toFixed(2)} m`;
}

/** A refusal in words. */
export function fault<C extends FaultCode>(
  code: C,
  at: Finding['at'],
  ...about: Parameters<(typeof faults)[C]>
): Finding {
  const say = faults[code] as (...given: Parameters<(typeof faults)[C]>) => Term;
  return { code, text: say(...about), at };
}

/** A repair in words. */
export function repair<C extends RepairCode>(
  code: C,
  at: Finding['at'],
  ...about: Parameters<(typeof repairs)[C]>
): Finding {
  const say = repairs[code] as (...given: Parameters<(typeof repairs)[C]>) => Term;
  return { code, text: say(...about), at };
}

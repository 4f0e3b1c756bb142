import type { Oval } from './natural-outline.ts';

/** A clearing left out of a stand of forest; `village` when houses stand in it. */
export interface Clearing {
  readonly center: readonly [lon: number, lat: number];
  readonly halfMeters: number;
  readonly village: boolean;
}

/** One synthetic stand of forest on a real massif, at its approximate centre. */
export interface Massif extends Oval {
  readonly id: string;
  readonly zh: string;
  readonly en: string;
  readonly points: number;
  readonly clearings: readonly Clearing[];
}

/** The stands of the demonstration: eleven massifs, 伟德山 as two that overlap, 昆嵛山 and 圣经山 overlapping too. */
export const massifs: readonly Massif[] = [
  {
    id: 'kunyushan',
    zh: '昆嵛山',
    en: 'Kunyu Mountain',
    center: [121.76, 37.25],
    halfMeters: [2900, 2300],
    turn: 0.4,
    points: 120,
    clearings: [
      { center: [121.768, 37.257], halfMeters: 420, village: true },
      { center: [121.744, 37.244], halfMeters: 260, village: false },
    ],
  },
  {
    id: 'shengjingshan',
    zh: '圣经山',
    en: 'Shengjing Mountain',
    center: [121.77, 37.21],
    halfMeters: [2600, 2400],
    turn: 1.1,
    points: 96,
    clearings: [],
  },
  {
    id: 'likoushan',
    zh: '里口山',
    en: 'Likou Mountain',
    center: [122.03, 37.43],
    halfMeters: [2900, 1900],
    turn: 0.2,
    points: 110,
    clearings: [{ center: [122.038, 37.433], halfMeters: 450, village: true }],
  },
  {
    id: 'xianguding',
    zh: '仙姑顶',
    en: 'Xianguding',
    center: [122.09, 37.47],
    halfMeters: [1500, 1000],
    turn: -0.3,
    points: 72,
    clearings: [],
  },
  {
    id: 'zhengqishan',
    zh: '正棋山',
    en: 'Zhengqi Mountain',
    center: [122.08, 37.31],
    halfMeters: [2300, 1700],
    turn: 0.8,
    points: 96,
    clearings: [{ center: [122.083, 37.309], halfMeters: 380, village: true }],
  },
  {
    id: 'weideshan-west',
    zh: '伟德山西麓',
    en: 'Weide Mountain, west',
    center: [122.353, 37.231],
    halfMeters: [2700, 1700],
    turn: 0.5,
    points: 100,
    clearings: [{ center: [122.347, 37.229], halfMeters: 300, village: false }],
  },
  {
    id: 'weideshan-east',
    zh: '伟德山东麓',
    en: 'Weide Mountain, east',
    center: [122.389, 37.229],
    halfMeters: [2500, 1600],
    turn: -0.4,
    points: 96,
    clearings: [],
  },
  {
    id: 'chashan',
    zh: '槎山',
    en: 'Cha Mountain',
    center: [122.35, 36.87],
    halfMeters: [2100, 1300],
    turn: 0.3,
    points: 84,
    clearings: [],
  },
  {
    id: 'chishan',
    zh: '赤山',
    en: 'Chi Mountain',
    center: [122.4, 36.92],
    halfMeters: [1300, 900],
    turn: 1.2,
    points: 72,
    clearings: [],
  },
  {
    id: 'darushan',
    zh: '大乳山',
    en: 'Daru Mountain',
    center: [121.6, 36.78],
    halfMeters: [1500, 1100],
    turn: 0.6,
    points: 72,
    clearings: [],
  },
  {
    id: 'juyushan',
    zh: '岠嵎山',
    en: 'Juyu Mountain',
    center: [121.47, 36.93],
    halfMeters: [2000, 1500],
    turn: -0.7,
    points: 84,
    clearings: [{ center: [121.47, 36.932], halfMeters: 350, village: true }],
  },
  {
    id: 'liugongdao',
    zh: '刘公岛',
    en: 'Liugong Island',
    center: [122.187, 37.5045],
    halfMeters: [1300, 520],
    turn: -0.25,
    points: 72,
    clearings: [],
  },
];

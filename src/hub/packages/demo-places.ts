import type { Feature, Point } from 'geojson';
import { massifs } from './massifs.ts';

/** The Chinese names of the GeoNames places, written by hand. */
const chineseNames: Readonly<Record<string, string>> = {
  Yatou: '崖头',
  Yantai: '烟台',
  Tianfu: '天福',
  Weihai: '威海',
  Ningjin: '宁津',
  Ninghai: '宁海',
  Qingyang: '清洋',
  Dongcun: '东村',
  Huancuilou: '环翠楼',
  Wenhua: '文化',
  Xiangyang: '向阳',
  Chengqu: '城区',
};

/** Cities are drawn before towns, towns before massifs' names. */
const cities = ['Weihai', 'Yantai'];

/** Label points: the GeoNames places with Chinese names, and the massifs. Throws on a place without a Chinese name. */
export function demoPlaces(places: readonly Feature<Point>[]): Feature<Point>[] {
  return [...places.map(townLabel), ...massifLabels()];
}

function townLabel({ geometry, properties }: Feature<Point>): Feature<Point> {
  const en = String(properties?.name);
  const zh = chineseNames[en];
  if (zh === undefined) throw new Error(`No Chinese name for the place ${en}`);
  return { type: 'Feature', properties: { kind: 'town', zh, en, rank: cities.includes(en) ? 1 : 2 }, geometry };
}

/** One label per massif; 伟德山's two stands share one. */
function massifLabels(): Feature<Point>[] {
  return massifs
    .filter(({ id }) => id !== 'weideshan-east')
    .map(({ id, zh, en, center }) => {
      const names = id === 'weideshan-west' ? { zh: '伟德山', en: 'Weide Mountain' } : { zh, en };
      const coordinates = id === 'weideshan-west' ? [122.37, 37.23] : [...center];
      return {
        type: 'Feature',
        properties: { kind: 'massif', ...names, rank: 3 },
        geometry: { type: 'Point', coordinates },
      };
    });
}

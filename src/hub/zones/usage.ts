/** What `npm run zones -- --help` prints. */
export const usage = `Builds, judges by and checks zone packages.

npm run zones -- build --forest FILE --residential FILE --rulebook ID --crs CRS --out DIR
  FILE      GeoJSON, zipped Shapefile, GeoPackage (FILE#TABLE for one table of several), KML or KMZ
  --layer NAME=FILE     a further layer: forest-land, shelter-forest, open-forest, suitable-land
  --rulebook ID         whose belt is drawn: an id in its newest version, or a rulebook.json
  --crs CRS             coordinates of files that do not declare them: EPSG:4490, EPSG:4550, GCJ-02, BD-09, a PROJ text.
                        What a file declares (.prj, GeoPackage, a GeoJSON crs member; KML is WGS 84) counts for it; only GCJ-02
                        and BD-09, which no file declares, overrule it, and
  --crs NAME=CRS        the coordinates of one layer's file, whatever it declares
  --bounds W,S,E,N      degrees the package answers for; features beyond are faulty (default: what is drawn and 0.05° around)
  --skip-faulty         leave faulty features out and say so in the package, instead of refusing
  --id ID  --version V  (default: ID-zones of the rulebook; a digest of the content)
  --title TEXT          or 'Chinese|English'
  --licence TEXT        of all sources, or NAME=TEXT    --attribution TEXT (repeatable)
  --demonstration       say on every screen that these are no official boundaries
  --keys DIR            the hub's key folder (default: HULIN_KEYS); made when it is not there
  exit code 0 built, 1 refused (a file or feature is faulty, or the drawn belt is off), 2 wrong use, 130 cancelled

npm run zones -- judge --package DIR --points FILE.csv
  reads lon,lat[,accuracy][,at], prints lon,lat,relation,forest_m,residential_m,verdict (of any outdoor fire)
  --rulebook ID         instead of the package's own    --at MOMENT  for rows without one (default: now)
  --strict              exit code 1 when a row was not readable
  exit code 0, 1 (a tampered package; a bad row with --strict), 2 nothing readable or wrong use

npm run zones -- check DIR
  signature, every hash and chunk, and the drawn belt against the exact distance
  --hub KID             the hub (thumbprint of its identity key) that must have signed
  exit code 0 whole, 1 faulty (says what and where), 2 unreadable

DIR is a package's folder or the --out it was built into. Messages are Chinese where LANG is.`;

// Europe's equal-area projection, ETRS89-LAEA (EPSG:3035), both ways.
//
// After J. P. Snyder, "Map projections: a working manual" (1987), pages 187 to 190.

/** @typedef {import("./geodesic.js").Place} Place */

const A = 6378137;
const E2 = 0.0066943800229;
const E = Math.sqrt(E2);
const [LON, LAT, EAST, NORTH] = [10, 52, 4321000, 3210000];

/** @param {number} degrees */
const radians = (degrees) => (degrees * Math.PI) / 180;

/** @param {number} sin of the latitude */
const area = (sin) =>
  (1 - E2) * (sin / (1 - E2 * sin ** 2) - (1 / (2 * E)) * Math.log((1 - E * sin) / (1 + E * sin)));

const POLE = area(1);
const RADIUS = A * Math.sqrt(POLE / 2);
const MIDDLE = Math.asin(area(Math.sin(radians(LAT))) / POLE);
const [SIN, COS] = [Math.sin(MIDDLE), Math.cos(MIDDLE)];
const STRETCH =
  (A * Math.cos(radians(LAT))) / (Math.sqrt(1 - E2 * Math.sin(radians(LAT)) ** 2) * RADIUS * COS);

/**
 * Put a place on the map.
 *
 * @param {Place} place
 * @returns {[number, number]} metres to the east and to the north
 */
export function onMap({ lon, lat }) {
  const beta = Math.asin(area(Math.sin(radians(lat))) / POLE);
  const [sin, cos] = [Math.sin(beta), Math.cos(beta)];
  const turn = radians(lon - LON);
  const far = RADIUS * Math.sqrt(2 / (1 + SIN * sin + COS * cos * Math.cos(turn)));
  return [
    EAST + far * STRETCH * cos * Math.sin(turn),
    NORTH + (far / STRETCH) * (COS * sin - SIN * cos * Math.cos(turn)),
  ];
}

/**
 * Say which place lies at a spot of the map.
 *
 * @param {number} east in metres
 * @param {number} north in metres
 * @returns {Place}
 */
export function onGround(east, north) {
  const x = (east - EAST) / STRETCH;
  const y = (north - NORTH) * STRETCH;
  const far = Math.hypot(x, y);
  if (far === 0) return { lon: LON, lat: LAT };
  const arc = 2 * Math.asin(far / (2 * RADIUS));
  const [sin, cos] = [Math.sin(arc), Math.cos(arc)];
  const beta = Math.asin(cos * SIN + (y * sin * COS) / far);
  const turn = Math.atan2(x * sin, far * COS * cos - y * SIN * sin);
  const lat =
    beta +
    (E2 / 3 + (31 * E2 ** 2) / 180 + (517 * E2 ** 3) / 5040) * Math.sin(2 * beta) +
    ((23 * E2 ** 2) / 360 + (251 * E2 ** 3) / 3780) * Math.sin(4 * beta) +
    ((761 * E2 ** 3) / 45360) * Math.sin(6 * beta);
  return { lon: LON + (turn * 180) / Math.PI, lat: (lat * 180) / Math.PI };
}

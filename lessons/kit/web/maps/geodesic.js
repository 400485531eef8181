// Ways over the ground on the ellipsoid of GRS 80: how far, and where one arrives.
//
// After T. Vincenty, "Direct and inverse solutions of geodesics on the ellipsoid", Survey Review 23
// (1975). Two points on opposite sides of the Earth don't converge; Europe has none.

/** @typedef {{lon: number, lat: number}} Place in degrees */

const A = 6378.137; // half the long axis, in kilometres
const F = 1 / 298.257222101;
const B = A * (1 - F);
const ROUNDS = 200;
const CLOSE = 1e-12;

/** @param {number} degrees */
const radians = (degrees) => (degrees * Math.PI) / 180;

/**
 * The terms that the way in and the way out share.
 *
 * @param {number} cosSquared of the azimuth at the equator
 */
function series(cosSquared) {
  const u = (cosSquared * (A * A - B * B)) / (B * B);
  return {
    stretch: 1 + (u / 16384) * (4096 + u * (-768 + u * (320 - 175 * u))),
    bend: (u / 1024) * (256 + u * (-128 + u * (74 - 47 * u))),
    flat: (F / 16) * cosSquared * (4 + F * (4 - 3 * cosSquared)),
  };
}

/**
 * @param {number} bend
 * @param {number} arc
 * @param {number} middle cosine of twice the arc to the middle
 */
function correction(bend, arc, middle) {
  const sin = Math.sin(arc);
  const inner =
    Math.cos(arc) * (2 * middle ** 2 - 1) -
    (bend / 6) * middle * (4 * sin ** 2 - 3) * (4 * middle ** 2 - 3);
  return bend * sin * (middle + (bend / 4) * inner);
}

/**
 * Say how far it is from one place to another.
 *
 * @param {Place} from
 * @param {Place} to
 * @returns {number} kilometres
 */
export function distance(from, to) {
  const u1 = Math.atan((1 - F) * Math.tan(radians(from.lat)));
  const u2 = Math.atan((1 - F) * Math.tan(radians(to.lat)));
  const apart = radians(to.lon - from.lon);
  const [s1, c1, s2, c2] = [Math.sin(u1), Math.cos(u1), Math.sin(u2), Math.cos(u2)];
  let lambda = apart;
  for (let n = 0; n < ROUNDS; n += 1) {
    const across = c2 * Math.sin(lambda);
    const along = c1 * s2 - s1 * c2 * Math.cos(lambda);
    const sin = Math.hypot(across, along);
    if (sin === 0) return 0;
    const cos = s1 * s2 + c1 * c2 * Math.cos(lambda);
    const arc = Math.atan2(sin, cos);
    const azimuth = (c1 * c2 * Math.sin(lambda)) / sin;
    const cosSquared = 1 - azimuth ** 2;
    const middle = cosSquared ? cos - (2 * s1 * s2) / cosSquared : 0;
    const { stretch, bend, flat } = series(cosSquared);
    const before = lambda;
    lambda =
      apart +
      (1 - flat) * F * azimuth * (arc + flat * sin * (middle + flat * cos * (2 * middle ** 2 - 1)));
    if (Math.abs(lambda - before) < CLOSE) {
      return B * stretch * (arc - correction(bend, arc, middle));
    }
  }
  return Number.NaN;
}

/**
 * Say where one arrives.
 *
 * @param {Place} from
 * @param {number} bearing in degrees, from north over east
 * @param {number} far in kilometres
 * @returns {Place}
 */
export function arrival(from, bearing, far) {
  const u1 = Math.atan((1 - F) * Math.tan(radians(from.lat)));
  const start = radians(bearing);
  const first = Math.atan2(Math.tan(u1), Math.cos(start));
  const azimuth = Math.cos(u1) * Math.sin(start);
  const cosSquared = 1 - azimuth ** 2;
  const { stretch, bend, flat } = series(cosSquared);
  let arc = far / (B * stretch);
  let middle = Math.cos(2 * first + arc);
  for (let n = 0; n < ROUNDS; n += 1) {
    const before = arc;
    arc = far / (B * stretch) + correction(bend, arc, middle);
    middle = Math.cos(2 * first + arc);
    if (Math.abs(arc - before) < CLOSE) break;
  }
  const [sin, cos] = [Math.sin(arc), Math.cos(arc)];
  const [s1, c1] = [Math.sin(u1), Math.cos(u1)];
  const up = s1 * cos + c1 * sin * Math.cos(start);
  const off = s1 * sin - c1 * cos * Math.cos(start);
  const lambda = Math.atan2(sin * Math.sin(start), c1 * cos - s1 * sin * Math.cos(start));
  const turn =
    lambda -
    (1 - flat) * F * azimuth * (arc + flat * sin * (middle + flat * cos * (2 * middle ** 2 - 1)));
  const lat = Math.atan2(up, (1 - F) * Math.hypot(azimuth, off));
  return { lon: from.lon + (turn * 180) / Math.PI, lat: (lat * 180) / Math.PI };
}

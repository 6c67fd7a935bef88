import type { RouterName } from '../../interop/lab/stations.js'
import type { ProgramName } from './router-program.js'

/** Where Holdfast stands for keepalived. */
export const places = ['none', 'a', 'b', 'both'] as const
export type Place = (typeof places)[number]

export function programAt(place: Place, router: RouterName): ProgramName {
  return place === 'both' || place === router.toLowerCase() ? 'holdfast' : 'keepalived'
}

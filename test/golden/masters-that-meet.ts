import type { RouterName } from '../interop/lab/stations.js'
import type { Difference, Reason } from './difference.js'
import type { Place } from './play/place.js'
import { scenarios } from './scenarios.js'

/** One router takes over from another one that lives, and announces the addresses. */
interface Meeting {
  readonly scenario: string
  readonly at: number
  readonly winner: RouterName
}

/** Not over IPv6, where nobody answers an announcement, nor with a MAC address that both have. */
const meetings: readonly Meeting[] = [
  meeting('auth-pass', 12.448, 'A'),
  meeting('basic-v2', 12.464, 'A'),
  meeting('basic-v3', 12.44, 'A'),
  meeting('dont-track-primary', 11.064, 'A'),
  meeting('equal-prio', 11.632, 'B'),
  meeting('link-flap', 13.427, 'A'),
  meeting('partition-heal', 12.046, 'A'),
  meeting('reload-prio', 9.119, 'B'),
  meeting('script-fail-at-start', 13.456, 'A'),
  meeting('script-init-fail-failing', 12.467, 'A'),
  meeting('script-weight-0', 18.454, 'A'),
  meeting('script-weight-neg', 14.056, 'B'),
  meeting('script-weight-neg', 20.472, 'A'),
  meeting('startup-delay', 6.431, 'A'),
  meeting('track-if-fault', 13.425, 'A'),
  meeting('track-if-weight', 8.043, 'B'),
  meeting('track-if-weight', 12.47, 'A'),
]

export const contested: Reason = {
  why:
    'While a master yields, its kernel may still answer the gratuitous ARP of the winner, ' +
    'which takes that for a contest and announces again, at once and three intervals later ' +
    '(rule 163).',
  differences: meetings.flatMap((each): readonly Difference[] => [
    {
      scenario: each.scenario,
      places: placesOf(each),
      missing: [announced(each, 'x5')],
      extra: [announced(each, 'x10+')],
      sometimes: true,
    },
    ...onceMore(each),
  ]),
}

/** Wherever Holdfast is the winner. */
function placesOf({ winner }: Pick<Meeting, 'winner'>): readonly Place[] {
  return [winner === 'A' ? 'a' : 'b', 'both']
}

/** If the winner lives for so long. */
function onceMore({ at, ...rest }: Meeting): readonly Difference[] {
  const { scenario, winner } = rest
  const { steps = [], endMs = 0 } = scenarios.find(({ name }) => name === scenario) ?? {}
  const stops = steps.filter(
    ({ atMs, action }) => action.does === 'stop' && action.router === winner && atMs > 1000 * at,
  )
  const healedAt = at + 3
  if (1000 * healedAt > (stops[0]?.atMs ?? endMs)) return []
  const extra = [announced({ at: healedAt, ...rest }, 'x5')]
  return [{ scenario, places: placesOf(rest), extra, sometimes: true }]
}

function meeting(scenario: string, at: number, winner: RouterName): Meeting {
  return { scenario, at, winner }
}

function announced({ at, winner }: Meeting, times: string): string {
  return `${at.toFixed(3)} ${winner} GARP 10.77.0.100 request ${times}`
}

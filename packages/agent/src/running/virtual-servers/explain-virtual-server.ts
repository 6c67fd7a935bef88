import { duration } from '../../report/duration.js'
import type { CheckStatus, ServerStatus, VirtualServerStatus } from './virtual-server-status.js'

/** Why a virtual server is as it is, and what would have to change; in sentences. */
export interface VirtualServerExplanation {
  readonly name: string
  readonly state: string
  readonly outlook: readonly string[]
  readonly servers: readonly {
    readonly name: string
    readonly state: string
    readonly outlook: readonly string[]
  }[]
}

export function explainVirtualServer(status: VirtualServerStatus): VirtualServerExplanation {
  const { name, isUp, forMs, liveWeight, sorryServer, isSorry, isSuspended, failures } = status
  return {
    name,
    state: `${isUp ? 'up' : 'down'} for ${duration(forMs)}, with a live weight of ${liveWeight}`,
    outlook: [
      quorumOutlook(status),
      ...(isSorry && sorryServer !== undefined ? [`${sorryServer} stands in for all servers`] : []),
      ...(isSuspended ? ['nothing is asked: its address is not on this machine'] : []),
      ...failures.map((failure) => `not in the kernel as it should be: ${failure}`),
    ],
    servers: status.servers.map((server) => ({
      name: server.name,
      state: serverState(server),
      outlook: serverOutlook(server, isSuspended),
    })),
  }
}

function quorumOutlook({ isUp, liveWeight, gain, loss }: VirtualServerStatus): string {
  if (!isUp) return `it comes up with ${gain}: ${Math.max(0, gain - liveWeight)} more`
  return `it goes down below ${loss}`
}

function serverState({ isUp, forMs, weight, duty }: ServerStatus): string {
  const inKernel = weight === undefined ? 'not in the kernel' : `weight ${weight} in the kernel`
  const byHand = duty === 'serving' ? '' : `, ${duty} by hand`
  return `${isUp ? 'up' : 'down'} for ${duration(forMs)}, ${inKernel}${byHand}`
}

function serverOutlook({ duty, checks }: ServerStatus, isSuspended: boolean): readonly string[] {
  const lines = checks.map((check) => checkLine(check, isSuspended))
  const none = lines.length === 0 ? ['nothing checks it: it is always up'] : []
  const byHand = duty === 'serving' ? [] : ['`holdfast undrain` puts it back to work']
  return [...lines, ...none, ...byHand]
}

function checkLine(check: CheckStatus, isSuspended: boolean): string {
  const { description, endedAgoMs, dueInMs, lastFailure } = check
  const past =
    endedAgoMs === undefined
      ? 'not asked yet'
      : `${lastFailure === undefined ? 'succeeded' : `failed (${lastFailure})`} ${duration(endedAgoMs)} ago`
  const pause = isSuspended ? 'not asked for now' : 'is being asked'
  const next = dueInMs === undefined || isSuspended ? pause : `next in ${duration(dueInMs)}`
  return `${description}: ${past}, ${next}; ${whatWouldChange(check)}`
}

function whatWouldChange({ isUp, answersToChange: count }: CheckStatus): string {
  if (isUp)
    return count === 1 ? 'a failure takes it down' : `${count} failures in a row take it down`
  return count === 1 ? 'a success brings it up' : `${count} successes in a row bring it up`
}

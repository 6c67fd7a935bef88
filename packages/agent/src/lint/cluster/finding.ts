import { describe } from '@holdfast/core/config'
import type { Details, Diagnostic } from '@holdfast/core/config'
import type { InstanceBlock } from '@holdfast/vrrp/keywords'
import { clusterCodes } from './cluster-codes.js'
import type { ClusterCode } from './cluster-codes.js'
import { placeOf } from './member.js'
import type { Member } from './member.js'

/** A mistake that takes two nodes, with all that is needed to show what it leads to. */
export interface Finding {
  readonly code: ClusterCode
  readonly diagnostic: Diagnostic
  /** The instance that the diagnostic points at. */
  readonly subject: Member
  /** Who takes part in the failure, the subject included. */
  readonly members: readonly Member[]
  /** The other members of the virtual router; their addresses are nobody else's. */
  readonly absent?: readonly Member[]
  /** The other virtual router it is about: its members on the same nodes, in the same order. */
  readonly fellows?: readonly Member[]
  /** The tracker it is about. */
  readonly tracker?: string
  /** The virtual address it is about. */
  readonly address?: string
}

interface FindingFacts extends Pick<
  Finding,
  'subject' | 'members' | 'fellows' | 'tracker' | 'address'
> {
  /** What of the subject is to be pointed at: a property, or an object; its block by default. */
  readonly at?: keyof InstanceBlock | object | undefined
  readonly message: string
  readonly details?: Details
}

export function finding(code: ClusterCode, facts: FindingFacts): Finding {
  const { at, message, details, ...kept } = facts
  const span = placeOf(facts.subject, at)
  return { code, diagnostic: describe(clusterCodes, code, span, message, details), ...kept }
}

import type { IpAddress } from '@holdfast/core'
import type { VrrpState } from '../../state.js'
import type { WireAdvert } from './wire-advert.js'

/** What happened to one instance in one event of the simulation. */
export class Turn {
  isOpen = false
  /** Adverts and goodbyes that left since the last transition. */
  adverts = 0
  goodbyes = 0
  /** Adverts that left while it was not master; excused if it is now. */
  unexplained = 0
  /** Addresses that it announced before it said that it is master: that comes last (rule 76). */
  early: IpAddress[] = []
  /** A stronger advert that was read as MASTER. */
  stronger: WireAdvert | undefined
  /** An advert of another owner of the same addresses. */
  rivalOwner: WireAdvert | undefined
  mustAnswer = false
  command: 'demote' | 'promote' | undefined
  /** Where it was when it read a packet that must change nothing. */
  before: VrrpState | undefined
  flaw: string | undefined
  /** Something happened that may change its state. */
  isMoved = false
  cameFromInit = false

  clear(): void {
    this.isOpen = false
    this.adverts = 0
    this.goodbyes = 0
    this.unexplained = 0
    this.early = []
    this.stronger = undefined
    this.rivalOwner = undefined
    this.mustAnswer = false
    this.command = undefined
    this.before = undefined
    this.flaw = undefined
    this.isMoved = false
    this.cameFromInit = false
  }
}

import { Emitter, UsageError } from '@holdfast/core'
import { HookRunner } from './hook-runner.js'
import type { VrrpHooks } from './hooks.js'
import type { VrrpInstance } from './instance.js'
import type { HostedCohort } from './member.js'
import type { VrrpStateName } from './state.js'

export interface GroupTransitionEvent {
  readonly name: string
  readonly from: VrrpStateName
  readonly to: VrrpStateName
}

export interface GroupEvents {
  transition: [event: GroupTransitionEvent]
}

/**
 * Instances that are master together or not at all: it takes over when every member would, and when
 * one cannot be master, all leave with priority 0, so that the peer's group follows after its skew.
 */
export class VrrpSyncGroup extends Emitter<GroupEvents> {
  readonly name: string
  readonly members: readonly VrrpInstance[]
  readonly #cohort: HostedCohort

  /**
   * @param members instances of one router, not started yet.
   * @param hooks only `beforeMaster` counts; it is asked once for the whole group, instead of the
   * members' own, and may take as long as the first member's configuration says.
   * @throws UsageError, ConfigError
   */
  constructor(
    name: string,
    members: readonly VrrpInstance[],
    options: { readonly hooks?: Pick<VrrpHooks, 'beforeMaster'> } = {},
  ) {
    const first = members[0]
    if (first === undefined) throw new UsageError(`sync group ${name} has no members`)
    const { router, claim } = first.membership
    super((error, event) => {
      router.logger.error(`${name}: a listener of '${event}' threw`, { error })
    })
    this.name = name
    this.members = [...members]
    const hooks = new HookRunner(options.hooks ?? {}, router.clock, (error, hook) => {
      router.logger.error(`${name}: hook ${hook} failed`, { error })
    })
    const listener = {
      stateChanged: (from: VrrpStateName, to: VrrpStateName): void => {
        this.emit('transition', { name, from, to })
      },
      claimAsked: (claim: Parameters<HookRunner['ask']>[0]): void => {
        hooks.ask({ ...claim, name }, (verdict) => {
          router.answerGroupClaim(this.#cohort, claim.id, verdict)
        })
      },
      claimWithdrawn: (): void => hooks.withdraw(),
    }
    this.#cohort = router.group(
      name,
      members.map(({ membership }) => membership.member),
      listener,
      hooks.asksClaims ? claim : undefined,
    )
  }

  get state(): VrrpStateName {
    return this.#cohort.state.group?.state ?? 'INIT'
  }
}

import { isDeepStrictEqual } from 'node:util'
import { TransportError } from '@holdfast/core'
import type { Clock, Logger } from '@holdfast/core'
import { reconfigure, resolveConfig, VrrpInstance, VrrpSyncGroup } from '@holdfast/vrrp'
import type { VrrpConfig, VrrpHooks, VrrpRouter } from '@holdfast/vrrp'
import type { AgentPlan, GroupPlan, InstancePlan } from './agent-plan.js'

export interface InstancesOptions {
  readonly router: VrrpRouter
  readonly clock: Clock
  readonly logger: Logger
  readonly hooks: (config: VrrpConfig) => VrrpHooks
  /** Before it does anything. */
  readonly onInstance: (instance: VrrpInstance) => void
  readonly onGroup: (group: VrrpSyncGroup) => void
}

interface Running {
  readonly identity: string
  readonly instance: VrrpInstance
  readonly group: VrrpSyncGroup | undefined
  config: VrrpConfig
  isStopped: boolean
}

/** What a change of configuration does to the instances, before anything is done. */
export interface InstanceChanges {
  /** Instances that end, with their last effective priority. */
  readonly stopped: readonly { readonly name: string; readonly priority: number }[]
  /** Names of sync groups that end with their instances. */
  readonly dissolved: readonly string[]
  /** Puts it in force; `between` is called when what ends has ended and nothing new has begun. */
  readonly apply: (between?: () => Promise<void>) => Promise<void>
}

/** How often an interface that is not there is looked for. */
const retryMs = 1000

/** The instances and sync groups of a configuration, on one router. */
export class Instances {
  readonly #options: InstancesOptions
  #running: readonly Running[] = []

  constructor(options: InstancesOptions) {
    this.#options = options
  }

  get all(): readonly VrrpInstance[] {
    return this.#running.map(({ instance }) => instance)
  }

  get groups(): readonly VrrpSyncGroup[] {
    return groupsOf(this.#running)
  }

  /**
   * Compares a plan with what runs, and changes nothing yet. What has the same name, interface, VRID
   * and group stays and takes the new parameters; everything else is another instance.
   *
   * @throws ConfigError when an instance of the plan cannot be made.
   */
  prepare({ instances, groups }: AgentPlan): InstanceChanges {
    const identities = identitiesOf(instances, groups)
    const wanted = new Set(identities.values())
    const gone = this.#running.filter(({ identity }) => !wanted.has(identity))
    return {
      stopped: gone.map(({ instance }) => {
        const { name, effectivePriority: priority } = instance.status()
        return { name, priority }
      }),
      dissolved: [...new Set(groupsOf(gone).map(({ name }) => name))],
      apply: async (between = nothing) => {
        // Rule 156: what moves is let go by the one before the other asks for it.
        await Promise.all(gone.map((running) => stop(running)))
        this.#running = this.#running.filter((running) => !gone.includes(running))
        await between()
        await this.#reconfigure(instances, identities)
        await this.#startNew(instances, groups, identities)
      },
    }
  }

  async stop(): Promise<void> {
    await Promise.all(this.#running.map((running) => stop(running)))
    this.#running = []
  }

  async #reconfigure(
    plans: readonly InstancePlan[],
    identities: ReadonlyMap<InstancePlan, string>,
  ): Promise<void> {
    const changes: [VrrpInstance, VrrpConfig][] = []
    for (const plan of plans) {
      const running = this.#running.find(({ identity }) => identity === identities.get(plan))
      if (running === undefined || isDeepStrictEqual(running.config, plan.config)) continue
      running.config = plan.config
      changes.push([running.instance, plan.config])
    }
    await reconfigure(changes)
  }

  async #startNew(
    plans: readonly InstancePlan[],
    groups: readonly GroupPlan[],
    identities: ReadonlyMap<InstancePlan, string>,
  ): Promise<void> {
    const known = new Set(this.#running.map(({ identity }) => identity))
    const fresh = plans.filter((plan) => !known.has(identities.get(plan) ?? ''))
    const made = new Map<string, VrrpInstance>()
    const groupOf = new Map<string, VrrpSyncGroup>()
    try {
      for (const { config } of fresh) made.set(config.name, this.#make(config))
      for (const { name, members } of groups) {
        const fellows = members.flatMap((member) => made.get(member) ?? [])
        if (fellows.length === 0) continue
        const group = new VrrpSyncGroup(name, fellows)
        for (const member of members) groupOf.set(member, group)
        this.#options.onGroup(group)
      }
    } catch (error) {
      // Those that were made have taken their names and their VRIDs.
      await Promise.all([...made.values()].map((instance) => instance.stop()))
      throw error
    }
    const started = fresh.map((plan): Running => {
      const { config } = plan
      return {
        identity: identities.get(plan) ?? '',
        instance: made.get(config.name) as VrrpInstance,
        group: groupOf.get(config.name),
        config,
        isStopped: false,
      }
    })
    this.#running = [...this.#running, ...started]
    await Promise.all(started.map((running) => this.#start(running)))
  }

  #make(config: VrrpConfig): VrrpInstance {
    const { router, hooks, onInstance } = this.#options
    const instance = new VrrpInstance(config, router, { hooks: hooks(config) })
    onInstance(instance)
    return instance
  }

  /** Waits for one attempt; an interface that is not there yet is looked for in the background. */
  async #start(running: Running): Promise<void> {
    const { instance, config } = running
    const { router, member } = instance.membership
    try {
      await router.open(member)
    } catch (error) {
      if (!(error instanceof TransportError)) throw error
      this.#options.logger.error(`(${config.name}) cannot start, will try again`, { error })
      this.#retry(running)
      return
    }
    if (!running.isStopped) await instance.start()
  }

  #retry(running: Running): void {
    const { clock, logger } = this.#options
    const { instance } = running
    const { router, member } = instance.membership
    const attempt = async (): Promise<void> => {
      if (running.isStopped) return
      try {
        await router.open(member)
        await instance.start()
        logger.info(`(${instance.name}) has started`)
      } catch (error) {
        logger.debug(`(${instance.name}) still cannot start`, { error })
        this.#retry(running)
      }
    }
    clock.schedule(clock.now() + retryMs, () => void attempt())
  }
}

const nothing = (): Promise<void> => Promise.resolve()

function groupsOf(running: readonly Running[]): readonly VrrpSyncGroup[] {
  return [...new Set(running.flatMap(({ group }) => group ?? []))]
}

function stop(running: Running): Promise<void> {
  running.isStopped = true
  return running.instance.stop()
}

/** What makes an instance the same one: for members of a group, the whole group. */
function identitiesOf(
  instances: readonly InstancePlan[],
  groups: readonly GroupPlan[],
): ReadonlyMap<InstancePlan, string> {
  const own = new Map(instances.map(({ config }) => [config.name, identityOf(config)]))
  return new Map(
    instances.map((plan) => {
      const { name } = plan.config
      const group = groups.find(({ members }) => members.includes(name))
      const fellows = group?.members.map((member) => own.get(member))
      return [plan, JSON.stringify([own.get(name), group?.name, fellows])]
    }),
  )
}

function identityOf(config: VrrpConfig): string {
  const {
    name,
    interface: device,
    virtualRouterId,
    family,
    virtualMac,
  } = resolveConfig(config).parameters
  return JSON.stringify([name, device, virtualRouterId, family, virtualMac?.name])
}

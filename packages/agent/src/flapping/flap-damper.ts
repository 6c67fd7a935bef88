import type { Clock, PacketTransport } from '@holdfast/core'
import type { VrrpInstance } from '@holdfast/vrrp'
import type { Agent } from '../running/agent.js'
import { RivalEar } from './rival-ear.js'

export interface FlapDamperOptions {
  readonly agent: Agent
  readonly transport: PacketTransport
  readonly clock: Clock
  /** How long an instance that flapped stays out of the election; milliseconds. */
  readonly holdDownMs: number
  /** How lately another router must have been heard; milliseconds. */
  readonly heardWithinMs: number
}

/** Who asks for maintenance. */
export const damping = 'flap damping'

const lookMs = 1000

/**
 * Takes an instance that flaps out of the election for a while, if somebody else was heard who can
 * be master meanwhile, and returns it before the time when that one falls silent: a restless address
 * is better than none. Everything it does is told as `asked`.
 */
export class FlapDamper {
  readonly #options: FlapDamperOptions
  /** With all the members of its sync group: they leave the election together. */
  readonly #held = new Map<VrrpInstance, readonly VrrpInstance[]>()

  constructor(options: FlapDamperOptions) {
    this.#options = options
  }

  async hold(instance: VrrpInstance): Promise<void> {
    const { transport, clock } = this.#options
    const fellows = this.#fellowsOf(instance)
    if ([...this.#held.values()].flat().includes(instance)) return
    if (maintainerOf(instance) !== undefined) return
    // A group moves as a whole, there as here: not every member hears the others before it does.
    if (!fellows.some((fellow) => this.#hasRival(fellow))) {
      this.#tell(instance, true, 'no: nobody else is heard who could be master')
      return
    }
    this.#held.set(instance, fellows)
    const ears = fellows.map((fellow) => new RivalEar(fellow, transport, clock))
    await instance.maintenance(true, damping)
    this.#tell(instance, true, 'done')
    this.#watch(instance, ears, clock.now() + this.#options.holdDownMs)
  }

  #watch(instance: VrrpInstance, ears: readonly RivalEar[], until: number): void {
    const { agent, clock } = this.#options
    const look = (): void => {
      const isOver = clock.now() >= until
      const isAlone = ears.some((ear) => ear.isAlone)
      // Whoever has asked for something else meanwhile has the last word.
      const isOurs = maintainerOf(instance) === damping && agent.instances.includes(instance)
      if (!isOver && !isAlone && isOurs && !agent.isStopping) {
        clock.schedule(Math.min(until, clock.now() + lookMs), look)
        return
      }
      this.#held.delete(instance)
      for (const ear of ears) ear.close()
      if (!isOurs || agent.isStopping) return
      const why = isOver ? 'the time is over' : 'nobody else is heard any more'
      void instance.maintenance(false, damping).then(() => this.#tell(instance, false, why))
    }
    clock.schedule(Math.min(until, clock.now() + lookMs), look)
  }

  #fellowsOf(instance: VrrpInstance): readonly VrrpInstance[] {
    const { agent } = this.#options
    const group = agent.status().groups.find(({ members }) => members.includes(instance.name))
    if (group === undefined) return [instance]
    return agent.instances.filter(({ name }) => group.members.includes(name))
  }

  #hasRival(instance: VrrpInstance): boolean {
    const { peers, takenAt } = instance.status()
    const since = takenAt - this.#options.heardWithinMs
    return peers.some(({ heardAt, priority }) => heardAt >= since && priority > 0)
  }

  #tell({ name: instance }: VrrpInstance, on: boolean, outcome: string): void {
    const request = { do: 'maintenance', instance, on }
    this.#options.agent.emit('asked', { by: damping, request, outcome })
  }
}

function maintainerOf(instance: VrrpInstance): string | undefined {
  return instance.status().faults.find((fault) => fault.kind === 'maintenance')?.by
}

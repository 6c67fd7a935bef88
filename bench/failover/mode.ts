import type { Lab } from '../../test/interop/lab/lab.js'
import type { RunningRouter } from '../../test/interop/peers/peer.js'

/** How a master is lost. */
export interface Mode {
  readonly name: 'kill' | 'death' | 'link' | 'term'
  readonly what: string
  /** Whether it says goodbye: then a backup waits for its skew only. */
  readonly saysGoodbye: boolean
  act(lab: Lab, master: RunningRouter): Promise<void>
}

export const modes: readonly Mode[] = [
  {
    name: 'kill',
    what: 'SIGKILL: the host, and what the process left in its kernel, live on',
    saysGoodbye: false,
    act: (_, master) => master.kill(),
  },
  {
    name: 'death',
    what: 'the host dies',
    saysGoodbye: false,
    act: async (lab, master) => {
      lab.network.cut('A')
      await master.kill()
    },
  },
  {
    name: 'link',
    what: 'the cable is pulled',
    saysGoodbye: false,
    act: (lab) => {
      lab.network.pullCable('A')
      return Promise.resolve()
    },
  },
  {
    name: 'term',
    what: 'stopped as planned',
    saysGoodbye: true,
    act: (_, master) => master.stop(),
  },
]

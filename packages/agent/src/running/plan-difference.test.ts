import { expect, test } from 'vitest'
import type { AgentPlan, InstancePlan } from './agent-plan.js'
import { planDifference } from './plan-difference.js'
import { nothingHeld } from './plan-static.js'

function instance(name: string, changes: object = {}): InstancePlan {
  const subject = { kind: 'INSTANCE', name, scripts: {}, deletedAs: 'FAULT' } as const
  return {
    config: {
      name,
      interface: 'eth0',
      virtualRouterId: 51,
      priority: 150,
      virtualAddresses: ['192.0.2.10/24', '192.0.2.11/24'],
      ...changes,
    },
    subject: { ...subject, isMailed: false, tellsPriority: false },
  }
}

const nothing: AgentPlan = {
  instances: [],
  groups: [],
  scripts: [],
  processes: [],
  files: [],
  virtualServers: {
    servers: [],
    table: {
      timeouts: undefined,
      syncDaemon: undefined,
      flushesFirst: false,
      flushesLast: false,
    },
  },
  notifying: { fifos: [], mail: undefined, repeatsStates: false },
  held: nothingHeld,
  linkDelays: [],
  startup: undefined,
  shutdown: undefined,
  scheduledReload: undefined,
}

const plan = (changes: Partial<AgentPlan>): AgentPlan => ({ ...nothing, ...changes })

test('two plans that are the same', () => {
  const one = plan({ instances: [instance('VI_1')] })
  expect(planDifference(one, plan({ instances: [instance('VI_1')] }))).toEqual([])
})

test('what begins, what ends, and each value that is another one', () => {
  const before = plan({ instances: [instance('VI_1'), instance('VI_2')] })
  const changes = {
    priority: 120,
    preempt: false,
    virtualAddresses: ['192.0.2.11/24', '192.0.2.12/24'],
  }
  const after = plan({ instances: [instance('VI_1', changes), instance('VI_3')] })
  expect(planDifference(before, after)).toEqual([
    'instance VI_1: priority 150 -> 120',
    'instance VI_1: virtualAddresses - 192.0.2.10/24',
    'instance VI_1: virtualAddresses + 192.0.2.12/24',
    'instance VI_1: preempt none -> false',
    'instance VI_2: ends',
    'instance VI_3: new',
    'notification of VI_2: ends',
    'notification of VI_3: new',
  ])
})

test('another order of addresses is a change: adverts list them in it', () => {
  const after = plan({
    instances: [instance('VI_1', { virtualAddresses: ['192.0.2.11/24', '192.0.2.10/24'] })],
  })
  expect(planDifference(plan({ instances: [instance('VI_1')] }), after)).toEqual([
    'instance VI_1: virtualAddresses: another order',
  ])
})

test('a password is not shown', () => {
  const secret = (password: string): AgentPlan =>
    plan({ instances: [instance('VI_1', { authentication: { type: 'PASS', password } })] })
  expect(planDifference(secret('one'), secret('two'))).toEqual([
    'instance VI_1: authentication {"type":"PASS","password":"***"} -> {"type":"PASS","password":"***"}',
  ])
})

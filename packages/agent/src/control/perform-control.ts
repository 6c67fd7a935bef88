import { UsageError } from '@holdfast/core'
import type { VrrpInstance } from '@holdfast/vrrp'
import type { Agent } from '../running/agent.js'
import { explainVirtualServer } from '../running/virtual-servers/explain-virtual-server.js'
import type { ControlReply, ControlRequest } from './control-request.js'

/** So many entries of its history explain an instance. */
const recentEntries = 5

/** Whoever asks without a name. */
export const anonymous = 'the control socket'

/** An instance that is master now, or will be once what it waits for has come. */
export interface Promoted {
  readonly name: string
  /** The answer to its claim, or the other members of its sync group. */
  readonly waitsFor?: 'claim' | 'group'
}

/** Does what is asked, but for `events`; a refusal is an answer, not an exception. */
export async function performControl(agent: Agent, request: ControlRequest): Promise<ControlReply> {
  try {
    const value = await outcomeOf(agent, request)
    tellChange(agent, request, 'done')
    return { ok: true, value }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    tellChange(agent, request, message)
    return { ok: false, message }
  }
}

async function outcomeOf(agent: Agent, request: ControlRequest): Promise<unknown> {
  const { by = anonymous } = request
  switch (request.do) {
    case 'status':
      return agent.status()
    case 'explain':
      return explain(agent, request.instance).map((explained) => ({
        ...explained,
        recent: agent.history(explained.name).slice(-recentEntries),
      }))
    case 'dump':
      return dump(agent, request.what)
    case 'history':
      return agent.history(request.instance)
    case 'demote':
      return onEach(agent, request.instance, (instance) => instance.demote(by))
    case 'promote':
      return promote(instancesOf(agent, request.instance), by)
    case 'announce':
      return onEach(agent, request.instance, announce)
    case 'maintenance':
      return onEach(agent, request.instance, (instance) => instance.maintenance(request.on, by))
    case 'set-priority':
      return agent.instance(request.instance).setPriority(request.priority)
    case 'set-weight':
      return agent.instance(request.instance).setWeight(request.tracker, request.weight)
    case 'drain': {
      const { server, of, withinMs } = request
      return agent.drain(server, {
        ...(of === undefined ? {} : { of }),
        ...(withinMs === undefined ? {} : { withinMs }),
      })
    }
    case 'undrain':
      return agent.undrain(request.server, request.of === undefined ? {} : { of: request.of })
    case 'reload':
      return request.dryRun === true ? agent.preview() : agent.reload()
    case 'events':
      throw new UsageError('events are followed, not asked for')
  }
}

/** Everything that changes something is told, with who asked and what came of it. */
function tellChange(agent: Agent, request: ControlRequest, outcome: string): void {
  if (looks.has(request.do)) return
  if (request.do === 'reload' && request.dryRun === true) return
  const { by = anonymous, ...asked } = request
  agent.emit('asked', { by, request: asked, outcome })
}

/** What is asked for without a change. */
const looks: ReadonlySet<ControlRequest['do']> = new Set([
  'status',
  'explain',
  'history',
  'dump',
  'events',
])

/** One by its name, or all of them. */
function explain(agent: Agent, name: string | undefined): readonly { readonly name: string }[] {
  const { virtualServers } = agent.status()
  const isInstance = agent.instances.some((instance) => instance.name === name)
  if (name !== undefined && !isInstance && virtualServers.length > 0) {
    return [agent.explainVirtualServer(name)]
  }
  const instances = instancesOf(agent, name).map((instance) => ({
    name: instance.name,
    ...instance.explain(),
  }))
  return name === undefined
    ? [...instances, ...virtualServers.map(explainVirtualServer)]
    : instances
}

function instancesOf(agent: Agent, name: string | undefined): readonly VrrpInstance[] {
  return name === undefined ? agent.instances : [agent.instance(name)]
}

function dump(agent: Agent, what: string): string {
  if (what !== 'data' && what !== 'stats' && what !== 'json') {
    throw new UsageError(`a dump is data, stats or json, not ${what}`)
  }
  return agent.dump(what)
}

async function onEach(
  agent: Agent,
  name: string | undefined,
  act: (instance: VrrpInstance) => Promise<void>,
): Promise<readonly string[]> {
  const instances = instancesOf(agent, name)
  await Promise.all(instances.map(act))
  return instances.map((instance) => instance.name)
}

async function promote(
  instances: readonly VrrpInstance[],
  by: string,
): Promise<readonly Promoted[]> {
  const outcomes = await Promise.all(
    instances.map(async (instance) => ({ instance, outcome: await instance.promote(by) })),
  )
  // Told once all have been asked: the last member of a group is the one that the others wait for.
  return outcomes.map(({ instance, outcome }) => {
    const { name, state } = instance
    if (!outcome.ok) throw new UsageError(`${name} is not promoted: ${outcome.reason}`)
    const { waitsFor } = outcome
    return waitsFor === undefined || state === 'MASTER' ? { name } : { name, waitsFor }
  })
}

function announce(instance: VrrpInstance): Promise<void> {
  if (instance.state !== 'MASTER') {
    return Promise.reject(
      new UsageError(`${instance.name} is ${instance.state}: only a master announces`),
    )
  }
  instance.announce()
  return Promise.resolve()
}

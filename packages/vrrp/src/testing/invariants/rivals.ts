import type { InstanceModel } from './instance-model.js'
import { ROUNDING_MS } from './violation.js'
import type { Report } from './violation.js'
import { isStronger, understands } from './virtual-router.js'
import type { VirtualRouter } from './virtual-router.js'
import type { World } from './world.js'

/**
 * Two MASTERs: the weaker one must have yielded when the stronger one had an advert interval, and
 * its advert the time of the link, since anything last kept it from arriving (rule 165).
 */
export function checkRivals(
  router: VirtualRouter,
  world: World,
  now: number,
  report: Report,
): void {
  if (router.masters < 2) return
  const masters = router
    .present()
    .filter(({ role, node }) => role === 'MASTER' && node.status === 'running')
  for (const weaker of masters) {
    for (const stronger of masters) {
      if (stronger === weaker || !isStronger(stronger, weaker)) continue
      const overdueMs = now - yieldsBy(stronger, weaker, router, world)
      if (overdueMs > ROUNDING_MS) {
        const names = `${stronger.node.name} and ${weaker.node.name}`
        report('one-master', `${names} are both MASTER of ${weaker.name}`)
      }
    }
  }
}

/** When `weaker` must have heard `stronger`; never, if it cannot. */
function yieldsBy(
  stronger: InstanceModel,
  weaker: InstanceModel,
  router: VirtualRouter,
  world: World,
): number {
  const from = stronger.node
  const to = weaker.node
  if (!world.reaches(from.name, to.name, stronger.reading.interface)) return Infinity
  if (!understands(weaker, stronger)) return Infinity
  const since = Math.max(
    stronger.masterSince,
    weaker.masterSince,
    world.quietSince(from.name, to.name),
    router.lostAt(from.name, to.name),
    from.resumedAt,
    to.resumedAt,
  )
  const intervalMs = stronger.reading.intervalMs / from.rate
  return since + intervalMs + world.delayMs(from.name, to.name)
}

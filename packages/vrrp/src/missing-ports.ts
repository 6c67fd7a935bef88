import type { VrrpParameters } from './parameters.js'
import type { VrrpPorts } from './ports.js'
import { hasRouting } from './routing.js'

/**
 * What is configured that nobody will do. Mastership alone may be all that is wanted; else it is a
 * mistake that nothing else would show.
 */
export function missingPorts(
  { addresses, routes }: VrrpPorts,
  parameters: VrrpParameters,
): readonly ('addresses' | 'routes')[] {
  const missing: ('addresses' | 'routes')[] = []
  if (addresses === undefined && parameters.heldAddresses.length > 0) missing.push('addresses')
  if (routes === undefined && hasRouting(parameters)) missing.push('routes')
  return missing
}

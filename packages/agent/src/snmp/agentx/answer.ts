import type { MibView } from '../mib/mib-view.js'
import type { Binding } from '../value.js'
import { errors } from './packet.js'
import type { ReceivedPacket, SearchRange, SentPacket } from './packet.js'

/** As many as fit into what managers accept; whoever wants more asks again. */
const bulkMax = 400

/** What a request of the master is answered with; undefined: nothing. Nothing can be written. */
export function answerTo(packet: ReceivedPacket, view: () => MibView): SentPacket | undefined {
  const { head } = packet
  const respond = (bindings: readonly Binding[]): SentPacket => ({
    ...{ kind: 'response', head, bindings, error: errors.none, index: 0 },
  })
  const refuse = (error: number, index: number): SentPacket => ({
    ...{ kind: 'response', head, bindings: [], error, index },
  })
  switch (packet.kind) {
    case 'get': {
      const now = view()
      return respond(packet.ranges.map(({ start }) => now.get(start)))
    }
    case 'getNext': {
      const now = view()
      return respond(packet.ranges.map((range) => now.next(range)))
    }
    case 'getBulk':
      return respond(bulk(packet, view()))
    case 'testSet':
    case 'commitSet':
    case 'undoSet':
      return refuse(errors.notWritable, 1)
    case 'unknown':
      return refuse(errors.parse, 0)
    case 'cleanupSet':
    case 'close':
    case 'response':
      return undefined
  }
}

/** RFC 2741 7.2.3.3: some once, and the others again and again, each from where it came to. */
function bulk(
  request: Extract<ReceivedPacket, { readonly kind: 'getBulk' }>,
  view: MibView,
): readonly Binding[] {
  const { ranges, nonRepeaters, maxRepetitions } = request
  const bindings = ranges.slice(0, nonRepeaters).map((range) => view.next(range))
  let repeated: readonly SearchRange[] = ranges.slice(nonRepeaters)
  for (let turn = 0; turn < maxRepetitions && repeated.length > 0; turn++) {
    if (turn > 0 && bindings.length + repeated.length > bulkMax) break
    const found = repeated.map((range) => view.next(range))
    bindings.push(...found)
    if (found.every(({ value }) => value.kind === 'endOfMibView')) break
    repeated = repeated.map((range, at) => ({
      ...range,
      start: found[at]?.id ?? range.start,
      include: false,
    }))
  }
  return bindings
}

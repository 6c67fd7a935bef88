import { found } from '../finding.js'
import type { Finding } from '../finding.js'
import type { Subject } from '../subject.js'

/** Who else routes here. */
export function examineProcesses({ facts }: Subject): readonly Finding[] {
  return facts.routers.map(({ program, processId }) =>
    program === 'keepalived'
      ? found(
          'keepalived-runs',
          `keepalived runs here, as process ${processId}`,
          'systemctl disable --now keepalived',
        )
      : found('agent-runs', `an agent of Holdfast runs here, as process ${processId}`),
  )
}

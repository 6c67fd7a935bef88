import { found } from '../finding.js'
import type { Finding } from '../finding.js'
import type { Subject } from '../subject.js'

const unit = '$(npm root -g)/@holdfast/agent/systemd/holdfast.service'

/** Whether somebody starts it when the machine starts. */
export function examineService({ facts }: Subject): readonly Finding[] {
  const { isManaged, isInstalled, isEnabled, isKeepalivedEnabled } = facts.service
  if (!isManaged) return []
  const own = !isInstalled
    ? [found('unit-missing', 'systemd has no unit holdfast.service', `systemctl link ${unit}`)]
    : isEnabled
      ? []
      : [found('unit-disabled', 'holdfast.service is disabled', 'systemctl enable holdfast')]
  if (!isKeepalivedEnabled) return own
  const message = 'keepalived.service is enabled'
  return [...own, found('keepalived-enabled', message, 'systemctl disable keepalived')]
}

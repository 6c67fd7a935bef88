import {
  booleanValue,
  integer,
  interfaceName,
  ipAddress,
  seconds,
  value,
} from '@holdfast/core/config'
import type { BlockDefinition, ValueGrammar } from '@holdfast/core/config'
import type { CheckTiming, ConnectBlock } from './model.js'
import { count, port } from './shared-values.js'

/** keepalived's clock ends there: 2^32 microseconds. */
const longestSeconds = 4294.967295

export const positiveSeconds: ValueGrammar<number> = seconds({ min: 0.000001, max: longestSeconds })
const anySeconds = seconds({ min: 0, max: longestSeconds })

/** How often and how patiently is checked. */
export const timingFields: BlockDefinition<CheckTiming>['fields'] = {
  delayLoopMs: value('delay_loop', positiveSeconds),
  connectTimeoutMs: value('connect_timeout', positiveSeconds),
  retry: value('retry', count),
  delayBeforeRetryMs: value('delay_before_retry', anySeconds),
  warmupMs: value('warmup', anySeconds),
  alpha: value('alpha', booleanValue),
  logAllFailures: value('log_all_failures', booleanValue),
}

/** What every checker over the network has. */
export const connectFields: BlockDefinition<ConnectBlock>['fields'] = {
  ...timingFields,
  connectIp: value('connect_ip', ipAddress()),
  connectPort: value('connect_port', port),
  bindto: value('bindto', ipAddress()),
  bindIf: value('bind_if', interfaceName),
  bindPort: value('bind_port', port),
  fwmark: value('fwmark', integer({ min: 0, max: 0xffff_ffff })),
}

/** `TCP_CHECK`, `PING_CHECK` and `host`, which have nothing more. */
export function connectBlock(title: string): BlockDefinition<ConnectBlock> {
  return { title, fields: connectFields }
}

import { existsSync } from 'node:fs'
import { resolveConfig } from '@holdfast/vrrp'
import type { VrrpParameters } from '@holdfast/vrrp'
import { examine } from '../doctor/examine.js'
import { lookAtMachine } from '../doctor/looking/look-at-machine.js'
import { reportFindings } from '../report/report-findings.js'
import { mayPaint } from '../report/paint.js'
import type { KeepalivedConfiguration } from '../configuration/model.js'
import { errorsOf } from '../running/configuration.js'
import { configurationReader } from '../running/configuration-reader.js'
import { planInstances } from '../running/plan-instances.js'
import { systemRoutingNames } from '../running/routing-tables.js'
import type { DoctorCommand } from './command.js'
import { exitCodes } from './exit-codes.js'
import { isInNamespace, runInNamespace } from './network-namespace.js'

interface Output {
  readonly print: (text: string) => void
  readonly complain: (text: string) => void
}

/** Nobody waits for longer, whatever the intervals are; milliseconds. */
const listenMaxMs = 10_000

/** `holdfast doctor`: what would keep a file from working here; resolves with the exit code. */
export async function doctor(command: DoctorCommand, output: Output): Promise<number> {
  const { file, json } = command
  if (!existsSync(file)) {
    output.complain(`there is no configuration file ${file}`)
    return exitCodes.noConfiguration
  }
  const configuration = configurationReader(command).read({ file })
  const { value } = configuration
  const namespace = command.namespace ?? value.netNamespace
  if (namespace !== undefined && !isInNamespace(namespace)) return runInNamespace(namespace)
  const instances = instancesOf(value)
  const listenMs = command.listen === undefined ? usualMs(instances) : Number(command.listen) * 1000
  const facts = await lookAtMachine({ configuration: value, instances, listenMs })
  const errorCount = errorsOf(configuration).length
  const findings = examine({ file, configuration: value, errorCount, instances, facts })
  const colours = mayPaint(process.stdout.isTTY, process.env)
  return reportFindings(findings, { print: output.print, json, colours })
}

/** As many adverts as a backup waits for. */
function usualMs(instances: readonly VrrpParameters[]): number {
  const slowest = Math.max(1000, ...instances.map(({ advertIntMs }) => advertIntMs))
  return Math.min(listenMaxMs, 3 * slowest)
}

function instancesOf(configuration: KeepalivedConfiguration): readonly VrrpParameters[] {
  const scripts = new Set((configuration.scripts ?? []).map(({ name }) => name))
  const { configs } = planInstances(configuration, scripts, systemRoutingNames())
  return configs.map((config) => resolveConfig(config).parameters)
}

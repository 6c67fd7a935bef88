import type { Clock } from '@holdfast/core'
import type { Check } from '../checker/check.js'
import type { CheckerTiming } from '../checker/checker.js'
import type {
  CheckTiming,
  ConnectBlock,
  FileBlock,
  FileCheckBlock,
  HttpGetBlock,
  MiscCheckBlock,
  RealServerBlock,
  ServerAddress,
  SmtpCheckBlock,
  VirtualServerBlock,
} from '../keywords/model.js'
import type { ConnectOptions } from '../probe/connection/connect-options.js'
import { dnsCheck } from '../probe/dns/dns-check.js'
import { fileCheck } from '../probe/file-check.js'
import { httpCheck } from '../probe/http/http-check.js'
import type { UrlOptions } from '../probe/http/http-check.js'
import type { TlsOptions } from '../probe/http/tls-options.js'
import { miscCheck } from '../probe/misc-check.js'
import { pingCheck } from '../probe/ping/ping-check.js'
import { smtpCheck } from '../probe/smtp/smtp-check.js'
import { tcpCheck } from '../probe/tcp-check.js'
import { udpCheck } from '../probe/udp/udp-check.js'
import type { ProcessRunner, Program } from '../program/process-runner.js'
import { pickDefined } from './pick-defined.js'

/** What the blocks of a configuration name, but do not hold. */
export interface CheckResources {
  readonly runner: ProcessRunner
  /** The program of a `MISC_CHECK`, found and allowed; undefined: it cannot be run. */
  readonly program: (block: MiscCheckBlock) => Program | undefined
  /** A block `track_file`. */
  readonly trackFile: (name: string) => FileBlock | undefined
  /** What the block `SSL` names. */
  readonly tls?: Pick<TlsOptions, 'ca' | 'certificate' | 'key' | 'password'>
  readonly clock?: Clock
}

/** A checker that is not made yet: making it may fail. */
export interface PlannedChecker {
  /** Where it is in its real server, such as `tcpChecks[0]`. */
  readonly path: string
  /** What it asks, without how often: the same text is the same question. */
  readonly id: string
  readonly timing: CheckerTiming
  readonly make: () => Check
}

interface Plan extends Pick<PlannedChecker, 'timing' | 'make'> {
  readonly question: unknown
}

/** A real server, and what surrounds it. */
export interface Place {
  readonly virtual: VirtualServerBlock
  readonly real: RealServerBlock
  readonly server: ServerAddress
  readonly resources: CheckResources
}

const timingKeys = [
  'delayLoopMs',
  'delayBeforeRetryMs',
  'retry',
  'warmupMs',
  'alpha',
  'logAllFailures',
] as const
type TimingKey = (typeof timingKeys)[number]
const connectKeys = ['bindto', 'bindIf', 'bindPort', 'fwmark'] as const

/** All checkers of a real server; what one does not say, its real server or virtual server may. */
export function planCheckers(place: Place): readonly PlannedChecker[] {
  const { real } = place
  const each = <Block>(
    kind: string,
    blocks: readonly Block[] | undefined,
    plan: (block: Block) => Plan,
  ): readonly PlannedChecker[] =>
    (blocks ?? []).map((block, index) => {
      const { question, ...planned } = plan(block)
      return { ...planned, path: `${kind}[${index}]`, id: JSON.stringify([kind, question]) }
    })
  const over = <Options extends object>(
    block: ConnectBlock,
    more: Options,
    make: (options: ConnectOptions & Options) => Check,
  ): Plan => {
    const question = { ...connectOf(place, block), ...more }
    const { clock } = place.resources
    const ports = clock === undefined ? {} : { clock }
    return { question, timing: timingOf(place, block), make: () => make({ ...question, ...ports }) }
  }
  return [
    ...each('tcpChecks', real.tcpChecks, (block) => over(block, {}, tcpCheck)),
    ...each('httpGets', real.httpGets, (block) => over(block, httpOf(place, block), httpCheck)),
    ...each('sslGets', real.sslGets, (block) =>
      over(block, { ...httpOf(place, block), tls: tlsOf(place, block) }, httpCheck),
    ),
    ...each('smtpChecks', real.smtpChecks, (block) => over(block, smtpOf(place, block), smtpCheck)),
    ...each('dnsChecks', real.dnsChecks, (block) =>
      over(block, pickDefined(block, ['type', 'name']), dnsCheck),
    ),
    ...each('pingChecks', real.pingChecks, (block) => over(block, {}, pingCheck)),
    ...each('udpChecks', real.udpChecks, (block) => {
      const keys = ['payload', 'requireReply', 'minReplyLength', 'maxReplyLength'] as const
      return over(block, pickDefined(block, keys), udpCheck)
    }),
    ...each('miscChecks', real.miscChecks, (block) => miscOf(place, block)),
    ...each('fileChecks', real.fileChecks, (block) => fileOf(place, block)),
  ]
}

function timingOf({ virtual, real }: Place, block: CheckTiming): CheckerTiming {
  return {
    ...pickDefined<CheckTiming, TimingKey>(virtual, timingKeys),
    ...pickDefined<CheckTiming, TimingKey>(real, timingKeys),
    ...pickDefined(block, timingKeys),
  }
}

function connectOf({ virtual, real, server }: Place, block: ConnectBlock): ConnectOptions {
  const { connectTimeoutMs = real.connectTimeoutMs ?? virtual.connectTimeoutMs } = block
  return {
    connectIp: block.connectIp ?? server.address,
    connectPort: block.connectPort ?? server.port ?? 0,
    ...(connectTimeoutMs === undefined ? {} : { connectTimeoutMs }),
    ...pickDefined(block, connectKeys),
  }
}

function httpOf(
  { virtual, real }: Place,
  block: HttpGetBlock,
): { readonly urls: readonly UrlOptions[]; readonly virtualhost?: string } {
  const virtualhost = block.virtualhost ?? real.virtualhost ?? virtual.virtualhost
  return {
    urls: block.urls ?? [],
    ...(virtualhost === undefined ? {} : { virtualhost }),
    ...pickDefined(block, ['httpProtocol', 'fastRecovery']),
  }
}

function tlsOf({ resources }: Place, block: HttpGetBlock): TlsOptions {
  const isCompliant =
    block.tlsCompliant === true || block.urls?.some(({ tlsCompliant }) => tlsCompliant) === true
  return {
    ...resources.tls,
    ...pickDefined(block, ['enableSni', 'sniName']),
    ...(isCompliant ? { tlsCompliant: true } : {}),
  }
}

function smtpOf(
  place: Place,
  block: SmtpCheckBlock,
): { readonly heloName?: string; readonly hosts: readonly ConnectOptions[] } {
  return {
    ...pickDefined(block, ['heloName']),
    hosts: (block.hosts ?? []).map((host) => connectOf(place, { ...block, ...host })),
  }
}

function miscOf(place: Place, block: MiscCheckBlock): Plan {
  const { runner, program, clock } = place.resources
  const timing = timingOf(place, block)
  const timeoutMs = block.miscTimeoutMs ?? timing.delayLoopMs ?? 60_000
  const isDynamic = block.miscDynamic ?? false
  const found = program(block)
  return {
    question: { program: found, timeoutMs, isDynamic },
    timing,
    make: () => {
      if (found === undefined) return alwaysFailing('its script cannot be run')
      const ports = clock === undefined ? { runner } : { runner, clock }
      return miscCheck({ program: found, timeoutMs, isDynamic, ...ports })
    },
  }
}

function fileOf({ virtual, real, resources }: Place, block: FileCheckBlock): Plan {
  const { alpha = real.alpha ?? virtual.alpha ?? false } = block
  const file = resources.trackFile(block.trackFile)
  const { value, reverse = false } = block.weight ?? file?.weight ?? { value: 1 }
  return {
    question: { file: file?.file, weight: value, reverse },
    // It is watched, so that only the beginning of the watch is a matter of time.
    timing: { alpha, warmupMs: 0 },
    make: () =>
      file === undefined
        ? alwaysFailing(`there is no track_file ${block.trackFile}`)
        : fileCheck({ file: file.file, weight: value, reverse }),
  }
}

/** A server whose check cannot be made is not taken for well. */
export function alwaysFailing(reason: string): Check {
  return {
    description: 'check',
    retry: 0,
    probes: [
      {
        start: (done) => {
          let isCancelled = false
          queueMicrotask(() => {
            if (!isCancelled) done({ ok: false, reason })
          })
          return () => {
            isCancelled = true
          }
        },
      },
    ],
  }
}

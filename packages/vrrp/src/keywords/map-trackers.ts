import type { TrackerConfig } from '../config.js'
import type { InstanceBlock, TrackReference } from './model.js'
import { trackerNameOf } from './tracker-names.js'
import type { TrackedNames, TrackerSource } from './tracker-names.js'

interface Weighted {
  readonly name: string
  readonly weight?: { readonly value: number; readonly reverse?: boolean }
}

/** What the blocks of scripts, processes and files say about their trackers. */
export interface TrackerBlocks extends TrackedNames {
  readonly scripts?: readonly (Weighted & {
    readonly rise?: number
    readonly fall?: number
    readonly initFail?: boolean
  })[]
  readonly processes?: readonly Weighted[]
  readonly files?: readonly Weighted[]
}

/** The trackers of an instance; processes are reported as scripts are. */
export function toTrackers(instance: InstanceBlock, blocks: TrackerBlocks): TrackerConfig[] {
  const called = (source: TrackerSource, { name }: TrackReference): { readonly name: string } => ({
    name: trackerNameOf(source, name, blocks),
  })
  const scripts = (instance.trackScripts ?? []).map((line): TrackerConfig => {
    const block = find(blocks.scripts, line)
    return {
      kind: 'script',
      ...called('script', line),
      ...weighed(line, block, 0),
      ...(block?.rise === undefined ? {} : { rise: block.rise }),
      ...(block?.fall === undefined ? {} : { fall: block.fall }),
      ...(block?.initFail === undefined ? {} : { initFail: block.initFail }),
    }
  })
  const processes = (instance.trackProcesses ?? []).map((line): TrackerConfig => ({
    kind: 'script',
    ...called('process', line),
    ...weighed(line, find(blocks.processes, line), 0),
  }))
  const files = (instance.trackFiles ?? []).map((line): TrackerConfig => ({
    kind: 'file',
    ...called('file', line),
    ...weighed(line, find(blocks.files, line), 1),
  }))
  const interfaces = (instance.trackInterfaces ?? []).map((line): TrackerConfig => ({
    kind: 'interface',
    name: line.name,
    ...weighed(line, undefined, 0),
  }))
  return [...scripts, ...processes, ...files, ...interfaces]
}

function find<Block extends Weighted>(
  blocks: readonly Block[] | undefined,
  { name }: TrackReference,
): Block | undefined {
  return blocks?.find((block) => block.name === name)
}

function weighed(
  { weight, reverse }: TrackReference,
  block: Weighted | undefined,
  usual: number,
): { readonly weight: number; readonly reverse?: boolean } {
  const turned = reverse ?? block?.weight?.reverse
  return {
    weight: weight ?? block?.weight?.value ?? usual,
    ...(turned === undefined ? {} : { reverse: turned }),
  }
}

/** A signal that Node has no name for, as libuv offers it to Node's own code. */
interface SignalHandle {
  onsignal: () => void
  start(signal: number): number
  unref(): void
}

type Binding = (name: 'signal_wrap') => { readonly Signal: new () => SignalHandle }

/** What `keepalived --signum=JSON` and `--signum=STATS_CLEAR` say with glibc: RTMIN+2 and RTMAX-1. */
export const realTimeSignals = { json: 36, clear: 63 } as const

/**
 * Has `act` called at a signal by its number: `process.on` knows the names 1..31 alone, and a
 * real-time signal that nobody catches ends the process. The only door to them is deprecated, so that
 * it is asked for politely; false where it is shut.
 */
export function onRealTimeSignal(signal: number, act: () => void): boolean {
  const { noDeprecation } = process as { noDeprecation?: boolean }
  try {
    Object.assign(process, { noDeprecation: true })
    const { binding } = process as unknown as { readonly binding: Binding }
    const { Signal } = binding.call(process, 'signal_wrap')
    const handle = new Signal()
    handle.unref()
    handle.onsignal = act
    return handle.start(signal) === 0
  } catch {
    return false
  } finally {
    Object.assign(process, { noDeprecation })
  }
}

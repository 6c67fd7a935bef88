import type * as Backup from '../../src/backup.js'
import type * as MasterModule from '../../src/master.js'
import type * as Timers from '../../src/timers.js'
import type * as Transitions from '../../src/transitions.js'
import type { Mutant } from './mutant.js'
import { NaiveHostLoop } from './naive-host-loop.js'

const transitions = '../../src/transitions.js'
const backup = '../../src/backup.js'
const master = '../../src/master.js'

/** Who is master, and when. */
export const electionMutants: readonly Mutant[] = [
  {
    title: 'a master that is deaf to stronger adverts',
    module: master,
    break: (original: typeof MasterModule) => ({
      ...original,
      masterHears: (
        ...[parameters, state, now, advert]: Parameters<typeof original.masterHears>
      ) =>
        advert.priority > state.standing.effectivePriority
          ? { state, effects: [] }
          : original.masterHears(parameters, state, now, advert),
    }),
    noticed: ['yields', 'one-master'],
  },
  {
    title: 'a master that yields to weaker adverts',
    module: master,
    break: (original: typeof MasterModule) => ({
      ...original,
      masterHears: (...[parameters, state, now, advert]: Parameters<typeof original.masterHears>) =>
        original.masterHears(parameters, state, now, {
          ...advert,
          priority: advert.priority === 0 ? 0 : 255,
        }),
    }),
    noticed: ['leaves-for-a-reason'],
  },
  {
    title: 'a master without a last word',
    module: master,
    break: (original: typeof MasterModule) => ({
      ...original,
      masterHears: (...[parameters, ...rest]: Parameters<typeof original.masterHears>) =>
        original.masterHears({ ...parameters, higherPrioSendAdvert: false }, ...rest),
    }),
    noticed: ['goodbye'],
  },
  {
    title: 'a master that lets goodbyes go unanswered',
    module: master,
    break: (original: typeof MasterModule) => ({
      ...original,
      masterHears: (
        ...[parameters, state, now, advert]: Parameters<typeof original.masterHears>
      ) =>
        advert.priority === 0
          ? { state, effects: [] }
          : original.masterHears(parameters, state, now, advert),
    }),
    noticed: ['answers'],
  },
  {
    title: 'a master that says everything twice',
    module: master,
    break: (original: typeof MasterModule) => ({
      ...original,
      masterTimer: (...args: Parameters<typeof original.masterTimer>) => {
        const { state, effects } = original.masterTimer(...args)
        return { state, effects: [...effects, ...effects] }
      },
    }),
    noticed: ['advert-interval'],
  },
  {
    title: 'a master that slows down',
    module: master,
    break: (original: typeof MasterModule) => ({
      ...original,
      masterTimer: (...[parameters, ...rest]: Parameters<typeof original.masterTimer>) =>
        original.masterTimer(
          { ...parameters, advertIntMs: parameters.advertIntMs * 1.01 },
          ...rest,
        ),
    }),
    noticed: ['advert-interval'],
  },
  {
    title: 'a master-down timer that is 1 % late',
    module: transitions,
    break: (original: typeof Transitions) => ({
      ...original,
      masterDownMs: (...args: Parameters<typeof original.masterDownMs>) =>
        original.masterDownMs(...args) * 1.01,
    }),
    noticed: ['takeover-time'],
  },
  {
    title: 'a master-down timer that is 1 % early',
    module: transitions,
    break: (original: typeof Transitions) => ({
      ...original,
      masterDownMs: (...args: Parameters<typeof original.masterDownMs>) =>
        original.masterDownMs(...args) * 0.99,
    }),
    noticed: ['takeover-time'],
  },
  {
    title: 'no skew',
    module: '../../src/timers.js',
    break: (original: typeof Timers) => ({
      ...original,
      skewMs: () => 0,
      masterDownIntervalMs: (
        ...[, , interval, adverts = 3]: Parameters<typeof original.masterDownIntervalMs>
      ) => adverts * interval,
    }),
    noticed: ['takeover-time'],
  },
  {
    title: 'a backup that never takes over',
    module: backup,
    break: (original: typeof Backup) => ({
      ...original,
      backupTimer: (...[, state]: Parameters<typeof original.backupTimer>) => ({
        state,
        effects: [],
      }),
    }),
    noticed: ['takeover-time', 'some-master'],
  },
  {
    title: 'preemption in spite of nopreempt',
    module: backup,
    break: (original: typeof Backup) => ({
      ...original,
      backupHears: (...[parameters, ...rest]: Parameters<typeof original.backupHears>) =>
        original.backupHears({ ...parameters, preempt: true }, ...rest),
    }),
    noticed: ['takeover-time'],
  },
  {
    title: 'no preemption at all',
    module: backup,
    break: (original: typeof Backup) => ({
      ...original,
      backupHears: (...[parameters, ...rest]: Parameters<typeof original.backupHears>) =>
        original.backupHears({ ...parameters, preempt: false }, ...rest),
    }),
    noticed: ['takeover-time', 'right-master'],
  },
  {
    title: 'preemption without its delay',
    module: backup,
    break: (original: typeof Backup) => ({
      ...original,
      backupHears: (...[parameters, ...rest]: Parameters<typeof original.backupHears>) =>
        original.backupHears({ ...parameters, preemptDelayMs: 0 }, ...rest),
    }),
    noticed: ['takeover-time'],
  },
  {
    title: 'a backup that learns no interval',
    module: backup,
    break: (original: typeof Backup) => ({
      ...original,
      backupHears: (...[parameters, state, now, advert]: Parameters<typeof original.backupHears>) =>
        original.backupHears(parameters, state, now, {
          ...advert,
          advertIntMs: parameters.advertIntMs,
        }),
    }),
    noticed: ['takeover-time'],
  },
  {
    title: 'timers that run before what waited in a stall was read',
    module: '@holdfast/core',
    break: (original: object) => ({ ...original, HostLoop: NaiveHostLoop }),
    noticed: ['takeover-time'],
  },
]

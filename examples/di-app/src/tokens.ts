import type { InjectionToken } from 'tsyringe'

/** What this node is called in the log. */
export const nodeNameToken: InjectionToken<string> = Symbol('nodeName')
